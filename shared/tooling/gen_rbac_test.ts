import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertThrows } from "@std/assert";
import type { Need } from "../tool.ts";
import { rbacRulesText } from "./gen_rbac.ts";

const PODS: Need = { apiGroup: "", resource: "pods", verbs: ["list", "get"] };

describe("rbacRulesText", () => {
  it("adds up the needs of all tools and groups them by API group and verbs", () => {
    const text = rbacRulesText([
      { name: "a", needs: [PODS, { apiGroup: "apps", resource: "deployments", verbs: ["list"] }] },
      {
        name: "b",
        needs: [
          { apiGroup: "", resource: "events", verbs: ["list", "get"] },
          { apiGroup: "", resource: "nodes", verbs: ["get"] },
          { apiGroup: "", resource: "nodes", verbs: ["list"] },
          { apiGroup: "", resource: "pods/log", verbs: ["get"] },
        ],
      },
    ]);
    assertEquals(
      text,
      `# Written by \`deno task gen\` from what the tools need.
- apiGroups:
    - ""
  resources:
    - events
    - nodes
    - pods
  verbs:
    - get
    - list
- apiGroups:
    - ""
  resources:
    - pods/log
  verbs:
    - get
- apiGroups:
    - apps
  resources:
    - deployments
  verbs:
    - list
`,
    );
  });

  const refused: readonly (readonly [what: string, need: Need, reason: string])[] = [
    ["Secrets", { ...PODS, resource: "secrets" }, "Secrets are never read"],
    ["a wildcard resource", { ...PODS, resource: "*" }, "a wildcard is no need"],
    ["a wildcard group", { ...PODS, apiGroup: "*" }, "a wildcard is no need"],
    ["nodes/proxy", { ...PODS, resource: "nodes/proxy" }, "nodes/proxy is a shell"],
  ];
  for (const [what, need, reason] of refused) {
    it(`refuses ${what} and names the tool`, () => {
      assertThrows(() => rbacRulesText([{ name: "k8s.x", needs: [need] }]), Error, reason);
      assertThrows(() => rbacRulesText([{ name: "k8s.x", needs: [need] }]), Error, "k8s.x");
    });
  }
});
