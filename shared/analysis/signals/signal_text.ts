import type { Signal } from "./signal.ts";

interface Figure extends Pick<Signal, "unit" | "now"> {
  readonly before?: number | undefined;
}

/** Prints a signal's name with what tells it apart: `error_rate code=503`. */
export function signalName({ signal, labels }: Pick<Signal, "signal" | "labels">): string {
  const texts = Object.entries(labels).sort().map(([name, value]) => `${name}=${value}`);
  return [signal, ...texts].join(" ");
}

/** Prints what a figure was and is, with its unit: `0 → 9.0/s`, `12% → 98%`. */
export function figureText({ unit, before, now }: Figure): string {
  const current = amountText(now, unit);
  return before === undefined ? current : `${amountText(before, unit)} → ${current}`;
}

const BINARY_PREFIXES = ["", "Ki", "Mi", "Gi", "Ti"];

/** Prints an amount as people write it: `9.0/s`, `98%`, `1.2 s`, `510Mi`. */
export function amountText(value: number, unit: string): string {
  if (unit === "share") return `${significant(100 * value)}%`;
  if (unit === "bytes") return bytesText(value);
  if (unit.endsWith("/s")) return `${significant(value)}/s`;
  if (unit === "seconds") return `${significant(value)}s`;
  return significant(value);
}

function bytesText(value: number): string {
  const power = Math.min(
    BINARY_PREFIXES.length - 1,
    Math.max(0, Math.floor(Math.log2(Math.abs(value) || 1) / 10)),
  );
  return `${significant(value / 1024 ** power)}${BINARY_PREFIXES[power]}`;
}

// Three digits say what there is to say; more than a thousand keeps its whole.
function significant(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 1_000
    ? String(Math.round(value))
    : String(Number(value.toPrecision(3)));
}
