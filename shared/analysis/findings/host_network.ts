import type { HostFacts } from "../../catalogue/node_facts.ts";
import { ageOf } from "../../render/time.ts";
import { hostFact } from "./fact_calls.ts";
import type { Fact } from "./finding.ts";
import type { Situation } from "./situation.ts";
import { counted } from "../../render/counted.ts";

const LINK_TROUBLE =
  /link is down|netdev watchdog|transmit queue \d+ timed out|carrier lost|link not ready/i;
/** Over the life of a host; a healthy card counts a handful. */
const LEAST_ERRORS = 1_000;

/** What a host says about its network cards: links that went down, errors. */
export function networkTroubles(node: string, { hosts, now }: Situation): readonly Fact[] {
  const facts = hosts.find((host) => host.node === node)?.facts;
  if (facts === undefined) return [];
  const link = (facts.kernel_log ?? []).filter((line) => LINK_TROUBLE.test(line));
  const errors = faultyCards(facts);
  if (link.length + errors.length === 0) return [];
  const last = facts.collected_at === undefined
    ? ""
    : `, host facts of ${ageOf(facts.collected_at, now)} ago`;
  const text = [
    ...errors.map(({ name, rx_errors: rx = 0, tx_errors: tx = 0 }) =>
      `${name} rx_errors ${rx}, tx_errors ${tx}`
    ),
    ...(link.length === 0 ? [] : [counted(link.length, "line") + " of the kernel about its link"]),
  ].join("; ");
  return [hostFact(node, `${node} network card: ${text}${last}`, link.at(-1))];
}

/** The network cards with more errors than a healthy one collects. */
export function faultyCards({ nics = [] }: HostFacts) {
  return nics.filter(({ rx_errors: rx = 0, tx_errors: tx = 0 }) => rx + tx >= LEAST_ERRORS);
}
