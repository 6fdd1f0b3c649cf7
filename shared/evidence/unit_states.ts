import { z } from "zod";
import { isStale } from "../analysis/node_facts_age.ts";
import { ascending, descending } from "../analysis/order.ts";
import { similarNames } from "../analysis/similar_names.ts";
import type { NodeFacts } from "../catalogue/node_facts.ts";
import { quoted, ToolError } from "../errors.ts";
import { correctedCall, type GivenCall } from "../render/corrected_call.ts";
import { others } from "./existing_namespace.ts";
import { unrest } from "./host_sections.ts";

/** One systemd unit on one node. */
export const unitStateSchema = z.object({
  node: z.string(),
  state: z.string(),
  sub: z.string().optional(),
  since: z.string().optional(),
  restarts: z.number().optional(),
  /** The last line of its journal. */
  lastLog: z.string().optional(),
  collectedAt: z.string().optional(),
  stale: z.boolean(),
});

export type UnitState = z.output<typeof unitStateSchema>;

const UNIT_TYPES =
  /\.(?:service|socket|timer|mount|automount|path|target|slice|scope|device|swap)$/;

/** Completes the name of a unit as systemctl does: `kubelet` is `kubelet.service`. */
export function unitName(word: string): string {
  return UNIT_TYPES.test(word) ? word : `${word}.service`;
}

/** Finds a unit on hosts: failed first, then what is not active, then by node. */
export function unitStates(
  hosts: readonly NodeFacts[],
  { unit, at }: { readonly unit: string; readonly at: Date },
): UnitState[] {
  return hosts.flatMap(({ node, facts: { units = [], collected_at: collectedAt } }) =>
    units.filter(({ name }) => name === unit).map(({ name: _, last_log: log = [], ...state }) => {
      const lastLog = [log].flat().at(-1);
      return {
        node,
        ...state,
        ...(lastLog !== undefined && { lastLog }),
        ...(collectedAt !== undefined && { collectedAt }),
        stale: isStale(collectedAt, at),
      };
    })
  ).sort((a, b) => descending(unrest(a.state), unrest(b.state)) || ascending(a.node, b.node));
}

/** @throws {ToolError} `not_found` with the units whose names are nearest, unless there are no hosts */
export function assertUnitKnown(
  hosts: readonly NodeFacts[],
  { unit, call }: { readonly unit: string; readonly call: GivenCall },
): void {
  const known = new Set(hosts.flatMap(({ facts }) => facts.units ?? []).map(({ name }) => name));
  if (hosts.length === 0 || known.has(unit)) return;
  const near = similarNames(unit, known);
  throw new ToolError("not_found", `Cannot find unit ${quoted(unit)} in the facts of any node`, {
    hint: near[0] === undefined
      ? `Units that are reported: ${[...known].sort().slice(0, 20).join(", ") || "none"}`
      : correctedCall(call, { unit: near[0] }) + others(near),
  });
}
