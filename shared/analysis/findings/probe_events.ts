import type { EventGroup } from "../event_compaction.ts";
import { type ContainerGroup, newestEndOf } from "./container_groups.ts";

/** Probes as the kubelet's events name them. */
export type ProbeKind = "liveness" | "readiness" | "startup";

const UNHEALTHY = /^(Liveness|Readiness|Startup) probe (?:failed|errored)/i;
const KILLING = /failed (liveness|startup) probe/i;

/** The probe that an event reports as failed. */
export function failedProbe({ reason, message }: EventGroup): ProbeKind | undefined {
  if (reason !== "Unhealthy" && reason !== "Killing") return undefined;
  const name = (UNHEALTHY.exec(message) ?? KILLING.exec(message))?.[1]?.toLowerCase();
  return name === "liveness" || name === "readiness" || name === "startup" ? name : undefined;
}

/** The kubelet asks with SIGTERM, then kills; a program may end in good order when asked. */
const KILLED_EXIT_CODES: ReadonlySet<number> = new Set([0, 137, 143]);

/** Tells whether the kubelet ended containers because a probe failed, rather than they themselves. */
export function isKilledByProbe(group: ContainerGroup, events: readonly EventGroup[]): boolean {
  const end = newestEndOf(group);
  if (end === undefined || end.reason === "OOMKilled") return false;
  return KILLED_EXIT_CODES.has(end.exitCode) && events.some(isAboutLife);
}

function isAboutLife(event: EventGroup): boolean {
  const probe = failedProbe(event);
  return probe === "liveness" || probe === "startup";
}
