import { z } from "zod";
import { CONFIDENCES, VERDICTS } from "../analysis/findings/verdict.ts";

export const entitySchema = z.object({
  kind: z.string(),
  /** Empty for what belongs to the whole cluster. */
  namespace: z.string(),
  name: z.string(),
});

const callSchema = z.object({ tool: z.string(), arguments: z.record(z.string(), z.unknown()) });

const factSchema = z.object({
  text: z.string(),
  /** What somebody else wrote, data. */
  quote: z.string().optional(),
  reproduce: callSchema.optional(),
});

export const changeSchema = z.object({
  at: z.string(),
  entity: entitySchema,
  kind: z.string(),
  field: z.string(),
  from: z.string().optional(),
  to: z.string().optional(),
  by: z.string().optional(),
  source: z.string(),
});

/** One thing that is wrong, with all that was found about it. */
export const suspectSchema = z.object({
  entity: entitySchema,
  /** Incident class, 1 to 25. */
  class: z.number(),
  rules: z.array(z.string()),
  title: z.string(),
  severity: z.number(),
  since: z.string().optional(),
  /** It began before the window: known trouble rather than what is new. */
  isOld: z.boolean(),
  facts: z.array(factSchema),
  /** What suffers because of it. */
  explains: z.array(entitySchema),
  /** Whose trouble explains this one's. */
  explainedBy: entitySchema.optional(),
  /** What changed there before it began; coincidence until shown otherwise. */
  changes: z.array(changeSchema),
  ruledOut: z.array(z.string()),
});

export const signalSchema = z.object({
  signal: z.string(),
  entity: entitySchema,
  labels: z.record(z.string(), z.string()),
  unit: z.string(),
  before: z.number().optional(),
  now: z.number(),
  since: z.string().optional(),
  expr: z.string(),
});

export const logShiftSchema = z.object({
  entity: entitySchema,
  kind: z.enum(["new", "gone", "louder"]),
  level: z.string().optional(),
  template: z.string(),
  sample: z.string(),
  count: z.number(),
  expected: z.number(),
  since: z.string(),
  pods: z.array(z.string()),
  nodes: z.array(z.string()),
  logql: z.string().optional(),
  /** The container whose last, ended run wrote it. */
  previousOf: z.string().optional(),
});

/** What is wrong, how sure that is, and what was looked at. */
export const triageSchema = z.object({
  verdict: z.enum(VERDICTS),
  confidence: z.enum(CONFIDENCES),
  /** Why the confidence is no higher. */
  doubts: z.array(z.string()),
  since: z.string(),
  until: z.string(),
  scope: z.string(),
  /** Most likely cause first. */
  suspects: z.array(suspectSchema),
  shown: z.number(),
  total: z.number(),
  /** Figures that shifted in the direction that hurts, the most first. */
  signals: z.array(signalSchema),
  logs: z.array(logShiftSchema),
  changes: z.array(changeSchema),
  alerts: z.array(z.object({
    alertname: z.string(),
    severity: z.string(),
    namespace: z.string(),
    subject: z.string(),
    members: z.number(),
    startsAt: z.string(),
    state: z.string(),
  })),
  /** What was looked at and is sound, or is not what it looks like. */
  ruledOut: z.array(z.string()),
  /** Workloads in question whose pods are all ready: `cart 3/3 ready`. */
  ready: z.array(z.string()),
  /** How much was looked at: `20 nodes`, `61 rules`. */
  checked: z.array(z.string()),
});

export type Triage = z.output<typeof triageSchema>;
