const DECIMAL_EXPONENT: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const BINARY_FACTOR: Readonly<Record<string, number>> = {
  Ei: 2 ** 60,
  Pi: 2 ** 50,
  Ti: 2 ** 40,
  Gi: 2 ** 30,
  Mi: 2 ** 20,
  Ki: 2 ** 10,
};
// "1E" is an exa, "1E3" a thousand: the exponent needs digits.
const QUANTITY = /^([+-]?(?:\d+\.?\d*|\.\d+))(?:[eE]([+-]?\d+)|([numkMGTPE]|[KMGTPE]i))?$/;

/** Reads a Kubernetes quantity (`250m`, `1.5Gi`, `2e3`) as cores, bytes or a plain number. */
export function parseQuantity(text: string | number | undefined): number | undefined {
  const parts = QUANTITY.exec(String(text ?? "").trim());
  if (parts === null) return undefined;
  const [, amount, exponent, suffix = ""] = parts;
  const factor = BINARY_FACTOR[suffix];
  if (factor !== undefined) return Number(amount) * factor;
  // Read as one literal, because multiplying by a negative power of ten would round: 2.4000000000000004.
  return Number(`${amount}e${exponent ?? DECIMAL_EXPONENT[suffix] ?? 0}`);
}

/** Prints cores as people write them: `5m`, `250m`, `1.5`, `96`. */
export function formatCores(cores: number): string {
  const milli = Math.round(cores * 1_000);
  return Math.abs(milli) < 1_000 ? `${milli}m` : short(milli / 1_000);
}

/** Prints bytes with the largest binary unit that leaves at least one: `512Mi`, `1.5Gi`. */
export function formatBytes(bytes: number): string {
  for (const [unit, factor] of Object.entries(BINARY_FACTOR)) {
    const amount = bytes / factor;
    if (Math.abs(amount) >= 1) return short(amount) + unit;
  }
  return `${Math.round(bytes)}`;
}

/** Prints a share as whole percent; `undefined` where there is nothing to divide by. */
export function formatShare(part: number | undefined, whole: number | undefined) {
  if (part === undefined || whole === undefined || whole <= 0) return undefined;
  return `${Math.round((part / whole) * 100)}%`;
}

// One decimal while it says something: 1.5, 12, 300.
function short(amount: number): string {
  return Math.abs(amount) >= 100 ? amount.toFixed(0) : String(Number(amount.toFixed(1)));
}
