import type { IncidentFacts } from "../../catalogue/incident.ts";
import { NotCaptured } from "./not_captured.ts";

/** The backends of a recorded incident. */
export type CapturedSource =
  | "kubernetes"
  | "prometheus"
  | "loki"
  | "alertmanager"
  | "node facts";

const READ: readonly string[] = ["ok", "empty", "no series"];

/** Refuses a backend that could not be read when the incident was captured. @throws {NotCaptured} */
export function assertCaptured({ sources }: IncidentFacts, source: CapturedSource): void {
  const state = sources.find((one) => one.source === source)?.state ?? "not configured";
  if (!READ.includes(state)) throw new NotCaptured("source");
}

/** What a backend says it is: its version of then, and that it is a replay of which time and place. */
export function replayedVersion(
  { versions, namespace, keptFrom, capturedAt }: IncidentFacts,
  source: CapturedSource,
): string {
  const place = namespace === undefined ? "the whole cluster" : `namespace ${namespace}`;
  const [from, until] = [keptFrom, capturedAt].map((time) => time.replace(/\.\d+/, ""));
  return `${versions[source] ?? "unknown"}, replay of ${place}, ${from} to ${until}`;
}
