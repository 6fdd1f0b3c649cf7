const SUFFIXES: Readonly<Record<string, number>> = {
  "": 1,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** Reads a Kubernetes quantity (`250m`, `1.5Gi`, `2`); `undefined` when it is none. */
export function quantity(text: string | number | undefined): number | undefined {
  const [, amount, suffix = ""] = /^([\d.]+)([A-Za-z]*)$/.exec(String(text ?? "")) ?? [];
  const factor = SUFFIXES[suffix];
  return amount === undefined || factor === undefined ? undefined : Number(amount) * factor;
}
