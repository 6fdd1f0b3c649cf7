import { type Entity, entityText } from "../entity.ts";
import type { LogShift } from "../signals/log_shift.ts";
import { workloadBehind } from "./failing_services.ts";
import { shiftsOf } from "./failure_words.ts";
import type { FindingRule, Found } from "./finding.ts";
import { firstOnset, logFact, shiftsMatching } from "./log_evidence.ts";
import type { Situation } from "./situation.ts";
import { calleesOf, soundAround } from "./soundness.ts";

const REJECTED = /x509: |certificate (?:verify failed|has expired|is not yet valid|signed by)/i;
const HANDSHAKE = /TLS handshake error|bad certificate|unknown certificate/i;

/** What clients say of a certificate that they do not accept, and what it means. */
const REASONS: readonly (readonly [pattern: RegExp, meaning: string])[] = [
  [/has expired|is after \d|certificate expired/i, "has expired"],
  [/not yet valid|is before \d/i, "is not valid yet"],
  [/unknown authority|self[- ]signed|unable to get (?:local )?issuer/i, "has an unknown issuer"],
  [/not valid for|valid for .* not |doesn't contain any IP SANs|hostname/i, "is for another name"],
];

/** Class 5: certificates between services. */
export const SERVED_CERTIFICATE_RULES: readonly FindingRule[] = [
  {
    id: "served-certificate-rejected",
    class: 5,
    severity: 3,
    title: "Certificate that a service presents is not accepted",
    find: rejectedCertificates,
    disconfirmedBy: "A node whose clock is wrong, which makes sound certificates look invalid",
    disconfirm: (_found, { signals }) => {
      const wrong = signals.find(({ signal, isBad }) => signal === "clock_offset" && isBad);
      return wrong && `the clock of ${wrong.entity.name} is wrong`;
    },
  },
];

/** The services whose certificates their callers do not accept. */
export function rejectedCertificates(situation: Situation): readonly Found[] {
  const refusals = shiftsMatching(situation, REJECTED).flatMap((shift) => {
    const callee = calleesOf(shift.entity, situation).find(({ name }) => names(shift, name));
    return callee === undefined ? [] : [{ shift, server: workloadBehind(callee, situation) }];
  });
  return [...Map.groupBy(refusals, ({ server }) => entityText(server)).values()]
    .flatMap(([first, ...others]) => {
      if (first === undefined) return [];
      const { server } = first;
      return [rejected(server, [first, ...others].map(({ shift }) => shift), situation)];
    });
}

function rejected(server: Entity, shifts: readonly LogShift[], situation: Situation): Found {
  const [first, ...others] = shifts as [LogShift, ...LogShift[]];
  const since = firstOnset(shifts);
  const telling = (shift: LogShift) =>
    logFact(shift, `that the certificate of ${server.name} ${meaningOf(shift)}`, situation.now);
  return {
    entity: server,
    ...(since !== undefined && { since }),
    facts: [
      telling(first),
      ...others.slice(0, 1).map(telling),
      ...shiftsOf(server, situation).filter(({ sample }) => HANDSHAKE.test(sample)).slice(0, 1)
        .map((shift) => logFact(shift, "that handshakes fail", situation.now)),
    ],
    ruledOut: soundAround(server, situation),
    related: shifts.map(({ entity }) => entity),
  };
}

function names({ sample }: LogShift, name: string): boolean {
  return new RegExp(`(?<![\\w-])${RegExp.escape(name)}(?![\\w-])`).test(sample);
}

function meaningOf({ sample }: LogShift): string {
  return REASONS.find(([pattern]) => pattern.test(sample))?.[1] ?? "is not accepted";
}
