import type { Container, Probe } from "../kube_pod.ts";
import type { ProbeKind } from "./probe_events.ts";
import { commandText, tellable } from "./tellable.ts";

const FIELDS = {
  liveness: "livenessProbe",
  readiness: "readinessProbe",
  startup: "startupProbe",
} as const satisfies Record<ProbeKind, keyof Container>;

/** The probe of a kind that a container has. */
export function probeOf(container: Container, kind: ProbeKind): Probe | undefined {
  return container[FIELDS[kind]];
}

/** Prints what a probe asks: `GET /livez on port main (8080)`, `tcp port 6379`, `exec redis-cli ping`. */
export function probeText(container: Container, { httpGet, tcpSocket, grpc, exec }: Probe): string {
  if (httpGet !== undefined) {
    return `GET ${tellable(httpGet.path ?? "/")} on port ${portText(container, httpGet.port)}`;
  }
  if (tcpSocket !== undefined) return `tcp port ${portText(container, tcpSocket.port)}`;
  if (grpc !== undefined) return `grpc port ${portText(container, grpc.port)}`;
  return `exec ${commandText(exec?.command ?? [])}`;
}

/** Prints how patient a probe is: `timeout 1s, every 10s, 3 failures`. */
export function patienceText(probe: Probe): string {
  const { timeoutSeconds = 1, periodSeconds = 10, failureThreshold = 3 } = probe;
  const delay = probe.initialDelaySeconds ? `delay ${probe.initialDelaySeconds}s, ` : "";
  return `${delay}timeout ${timeoutSeconds}s, every ${periodSeconds}s, ${failureThreshold} failures`;
}

/** How long a container may take to start before its startup probe ends it. */
export function startSeconds(
  { initialDelaySeconds = 0, periodSeconds = 10, failureThreshold = 3 }: Probe,
): number {
  return initialDelaySeconds + periodSeconds * failureThreshold;
}

/** Says that a probe asks a port that the container does not have; `undefined` where it has it or names none. */
export function strangePort(container: Container, probe: Probe): string | undefined {
  const port = probe.httpGet?.port ?? probe.tcpSocket?.port ?? probe.grpc?.port;
  const ports = container.ports ?? [];
  if (port === undefined || (ports.length === 0 && typeof port === "number")) return undefined;
  if (ports.some(({ name, containerPort }) => name === port || containerPort === Number(port))) {
    return undefined;
  }
  const known = ports.map(({ name, containerPort }) =>
    name ? `${name} ${containerPort}` : containerPort
  );
  return `port ${port} is not among the container's ports (${known.join(", ") || "none"})`;
}

function portText({ ports = [] }: Container, port: number | string): string {
  const named = ports.find(({ name }) => name === port);
  return named === undefined ? `${port}` : `${port} (${named.containerPort})`;
}
