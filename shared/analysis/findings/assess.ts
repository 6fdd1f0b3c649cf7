import type { Finding } from "./finding.ts";
import { FINDING_RULES } from "./rules.ts";
import { foundByRule } from "./found_by_rule.ts";
import type { Situation } from "./situation.ts";
import { byEntity } from "../entity.ts";
import { ascending, descending } from "../order.ts";

/** Something that looked wrong and is not, and what was seen. */
export interface Disconfirmed {
  readonly finding: Finding;
  readonly because: string;
}

export interface Assessment {
  /** Most severe first, then by class, entity and rule. */
  readonly findings: readonly Finding[];
  readonly disconfirmed: readonly Disconfirmed[];
}

/** Holds every rule against a situation. */
export function assess(situation: Situation, rules = FINDING_RULES): Assessment {
  const findings: Finding[] = [];
  const disconfirmed: Disconfirmed[] = [];
  for (const rule of rules) {
    for (const found of foundByRule(rule, situation)) {
      const { id, class: incidentClass, title, severity, locates } = rule;
      const finding = {
        severity,
        ...found,
        rule: id,
        class: incidentClass,
        title,
        ...(locates && { locates }),
      };
      const because = rule.disconfirm(found, situation);
      if (because === undefined) findings.push(finding);
      else disconfirmed.push({ finding, because });
    }
  }
  return {
    findings: findings.sort(bySeverity),
    disconfirmed: disconfirmed.sort((a, b) => bySeverity(a.finding, b.finding)),
  };
}

function bySeverity(a: Finding, b: Finding): number {
  return descending(a.severity, b.severity) || ascending(a.class, b.class) ||
    byEntity(a.entity, b.entity) || ascending(a.rule, b.rule);
}
