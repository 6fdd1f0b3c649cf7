import { stringify } from "yaml";
import type { Need, Tool } from "../tool.ts";

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const FORBIDDEN: readonly { readonly reason: string; matches(need: Need): boolean }[] = [
  {
    reason: "Secrets are never read",
    matches: ({ resource }) => /^secrets(?:\/|$)/.test(resource),
  },
  { reason: "a wildcard is no need", matches: (need) => JSON.stringify(need).includes("*") },
  { reason: "nodes/proxy is a shell", matches: ({ resource }) => resource === "nodes/proxy" },
  {
    reason: "a tool only reads",
    matches: ({ verbs }) => verbs.some((verb) => !["get", "list", "watch"].includes(verb)),
  },
];

/**
 * Writes the rules of the ClusterRole: the sum of what the tools need, grouped by API group and verbs.
 *
 * @throws {Error} when a tool needs what no tool may have
 */
export function rbacRulesText(tools: readonly Pick<Tool, "name" | "needs">[]): string {
  const rules = mergeNeeds(tools);
  const header = "# Written by `deno task gen` from what the tools need.\n";
  return header + stringify(rules, { defaultStringType: "PLAIN", lineWidth: 0 });
}

function mergeNeeds(tools: readonly Pick<Tool, "name" | "needs">[]): readonly Rule[] {
  const verbsOf = new Map<string, Set<string>>();
  for (const { name, needs } of tools) {
    for (const need of needs) {
      refuse(name, need);
      const key = JSON.stringify([need.apiGroup, need.resource]);
      verbsOf.set(key, new Set([...verbsOf.get(key) ?? [], ...need.verbs]));
    }
  }
  const resourcesOf = new Map<string, string[]>();
  for (const [key, verbs] of [...verbsOf].sort(byKey)) {
    const [apiGroup, resource]: [string, string] = JSON.parse(key);
    const rule = JSON.stringify([apiGroup, [...verbs].sort()]);
    resourcesOf.set(rule, [...resourcesOf.get(rule) ?? [], resource]);
  }
  return [...resourcesOf].sort(byKey).map(([key, resources]) => {
    const [apiGroup, verbs]: [string, string[]] = JSON.parse(key);
    return { apiGroups: [apiGroup], resources, verbs };
  });
}

function refuse(tool: string, need: Need): void {
  const forbidden = FORBIDDEN.find(({ matches }) => matches(need));
  if (forbidden === undefined) return;
  throw new Error(`Cannot grant ${tool} ${JSON.stringify(need)}: ${forbidden.reason}`);
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
