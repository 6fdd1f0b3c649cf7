import type { BackendHealth } from "./health.ts";
import type { AlertmanagerAlert, Silence } from "../analysis/alert.ts";

/** Reads one Alertmanager v2 API, narrowed to a principal. All throw {ToolError}. */
export interface AlertmanagerReader {
  /** Alerts that match all filters, e.g. `severity="critical"`; silenced and inhibited ones included. */
  alerts(query?: { filter?: readonly string[] }): Promise<readonly AlertmanagerAlert[]>;
  silences(): Promise<readonly Silence[]>;
  health(): Promise<BackendHealth>;
}
