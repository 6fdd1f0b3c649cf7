import { escapeRe2 } from "../../query/re2.ts";
import type { Entity } from "../entity.ts";

/** What controllers append to the name of a workload for its pods. */
const GENERATED: Readonly<Record<string, string>> = {
  Deployment: "-[a-z0-9]{5,10}-[a-z0-9]{5}",
  ReplicaSet: "-[a-z0-9]{5}",
  StatefulSet: "-[0-9]+",
  DaemonSet: "-[a-z0-9]{5}",
  Job: "-[a-z0-9]{5}",
  CronJob: "-[0-9]+-[a-z0-9]{5}",
  Pod: "",
};

/** Writes the regular expression that the names of a workload's pods match; `undefined` for what has no pods. */
export function podPattern({ kind, name }: Entity): string | undefined {
  const generated = GENERATED[kind];
  return generated === undefined ? undefined : escapeRe2(name) + generated;
}
