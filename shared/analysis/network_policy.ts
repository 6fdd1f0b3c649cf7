import type {
  NetworkPolicy,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from "./kube_network.ts";
import type { Pod } from "./kube_pod.ts";
import { type Labels, labelSelectorText, matchesLabels } from "./label_selector.ts";

/** `Ingress` asks the policies of the pod that is called, `Egress` those of the caller. */
export type PolicyDirection = "Ingress" | "Egress";

/** A pod at one end of a connection, with the labels of its namespace. */
export interface ConnectionEnd {
  readonly pod: Pod;
  readonly namespaceLabels?: Labels | undefined;
}

/** A connection that somebody wants to open. */
export interface Connection {
  readonly from: ConnectionEnd;
  readonly to: ConnectionEnd;
  /** The port of the pod that is called. */
  readonly port: { readonly protocol: string; readonly number: number };
}

/** Tells whether a policy selects a pod for a direction, and so isolates it. */
export function isolates(
  { metadata, spec }: NetworkPolicy,
  pod: Pod,
  direction: PolicyDirection,
): boolean {
  return metadata.namespace === pod.metadata.namespace &&
    typesOf(spec).includes(direction) &&
    matchesLabels(spec?.podSelector ?? {}, pod.metadata.labels);
}

/**
 * Finds the policies that stop a connection in one direction: those that isolate the pod, where no rule of any of them
 * admits the connection; none when it may pass.
 */
export function blockingPolicies(
  policies: readonly NetworkPolicy[],
  connection: Connection,
  direction: PolicyDirection,
): readonly NetworkPolicy[] {
  const { pod } = direction === "Ingress" ? connection.to : connection.from;
  const isolating = policies.filter((policy) => isolates(policy, pod, direction));
  return isolating.some((policy) => admits(policy, connection, direction)) ? [] : isolating;
}

/** Tells whether a rule of a policy admits a connection, whichever pods the policy selects. */
export function admits(
  { metadata: { namespace }, spec }: NetworkPolicy,
  connection: Connection,
  direction: PolicyDirection,
): boolean {
  const other = direction === "Ingress" ? connection.from : connection.to;
  return rulesOf(spec, direction).some(({ peers, ports }) =>
    (peers.length === 0 || peers.some((peer) => isPeer(peer, other, namespace))) &&
    (ports.length === 0 || ports.some((port) => isPort(port, connection)))
  );
}

/** Says whom a policy admits: `only pods with role=checkout on TCP 8080`, `nobody`, `everybody`. */
export function admissionText({ spec }: NetworkPolicy, direction: PolicyDirection): string {
  const rules = rulesOf(spec, direction);
  if (rules.length === 0) return "nobody";
  return rules.map(({ peers, ports }) => {
    const who = peers.length === 0 ? "everybody" : `only ${peers.map(peerText).join(" or ")}`;
    return ports.length === 0 ? who : `${who} on ${ports.map(portText).join(", ")}`;
  }).join("; ");
}

interface Rule {
  readonly peers: readonly NetworkPolicyPeer[];
  readonly ports: readonly NetworkPolicyPort[];
}

function rulesOf(spec: NetworkPolicy["spec"], direction: PolicyDirection): readonly Rule[] {
  const rules: readonly (NetworkPolicyIngressRule & NetworkPolicyEgressRule)[] =
    (direction === "Ingress" ? spec?.ingress : spec?.egress) ?? [];
  return rules.map(({ from, to, ports }) => ({
    peers: (direction === "Ingress" ? from : to) ?? [],
    ports: ports ?? [],
  }));
}

// Without types a policy is about ingress, and about egress when it has rules for it.
function typesOf(spec: NetworkPolicy["spec"]): readonly string[] {
  return spec?.policyTypes ?? ["Ingress", ...((spec?.egress?.length ?? 0) > 0 ? ["Egress"] : [])];
}

function isPeer(
  { podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer,
  { pod, namespaceLabels }: ConnectionEnd,
  policyNamespace: string | undefined,
): boolean {
  if (ipBlock !== undefined) return isInBlock(pod.status?.podIP, ipBlock);
  const isNamespace = namespaceSelector === undefined
    ? pod.metadata.namespace === policyNamespace
    : matchesLabels(namespaceSelector, namespaceLabels);
  return isNamespace && matchesLabels(podSelector ?? {}, pod.metadata.labels);
}

function isPort(
  { protocol = "TCP", port, endPort }: NetworkPolicyPort,
  { to, port: wanted }: Connection,
): boolean {
  if (protocol !== wanted.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === "number") return wanted.number >= port && wanted.number <= (endPort ?? port);
  return (to.pod.spec?.containers ?? []).some(({ ports = [] }) =>
    ports.some(({ name, containerPort }) => name === port && containerPort === wanted.number)
  );
}

function isInBlock(
  address: string | undefined,
  { cidr, except = [] }: NonNullable<NetworkPolicyPeer["ipBlock"]>,
): boolean {
  // An address that cannot be placed may be meant.
  if (address === undefined) return true;
  return contains(cidr, address) &&
    !except.some((part) => part !== cidr && contains(part, address));
}

function contains(cidr: string, address: string): boolean {
  const [base = "", bits = "32"] = cidr.split("/");
  const network = addressNumber(base);
  const host = addressNumber(address);
  if (network === undefined || host === undefined) return true;
  const size = 2 ** (32 - Number(bits));
  return Math.floor(network / size) === Math.floor(host / size);
}

function addressNumber(address: string): number | undefined {
  const bytes = address.split(".").map(Number);
  if (bytes.length !== 4 || bytes.some(Number.isNaN)) return undefined;
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

function peerText({ podSelector, namespaceSelector, ipBlock }: NetworkPolicyPeer): string {
  if (ipBlock !== undefined) return `addresses of ${ipBlock.cidr}`;
  const place = namespaceSelector === undefined
    ? ""
    : Object.keys(namespaceSelector).length === 0
    ? " of any namespace"
    : ` of namespaces with ${labelSelectorText(namespaceSelector)}`;
  const pods = podSelector === undefined || Object.keys(podSelector).length === 0
    ? "pods"
    : `pods with ${labelSelectorText(podSelector)}`;
  return pods + place;
}

function portText({ protocol = "TCP", port, endPort }: NetworkPolicyPort): string {
  if (port === undefined) return protocol;
  return `${protocol} ${port}${endPort === undefined ? "" : `-${endPort}`}`;
}
