import type { Entity } from "../entity.ts";
import type { Severity } from "../pod_problem.ts";
import type { Situation } from "./situation.ts";

/** One observation, and the call that shows it again. */
export interface Fact {
  /** Own words with the names and figures of the cluster; whole without the quotation: `selector app=crat matches 0 pods`. */
  readonly text: string;
  /** What somebody else wrote, data: an event's message, a log line. Printed fenced. */
  readonly quote?: string;
  readonly reproduce?: {
    readonly tool: string;
    readonly arguments: Readonly<Record<string, unknown>>;
  };
}

/** What a rule has found, before anybody weighed it. */
export interface Found {
  /** What is at fault, not who suffers: the Service whose selector is wrong, not the caller that fails. */
  readonly entity: Entity;
  /** RFC 3339; when it began to be so. */
  readonly since?: string;
  /** Two or three, most telling first. */
  readonly facts: readonly [Fact, ...Fact[]];
  /** What was looked at and is sound, in own words: `cart: 3/3 pods ready`. */
  readonly ruledOut?: readonly string[];
  /** Others that take part: the ConfigMap that lacks the key, the node it sits on. */
  readonly related?: readonly Entity[];
  /** Where it differs from the rule's. */
  readonly severity?: Severity;
}

/** Something that is wrong, and why one should think so. */
export interface Finding extends Found {
  readonly rule: string;
  /** Incident class, 1 to 25. */
  readonly class: number;
  readonly title: string;
  readonly severity: Severity;
  readonly locates?: true;
}

/** One row of the table of rules. */
export interface FindingRule {
  /** Kebab case. */
  readonly id: string;
  /** Incident class, 1 to 25. */
  readonly class: number;
  /** How bad: 3 does not run or serve, 2 serves badly, 1 worth a look. */
  readonly severity: Severity;
  /** What is wrong, in at most ten words without names: `Service selector matches no pods`. */
  readonly title: string;
  /** It says where the fault is rather than what it is: logs and changes have to say that. */
  readonly locates?: true;
  /** Finds it in all that was read; what was not read (`undefined` lists) finds nothing. */
  find(situation: Situation): readonly Found[];
  /** What would show that it is not so, in words; part of the documentation. */
  readonly disconfirmedBy: string;
  /** Looks for that; says what it saw, in own words, when it is not so after all. */
  disconfirm(found: Found, situation: Situation): string | undefined;
}
