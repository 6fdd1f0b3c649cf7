import type { AlertmanagerAlert, Silence } from "../analysis/alert.ts";
import { type BackendHealth, type Finding, probe } from "./health.ts";
import type { UpstreamCall } from "./upstream.ts";
import type { UpstreamRequest } from "./upstream_request.ts";

/** Reads one Alertmanager v2 API, narrowed to a principal. All throw {ToolError}. */
export interface AlertmanagerReader {
  /** Alerts that match all filters, e.g. `severity="critical"`; silenced and inhibited ones included. */
  alerts(query?: { filter?: readonly string[] }): Promise<readonly AlertmanagerAlert[]>;
  silences(): Promise<readonly Silence[]>;
  health(): Promise<BackendHealth>;
}

interface WireAlert extends Omit<AlertmanagerAlert, "state" | "silencedBy" | "inhibitedBy"> {
  readonly status: Pick<AlertmanagerAlert, "state" | "silencedBy" | "inhibitedBy">;
}

interface WireSilence extends Omit<Silence, "state" | "matchers"> {
  readonly status: Pick<Silence, "state">;
  /** `isEqual` is absent from versions that know no negative matchers. */
  readonly matchers: readonly (Omit<Silence["matchers"][number], "isEqual"> & {
    readonly isEqual?: boolean;
  })[];
}

interface WireStatus {
  readonly cluster: { readonly status: string };
  readonly versionInfo: { readonly version: string };
}

/** Reads the HTTP API v2 of an Alertmanager. */
export function createAlertmanager(call: UpstreamCall): AlertmanagerReader {
  return {
    alerts: ({ filter } = {}) =>
      call.json(
        { ...request("alerts"), query: { filter } },
        (body) => (body as WireAlert[]).map(alertOf),
      ),
    silences: () =>
      call.json(request("silences"), (body) => (body as WireSilence[]).map(silenceOf)),
    health: () => probe(call.name, () => ask(call)),
  };
}

function request(path: string): UpstreamRequest {
  return { purpose: `read ${path} from Alertmanager`, path: `/api/v2/${path}` };
}

function ask(call: UpstreamCall): Promise<Finding> {
  return call.json({ ...request("status"), uncached: true, isolated: true }, (body) => {
    const { cluster, versionInfo } = body as WireStatus;
    // A single Alertmanager without clustering says "disabled".
    const isSettling = cluster.status === "settling";
    return {
      version: versionInfo.version,
      ...(isSettling && { degraded: "Its cluster has not settled yet" }),
    };
  });
}

function alertOf({ status, ...alert }: WireAlert): AlertmanagerAlert {
  const { fingerprint, labels, annotations, startsAt, endsAt } = alert;
  const { state, silencedBy, inhibitedBy } = status;
  return {
    fingerprint,
    labels,
    annotations,
    startsAt,
    endsAt,
    state,
    silencedBy,
    inhibitedBy,
  };
}

function silenceOf({ status, matchers, ...silence }: WireSilence): Silence {
  const { id, createdBy, comment, startsAt, endsAt } = silence;
  return {
    id,
    state: status.state,
    createdBy,
    comment,
    startsAt,
    endsAt,
    matchers: matchers.map(({ name, value, isRegex, isEqual = true }) => (
      { name, value, isRegex, isEqual }
    )),
  };
}
