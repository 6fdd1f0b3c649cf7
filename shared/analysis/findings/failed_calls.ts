import { type Entity, entityOf, entityText } from "../entity.ts";
import type { Service } from "../kube_network.ts";
import type { LogShift } from "../signals/log_shift.ts";
import type { Situation } from "./situation.ts";

/** How a call fails before it reaches anybody. */
export type CallFailureKind = "connection refused" | "timeout" | "no such host";

/** A call that failed, as the caller's log tells it. */
export interface FailedCall {
  readonly kind: CallFailureKind;
  readonly shift: LogShift;
  /** The name or address that was called. */
  readonly host: string;
  readonly port?: number;
  /** The Service that answers to it, where there is one. */
  readonly service?: Service;
}

const KINDS: readonly (readonly [kind: CallFailureKind, pattern: RegExp])[] = [
  [
    "no such host",
    /no such host|NXDOMAIN|SERVFAIL|ENOTFOUND|EAI_AGAIN|could not resolve|name or service not known|failure in name resolution|UnknownHost|server misbehaving|nodename nor servname/i,
  ],
  ["connection refused", /connection refused|ECONNREFUSED|actively refused/i],
  [
    "timeout",
    /i\/o timeout|ETIMEDOUT|timed? ?out|deadline exceeded|upstream connect error|no route to host|EHOSTUNREACH/i,
  ],
];

const ADDRESS = /\b(\d{1,3}(?:\.\d{1,3}){3}):(\d{1,5})\b/g;
const URL_HOST = /\bhttps?:\/\/([a-z0-9][a-z0-9.-]*)(?::(\d{1,5}))?/gi;
const LOOKED_UP =
  /(?:lookup|ENOTFOUND|EAI_AGAIN|resolve(?: host)?:?|UnknownHostException:?|\bIN)\s+["']?([a-z0-9][a-z0-9._-]*)/gi;
const HOST_PORT = /(?<![\w.-])([a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*):(\d{2,5})\b/gi;

/** Reads whom the lines of the logs failed to reach, and how; a line without a host says nothing. */
export function failedCalls(situation: Situation): readonly FailedCall[] {
  const services = servicesByAddress(situation);
  return situation.logs.flatMap((shift) => {
    const kind = shift.kind === "gone" ? undefined : failureKind(shift.sample);
    if (kind === undefined) return [];
    return hostsIn(shift.sample, kind).map(({ host, port }): FailedCall => {
      const service = services.get(host) ?? serviceCalled(host, shift.entity, situation);
      return {
        kind,
        shift,
        host,
        ...(port !== undefined && { port }),
        ...(service !== undefined && { service }),
      };
    });
  });
}

/** The failed calls by the Service that they were meant for. */
export function failuresByService(
  failures: readonly FailedCall[],
): ReadonlyMap<string, readonly FailedCall[]> {
  return Map.groupBy(
    failures.filter(({ service }) => service !== undefined),
    ({ service }) => entityText(entityOf("Service", service as Service)),
  );
}

/** Tells how a line says that a call failed. */
export function failureKind(line: string): CallFailureKind | undefined {
  return KINDS.find(([, pattern]) => pattern.test(line))?.[0];
}

/** The parts of a host that the cluster's DNS would look up: the name of a Service and its namespace. */
export function serviceName(host: string, caller: Entity): Pick<Entity, "namespace" | "name"> {
  const [name = "", namespace = caller.namespace] = host.replace(/\.$/, "").split(".");
  return { namespace, name };
}

/** Tells whether a host can only be a Service: a bare name, or one that says `svc`. */
export function isClusterName(host: string): boolean {
  return !host.includes(".") || /\.svc(?:\.|$)/.test(host);
}

interface Host {
  readonly host: string;
  readonly port?: number;
}

function hostsIn(line: string, kind: CallFailureKind): readonly Host[] {
  // The address in a failed look-up is that of the DNS server.
  const patterns = kind === "no such host" ? [LOOKED_UP, URL_HOST] : [ADDRESS, URL_HOST, HOST_PORT];
  for (const pattern of patterns) {
    const hosts = [...line.matchAll(pattern)].map(([, host = "", port]): Host => ({
      host: host.replace(/\.$/, "").toLowerCase(),
      ...(port !== undefined && { port: Number(port) }),
    }));
    if (hosts.length > 0) return [...new Map(hosts.map((one) => [one.host, one])).values()];
  }
  return [];
}

function servicesByAddress({ objects }: Situation): ReadonlyMap<string, Service> {
  return new Map((objects.services ?? []).flatMap((service) => {
    const { clusterIP } = service.spec ?? {};
    return clusterIP === undefined || clusterIP === "None" ? [] : [[clusterIP, service] as const];
  }));
}

function serviceCalled(host: string, caller: Entity, { cluster }: Situation): Service | undefined {
  const { namespace, name } = serviceName(host, caller);
  // A name with dots that are none of the cluster's belongs to somebody else.
  if (host.split(".").length > 2 && !isClusterName(host)) return undefined;
  return cluster.service(namespace, name);
}
