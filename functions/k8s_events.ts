import { z } from "zod";
import {
  compactEvents,
  firstSeen,
  lastSeen,
  objectOf,
} from "../shared/analysis/event_compaction.ts";
import type { KubeEvent } from "../shared/analysis/kube_event.ts";
import { similarNames } from "../shared/analysis/similar_names.ts";
import { readWindow, type TimeWindow } from "../shared/analysis/time_window.ts";
import { ownerOf, ownerText } from "../shared/analysis/workload_owner.ts";
import {
  eventGroupLine,
  eventGroupOutput,
  eventGroupSchema,
} from "../shared/evidence/event_groups.ts";
import { assertNamespaceExists } from "../shared/evidence/existing_namespace.ts";
import { listCoverage } from "../shared/evidence/list_coverage.ts";
import { fields, limitField, MAX_TOKENS } from "../shared/fields.ts";
import { toolRoute } from "../shared/http/tool_route.ts";
import { answer, type Call, type Section } from "../shared/render/answer.ts";
import { changedCall } from "../shared/render/corrected_call.ts";
import { counted } from "../shared/render/counted.ts";
import { coverageSchema } from "../shared/render/coverage.ts";
import { ageOf } from "../shared/render/time.ts";
import { defineTool, READ_ONLY } from "../shared/tool.ts";

const DEFAULT_WINDOW_SECONDS = 3_600;
const MOST_ROWS = 200;
const MOST_READ = 10_000;

const inputSchema = z.strictObject({
  namespace: fields.namespace.optional(),
  since: fields.since.optional(),
  until: fields.until.optional(),
  object: z.string().trim().min(1).max(300)
    .describe("Pod/cart-0, Deployment/cart (pods included) or cart")
    .optional(),
  type: z.enum(["Warning", "Normal"]).describe("Default both").optional(),
  reason: z.string().trim().min(1).max(128).describe("e.g. BackOff, FailedScheduling").optional(),
  limit: limitField(40, MOST_ROWS),
  max_tokens: fields.maxTokens,
});

const outputSchema = z.object({
  /** Warnings first, then the most recent. */
  groups: z.array(eventGroupSchema),
  shown: z.number(),
  total: z.number(),
  warnings: z.number(),
  /** Events behind the groups. */
  events: z.number(),
  since: z.string(),
  until: z.string(),
  /** Where nothing matched: what there is that is spelt alike. */
  similar: z.array(z.string()).default([]),
  coverage: z.array(coverageSchema),
});

type Input = z.output<typeof inputSchema>;
type Output = z.output<typeof outputSchema>;

/**
 * Gives events as causes: one line for each reason, workload and message.
 *
 * Reads one list of core/v1 events (at most 10,000), filters it, then compacts and cuts. Counts are lower bounds,
 * because senders aggregate and rate-limit what they write and events expire, by default after an hour.
 */
export const tool = defineTool({
  name: "k8s.events",
  title: "Kubernetes events",
  description:
    "Kubernetes events folded into causes: reason × workload × message with counts (lower bounds), first and last " +
    "time, warnings first, then the most recent. FailedScheduling comes as counts of nodes per reason. Narrow with " +
    "namespace, object (Deployment/cart includes its pods), type, reason, since. Events expire after about an hour; " +
    "for older history query Loki with loki.query. For the state of the workloads use inventory.snapshot.",
  toolset: "core",
  scopes: ["telemetry:read"],
  annotations: READ_ONLY,
  input: inputSchema,
  output: outputSchema,
  needs: [{ apiGroup: "", resource: "events", verbs: ["get", "list"] }],
  async handler(input, context) {
    const window = readWindow({ start: input.since, end: input.until }, {
      now: context.now(),
      defaultSeconds: DEFAULT_WINDOW_SECONDS,
      call: callOf(input),
    });
    const list = await context.kubernetes.list<KubeEvent>("events", {
      ...(input.namespace !== undefined && { namespace: input.namespace }),
      ...(input.type !== undefined && { fieldSelector: `type=${input.type}` }),
      limit: MOST_READ,
    });
    if (list.items.length === 0) await assertNamespaceExists(context, callOf(input));
    const recent = list.items.filter((event) => isWithin(event, window));
    const matching = recent.filter((event) => matches(event, input));
    const groups = compactEvents(matching);
    return {
      groups: groups.slice(0, input.limit).map(eventGroupOutput),
      shown: Math.min(groups.length, input.limit),
      total: groups.length,
      warnings: groups.filter(({ type }) => type === "Warning").length,
      events: matching.length,
      since: window.start.toISOString(),
      until: window.end.toISOString(),
      ...(matching.length === 0 && { similar: similarTo(recent, input) }),
      coverage: listCoverage("kubernetes events", list, { isEmpty: matching.length === 0 }),
    };
  },
  render(output, input) {
    return answer({
      headline: headlineOf(output, input),
      sections: sectionsOf(output, input),
      coverage: output.coverage,
      next: nextCalls(output),
    });
  },
});

