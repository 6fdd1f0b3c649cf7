import type { SignalRow } from "../analysis/signals/signal_row.ts";
import { CONTAINER_SIGNALS } from "./signals_containers.ts";
import { CONTROL_PLANE_SIGNALS } from "./signals_control_plane.ts";
import { NODE_SIGNALS } from "./signals_nodes.ts";
import { QUEUE_SIGNALS } from "./signals_queues.ts";
import { SERVICE_SIGNALS } from "./signals_services.ts";

/** What applications export about what they hold and what waits, under names of their own. */
export const POOL_SIGNAL: Omit<SignalRow, "variants"> = {
  id: "pool",
  question: "Which pools and queues of applications fill or empty?",
  group: "pools",
  subject: "service",
  unit: "of the metric",
  bad: "high",
  floors: { absolute: 1, relative: 0.5 },
};

/** Every figure of the scan, from what callers see down to what machines do. */
export const SIGNALS: readonly SignalRow[] = [
  ...SERVICE_SIGNALS,
  ...CONTAINER_SIGNALS,
  ...NODE_SIGNALS,
  ...QUEUE_SIGNALS,
  ...CONTROL_PLANE_SIGNALS,
];
