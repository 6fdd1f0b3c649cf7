import { z } from "zod";
import { hostFactsSchema } from "../../catalogue/node_facts.ts";
import { BASES } from "../base/base_sizes.ts";
import { SOURCES } from "../world/world.ts";

const time = z.iso.datetime({ offset: true, error: "Expected a quoted RFC 3339 time" });
const text = z.string().min(1);
const labels = z.record(z.string(), z.string());

const SECONDS = { s: 1, m: 60, h: 3_600 } as const;

/** `4/s`, `10/m`, `0.5/h`: a rate per second once read. */
const rate = z.string().regex(/^\d+(\.\d+)?\/[smh]$/, "Expected a rate such as 4/s, 10/m or 2/h")
  .transform((written) => {
    const [amount = "0", unit = "s"] = written.split("/");
    return Number(amount) / SECONDS[unit as keyof typeof SECONDS];
  });

const reference = z.strictObject({
  kind: text,
  namespace: z.string().default(""),
  name: text,
});

const shape = z.strictObject({
  kind: z.enum(["constant", "step", "ramp", "spike", "drop", "points"]),
  from: time.optional(),
  until: time.optional(),
  before: z.union([z.number(), rate]).optional(),
  start: z.number().optional(),
  value: z.number().optional(),
  rate: rate.optional(),
  factor: z.number().nonnegative().optional(),
  points: z.array(z.tuple([time, z.number()])).min(1).optional(),
}).refine(
  ({ value, rate, factor, points }) =>
    [value, rate, factor, points].filter((effect) => effect !== undefined).length === 1,
  "Expected exactly one of value, rate, factor and points",
).refine(
  ({ kind, points }) => (kind === "points") === (points !== undefined),
  "The kind points and the key points belong together",
);

/** A whole manifest; what is not read here rides along. */
const manifest = z.looseObject({
  apiVersion: text,
  kind: text,
  metadata: z.looseObject({
    name: text,
    namespace: z.string().optional(),
    creationTimestamp: time.optional(),
  }),
});

const event = z.strictObject({
  type: z.enum(["Normal", "Warning"]),
  reason: text,
  object: z.strictObject({
    apiVersion: text.optional(),
    kind: text,
    namespace: z.string().default(""),
    name: text.optional(),
    app: text.optional(),
    node: text.optional(),
    fieldPath: text.optional(),
  }).refine(
    ({ name, app, node }) => (name ?? app ?? node) !== undefined,
    "Expected a name, or app and node of pods",
  ),
  message: text,
  count: z.number().int().positive().default(1),
  first: time,
  last: time,
  source: z.union([
    text.transform((component) => ({ component, host: undefined })),
    z.strictObject({ component: text, host: text.optional() }),
  ]),
});

const alert = z.strictObject({
  labels: labels.refine((set) => "alertname" in set, "Expected the label alertname"),
  annotations: labels.default({}),
  startsAt: time,
  endsAt: time.optional(),
  silenced: z.strictObject({ by: text, comment: z.string(), startsAt: time, endsAt: time })
    .optional(),
});

/** One file `scenario.yaml`, as reference and loader agree on it. */
export const scenarioSchema = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, "Expected kebab case"),
  class: z.number().int().min(0).max(25),
  base: z.enum(Object.keys(BASES) as [keyof typeof BASES]),
  now: time,
  symptom: text,
  expect: z.enum(["no_finding", "coverage"]).optional(),
  silence: z.enum(SOURCES).optional(),
  rbac: z.strictObject({
    deny: z.array(
      z.strictObject({
        namespace: text,
        resources: z.array(text).min(1),
        verbs: z.array(text).min(1).default(["get", "list", "watch"]),
      }),
    ),
  }).optional(),
  changes: z.array(
    z.strictObject({
      at: time,
      by: text,
      object: reference,
      patch: z.record(z.string(), z.unknown()),
    }),
  ).default([]),
  objects: z.array(manifest).default([]),
  pods: z.array(
    z.strictObject({
      match: z.strictObject({
        namespace: text.optional(),
        app: text.optional(),
        node: text.optional(),
      }),
      count: z.number().int().positive().optional(),
      patch: z.record(z.string(), z.unknown()),
    }),
  ).default([]),
  events: z.array(event).default([]),
  metrics: z.array(z.strictObject({ series: text, shape })).default([]),
  logs: z.array(
    z.strictObject({
      stream: z.strictObject({
        namespace: text.optional(),
        app: text.optional(),
        pod: text.optional(),
        container: text.optional(),
        node: text.optional(),
      }),
      level: text.optional(),
      template: text,
      from: time,
      until: time.optional(),
      rate,
    }),
  ).default([]),
  alerts: z.array(alert).default([]),
  hosts: z.array(z.strictObject({ node: text, facts: hostFactsSchema })).default([]),
  decoys: z.array(
    z.strictObject({ kind: text, namespace: z.string().default(""), name: text, why: text }),
  ).default([]),
  facts: z.array(
    z.strictObject({
      id: text,
      need: z.enum(["required", "discriminating", "supporting"]),
      kind: z.enum(["entity", "state", "cause", "onset", "impact", "rules_out"]),
      match: z.array(z.union([text, z.strictObject({ any: z.array(text).min(1) })])).min(1),
    }),
  ).default([]),
  root_cause: reference.nullable(),
});

export type Scenario = z.output<typeof scenarioSchema>;