export default toolRoute(tool);

function callOf(input: Input) {
  return { tool: "k8s.events", input: inputSchema, arguments: input };
}

function isWithin(event: KubeEvent, { start, end }: TimeWindow): boolean {
  return Date.parse(lastSeen(event)) >= start.getTime() &&
    Date.parse(firstSeen(event)) <= end.getTime();
}

function matches(event: KubeEvent, { object, reason }: Pick<Input, "object" | "reason">): boolean {
  if (reason !== undefined && event.reason?.toLowerCase() !== reason.toLowerCase()) return false;
  return object === undefined || namesOf(event).includes(object.toLowerCase());
}

/** What an event's object may be called: itself or its workload, with or without the kind. */
function namesOf(event: KubeEvent): string[] {
  const object = objectOf(event);
  return [object, ownerOf(object)].flatMap((one) => [one.name, ownerText(one)])
    .map((name) => name.toLowerCase());
}

function similarTo(events: readonly KubeEvent[], { object, reason }: Input): string[] {
  if (reason !== undefined && !events.some((event) => matches(event, { reason }))) {
    return similarNames(reason, events.flatMap(({ reason }) => reason ?? []));
  }
  if (object === undefined) return [];
  const owners = events.map((event) => ownerOf(objectOf(event)));
  const bare = object.split("/").at(-1) ?? object;
  const near = new Set(similarNames(bare, owners.map(({ name }) => name)));
  return [...new Set(owners.filter(({ name }) => near.has(name)).map(ownerText))].sort();
}

function headlineOf({ total, warnings, events, since, until, similar }: Output, input: Input) {
  const place = input.namespace === undefined ? "" : ` in namespace ${input.namespace}`;
  const window = `since ${ageOf(since, new Date(until))} before ${until.slice(0, 16)}Z`;
  if (total === 0) {
    const near = similar.length === 0 ? "" : `; similar: ${similar.join(", ")}`;
    return `No matching events${place} ${window}${near}`;
  }
  return `${counted(total, "cause")}${place}, ${warnings} of them warnings, from ${
    counted(events, "event")
  } ${window}; ` +
    "counts are lower bounds";
}

function sectionsOf(output: Output, input: Input): readonly Section[] {
  const isWarning = ({ type }: { type: string }) => type === "Warning";
  const source = `kubernetes events ${input.namespace ?? "of all namespaces"}`;
  const section = (type: string, weight: number, groups: Output["groups"], total: number) => ({
    kind: "untrusted" as const,
    title: `${type}: reason · object · count · first→last ago · message`,
    source,
    weight,
    total,
    rest: changedCall(callOf(input), {
      type,
      limit: MOST_ROWS,
      max_tokens: MAX_TOKENS,
    }),
    lines: groups.map((group) =>
      eventGroupLine(group, { until: output.until, withNamespace: input.namespace === undefined })
    ),
  });
  const { groups, total, warnings } = output;
  return [
    section("Warning", 4, groups.filter(isWarning), warnings),
    section("Normal", 1, groups.filter((group) => !isWarning(group)), total - warnings),
  ].filter((part) => part.total > 0);
}

/** The log of what crashes, and the object that the latest other warning is about. */
function nextCalls({ groups }: Output): readonly Call[] {
  const warnings = groups.filter(({ type }) => type === "Warning");
  const crash = warnings.find(({ reason, lastObject, message }) =>
    reason === "BackOff" && lastObject.startsWith("Pod/") && message.includes("restarting")
  );
  const calls: Call[] = [];
  if (crash !== undefined) {
    const { place, name } = partsOf(crash);
    const run = { ...place, pod: name, previous: true };
    calls.push({ tool: "tail.pod_logs", arguments: run, why: "the run that ended" });
  }
  const latest = warnings.find((group) => group !== crash);
  if (latest === undefined) return calls;
  const { place, kind, name } = partsOf(latest);
  return [...calls, {
    tool: "k8s.get",
    arguments: { kind, ...place, name },
    why: "its conditions",
  }];
}

function partsOf({ namespace, lastObject }: Output["groups"][number]) {
  const [kind = "", name = ""] = lastObject.split("/");
  return { place: namespace === "" ? {} : { namespace }, kind, name };
}
