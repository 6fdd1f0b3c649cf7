import { ageOf } from "../../render/time.ts";
import { hostFact } from "./fact_calls.ts";
import type { FindingRule, Found } from "./finding.ts";
import type { Situation } from "./situation.ts";

/** Class 5: certificates of hosts that are no longer valid. */
export const CERTIFICATE_RULES: readonly FindingRule[] = [
  {
    id: "host-certificate-expires",
    class: 5,
    severity: 3,
    title: "Certificate of a host has expired or soon will",
    find: hostCertificates,
    disconfirmedBy: "a newer certificate at the same path",
    disconfirm: renewed,
  },
];

const DAY_MS = 86_400_000;
const SOON_DAYS = 7;

function hostCertificates({ hosts, now }: Situation): readonly Found[] {
  return hosts.flatMap(({ node, facts }) =>
    (facts.certificates ?? []).flatMap(({ path, subject, not_after: end }) => {
      const days = (Date.parse(end) - now.getTime()) / DAY_MS;
      if (days > SOON_DAYS) return [];
      const what = `${node} certificate ${path}${subject === undefined ? "" : ` (${subject})`}`;
      const text = days <= 0 ? `expired ${ageOf(end, now)} ago` : `expires ${ageOf(end, now)}`;
      return [{
        entity: { kind: "Node", namespace: "", name: node },
        severity: days <= 0 ? 3 as const : 1 as const,
        ...(days <= 0 && { since: new Date(end).toISOString() }),
        facts: [hostFact(node, `${what} ${text}`)] as const,
      }];
    })
  );
}

function renewed({ entity, since }: Found, { hosts, now }: Situation): string | undefined {
  const certificates = hosts.find(({ node }) => node === entity.name)?.facts.certificates ?? [];
  const kubelet = certificates.filter(({ path }) => path.includes("kubelet-client"));
  return since !== undefined && kubelet.length > 1 &&
      kubelet.some(({ not_after: end }) => Date.parse(end) > now.getTime())
    ? `${entity.name} has a newer client certificate`
    : undefined;
}
