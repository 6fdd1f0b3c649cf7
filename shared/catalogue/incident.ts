import { z } from "zod";
import type { AlertmanagerAlert, Silence } from "../analysis/alert.ts";
import type { KubeObject } from "../analysis/kube_object.ts";
import { COVERAGE_STATES } from "../errors.ts";
import type { NodeFacts } from "./node_facts.ts";
import type { Runs } from "./runs.ts";

/** Version of the file that a recorded incident is; readers accept no other. */
export const INCIDENT_FORMAT = 1;

const time = z.iso.datetime();
const count = z.number().int().nonnegative();

/** What a recorded incident says about itself. */
export const incidentFactsSchema = z.strictObject({
  capturedAt: time,
  /** What was asked for. */
  window: z.strictObject({ start: time, end: time }),
  /** Where samples and lines begin: before the window, for what rates at its start look back on. */
  keptFrom: time,
  /** Absent for the whole cluster. */
  namespace: z.string().optional(),
  sources: z.array(z.strictObject({
    source: z.string(),
    state: z.enum(COVERAGE_STATES),
    detail: z.string().optional(),
  })),
  /** What each backend said it was. */
  versions: z.record(z.string(), z.string()),
  /** Kinds, metrics and streams that are there and were not kept. */
  leftOut: z.array(z.strictObject({ what: z.string(), reason: z.string() })),
});
export type IncidentFacts = z.output<typeof incidentFactsSchema>;

/** A resource of the API, and what of its objects was kept. */
export interface CapturedResource {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly singular: string;
  readonly kind: string;
  readonly shortNames: readonly string[];
  readonly namespaced: boolean;
  readonly kept: boolean;
  /** Namespaces whose objects could not be read. */
  readonly unread: readonly string[];
}

/** What a pod or, without `pod`, a node used when it was captured. */
export interface CapturedUsage {
  readonly namespace?: string;
  readonly pod?: string;
  readonly node?: string;
  readonly cpuCores: number;
  readonly memoryBytes: number;
}

/** A metric name that had series. */
export interface CapturedMetric {
  readonly name: string;
  readonly kept: boolean;
  /** It has series of other namespaces, which were not kept. */
  readonly outside: boolean;
}

export interface CapturedMetadata {
  readonly name: string;
  readonly type: string;
  readonly help: string;
  readonly unit: string;
}

export interface CapturedSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Milliseconds from the sample before, the first from the epoch. */
  readonly steps: Runs;
  readonly values: Runs;
  /** When the series was found to be gone. */
  readonly staleAtMs?: number;
}

/** Lines of one stream that share the labels Loki adds to lines. */
export interface CapturedStream {
  readonly labels: Readonly<Record<string, string>>;
  readonly added: Readonly<Record<string, string>>;
  /** From when on all lines were kept; `null` when none were. */
  readonly completeFromMs: number | null;
  /** Oldest first; times are cut to whole milliseconds. */
  readonly lines: readonly (readonly [timeMs: number, line: string])[];
}

/** A namespace of which a source has something that was not kept; empty for what belongs to no namespace. */
export interface ForeignNamespace {
  readonly source: "prometheus" | "loki" | "alertmanager";
  readonly namespace: string;
}

export interface CapturedRule {
  readonly group: string;
  readonly name: string;
  readonly type: "alerting" | "recording";
  readonly query: string;
  readonly health: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface CapturedPrometheusAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly state: "pending" | "firing";
  readonly activeAt: string;
  readonly value: number;
}

/** The records of each part, in the order of the file. */
export interface IncidentParts {
  readonly resources: readonly CapturedResource[];
  readonly objects: readonly KubeObject[];
  readonly usage: readonly CapturedUsage[];
  readonly alerts: readonly AlertmanagerAlert[];
  readonly silences: readonly Silence[];
  readonly rules: readonly CapturedRule[];
  readonly prometheusAlerts: readonly CapturedPrometheusAlert[];
  readonly foreignNamespaces: readonly ForeignNamespace[];
  readonly metrics: readonly CapturedMetric[];
  readonly metadata: readonly CapturedMetadata[];
  readonly series: readonly CapturedSeries[];
  readonly streams: readonly CapturedStream[];
  readonly hosts: readonly NodeFacts[];
}

export const INCIDENT_PARTS = [
  "resources",
  "objects",
  "usage",
  "alerts",
  "silences",
  "rules",
  "prometheusAlerts",
  "foreignNamespaces",
  "metrics",
  "metadata",
  "series",
  "streams",
  "hosts",
] as const satisfies readonly (keyof IncidentParts)[];

/** What every source said about a cluster over a window, as it was kept. */
export interface Incident {
  readonly facts: IncidentFacts;
  readonly parts: IncidentParts;
}

/** The first thing in the file: what it holds and how to tell that it is whole. */
export const incidentManifestSchema = incidentFactsSchema.extend({
  format: z.literal(INCIDENT_FORMAT),
  /** What wrote it. */
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  redaction: z.strictObject({ secrets: z.literal("pseudonyms") }),
  parts: z.array(z.strictObject({
    name: z.enum(INCIDENT_PARTS),
    records: count,
    /** In the file, compressed. */
    bytes: count,
    textBytes: count,
    /** Of the compressed bytes, in hexadecimal. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
  })),
});
export type IncidentManifest = z.output<typeof incidentManifestSchema>;
