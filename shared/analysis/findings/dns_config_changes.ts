import type { Entity } from "../entity.ts";
import { changeText } from "./change_evidence.ts";
import {
  answers,
  callersIn,
  dnsSignals,
  lookUpFacts,
  lookUpFailures,
  soundCallers,
  unexplained,
} from "./dns_evidence.ts";
import { objectFact } from "./fact_calls.ts";
import type { FailedCall } from "./failed_calls.ts";
import type { Found } from "./finding.ts";
import { firstOnset } from "./log_evidence.ts";
import { signalFact } from "./signal_evidence.ts";
import type { Situation } from "./situation.ts";
import { dnsWorkloads, isNamedLike, soundDns } from "./soundness.ts";

const CONFIG_NAMES = /^(?:coredns|coredns-custom|kube-dns|node-local-dns|nodelocaldns)$/;
const FORWARD = /^\s*(?:forward|proxy)\s+(\S+)\s+([^{\n]+)/gm;

/** Onsets are read from samples; so much later a change may seem. */
const SAMPLING_MS = 120_000;

/** Finds the change of CoreDNS's configuration since which look-ups fail. */
export function changedConfigs(situation: Situation): readonly Found[] {
  const failures = unexplained(lookUpFailures(situation), situation);
  const signals = dnsSignals(situation);
  if (failures.length + signals.length === 0) return [];
  const onset = measuredOnset(failures, situation) ??
    firstOnset(failures.map(({ shift }) => shift));
  const changes = situation.changes.filter(({ entity, at, kind }) =>
    entity.kind === "ConfigMap" && entity.namespace === "kube-system" && kind !== "deleted" &&
    CONFIG_NAMES.test(entity.name) &&
    (onset === undefined || Date.parse(at) <= Date.parse(onset) + SAMPLING_MS)
  );
  const [change] = [...changes].sort((a, b) => a.at < b.at ? 1 : -1);
  if (change === undefined) return [];
  const { entity } = change;
  const forward = forwardText(entity, situation);
  return [{
    entity,
    since: change.at,
    facts: [
      objectFact(entity, `${entity.name}: ${changeText(change, situation.now)}${forward}`),
      ...lookUpFacts(failures, situation),
      ...signals.map(signalFact).slice(0, 1),
      ...answers(situation),
    ],
    ruledOut: [...soundDns(situation), ...soundCallers(failures, situation)],
    related: [...dnsWorkloads(situation), ...callersIn(failures)],
  }];
}

/** When those who look up began to fail by their figures, which know it better than lines that are sampled. */
function measuredOnset(
  failures: readonly FailedCall[],
  { signals }: Situation,
): string | undefined {
  const callers = callersIn(failures);
  return signals.filter(({ signal, entity, isBad }) =>
    isBad && (signal === "dns_failures" || callers.some((caller) => isNamedLike(caller, entity)))
  ).flatMap(({ since }) => since ?? []).sort().at(-1);
}

/** Where a Corefile sends what it does not know: `; forward . 10.0.255.9`. */
function forwardText({ namespace, name }: Entity, { objects }: Situation): string {
  const config = objects.configMaps?.find(({ metadata }) =>
    metadata.namespace === namespace && metadata.name === name
  );
  const targets = Object.values(config?.data ?? {}).flatMap((text) =>
    [...text.matchAll(FORWARD)].map(([, zone, to = ""]) => `forward ${zone} ${to.trim()}`)
  );
  return targets.length === 0 ? "" : `; now ${[...new Set(targets)].join(", ")}`;
}
