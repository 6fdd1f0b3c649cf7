/** Lines beside the generated ones, as a scenario states them. */
export interface LogRule {
  /** Any of `namespace app pod container node`; pods that match all share the lines. */
  readonly stream: Readonly<Record<string, string>>;
  readonly level?: string | undefined;
  /** May hold `{ip}`, `{id}` and `{n}`. */
  readonly template: string;
  readonly fromMs: number;
  readonly untilMs: number;
  /** For all streams together. */
  readonly perSecond: number;
}
