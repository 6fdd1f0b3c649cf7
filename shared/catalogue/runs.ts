/** A number as JSON can hold it. */
type Value = number | "NaN" | "+Inf" | "-Inf";

/** Numbers in order, each alone or with how often it repeats: gauges seldom change, scrapes keep their step. */
export type Runs = readonly (Value | readonly [value: Value, times: number])[];

const NUMBER_OF_WORD = { "NaN": NaN, "+Inf": Infinity, "-Inf": -Infinity } as const;

/** Folds equal neighbours. */
export function foldRuns(numbers: readonly number[]): Runs {
  const runs: [value: number, times: number][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && Object.is(last[0], number)) last[1]++;
    else runs.push([number, 1]);
  }
  return runs.map(([number, times]) =>
    times === 1 ? jsonValue(number) : [jsonValue(number), times]
  );
}

/** Gives the numbers that were folded. */
export function unfoldRuns(runs: Runs): number[] {
  const numbers: number[] = [];
  for (const run of runs) {
    const [value, times] = typeof run === "object" ? run : [run, 1];
    const number = typeof value === "number" ? value : NUMBER_OF_WORD[value];
    for (let i = 0; i < times; i++) numbers.push(number);
  }
  return numbers;
}

function jsonValue(number: number): Value {
  if (Number.isNaN(number)) return "NaN";
  if (Number.isFinite(number)) return number;
  return number > 0 ? "+Inf" : "-Inf";
}
