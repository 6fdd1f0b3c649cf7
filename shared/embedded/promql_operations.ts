import type { Labels } from "../query/matchers.ts";
import {
  type Binary,
  BINARY_OPS,
  type BinaryOp,
  type VectorMatching,
} from "../query/promql_ast.ts";
import {
  dropLabels,
  dropName,
  keepLabels,
  labelKey,
  oncePerSet,
  showLabels,
  withLabel,
} from "./label_sets.ts";
import { EvaluationError, type Sample } from "./promql_values.ts";

/** What an operation does, apart from its operands. */
export type Operation = Pick<Binary, "op" | "bool" | "matching" | "fill">;

type Arithmetic = (left: number, right: number) => number;

const ARITHMETIC: Readonly<Partial<Record<BinaryOp, Arithmetic>>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left % right,
  "^": power,
  atan2: Math.atan2,
};

const COMPARISON: Readonly<Partial<Record<BinaryOp, (left: number, right: number) => boolean>>> = {
  "==": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  "<": (left, right) => left < right,
  ">": (left, right) => left > right,
  "<=": (left, right) => left <= right,
  ">=": (left, right) => left >= right,
};

/** IEEE 754 has 1 for any power of 1 and for -1 to an infinite power; JavaScript has NaN. */
function power(base: number, exponent: number): number {
  return base === 1 || (base === -1 && Math.abs(exponent) === Infinity) ? 1 : base ** exponent;
}

/** Operates on two numbers; a comparison gives 1 or 0. */
export function operateOnScalars(op: BinaryOp, left: number, right: number): number {
  return combine({ op, bool: true }, left, right) ?? NaN;
}

/** The result for one pair of values; undefined when a comparison filters it out. */
function combine(
  { op, bool }: Operation,
  left: number,
  right: number,
): number | undefined {
  const arithmetic = ARITHMETIC[op];
  if (arithmetic !== undefined) return arithmetic(left, right);
  const holds = COMPARISON[op]?.(left, right);
  if (holds === undefined) {
    throw new EvaluationError("execution", `operator "${op}" is not supported here`);
  }
  if (bool) return holds ? 1 : 0;
  return holds ? left : undefined;
}

function dropsName({ op, bool }: Operation): boolean {
  return bool || BINARY_OPS[op].class === "arithmetic";
}

export interface VectorAndScalar {
  readonly samples: readonly Sample[];
  readonly scalar: number;
  readonly scalarLeft: boolean;
}

/** Operates on each sample of a vector and a number; a comparison filters the vector. */
export function operateWithScalar(
  binary: Operation,
  { samples, scalar, scalarLeft }: VectorAndScalar,
): Sample[] {
  const results: Sample[] = [];
  for (const { labels, value } of samples) {
    const [left, right] = scalarLeft ? [scalar, value] : [value, scalar];
    const result = combine(binary, left, right);
    if (result === undefined) continue;
    const filtered = BINARY_OPS[binary.op].class === "comparison" && !binary.bool;
    results.push({
      labels: dropsName(binary) ? dropName(labels) : labels,
      value: filtered ? value : result,
    });
  }
  return results;
}

/** Operates on two vectors, series by series. @throws {EvaluationError} when the matching is ambiguous */
export function operateOnVectors(
  binary: Operation,
  left: readonly Sample[],
  right: readonly Sample[],
): Sample[] {
  if (binary.fill !== undefined) {
    throw new EvaluationError("execution", "fill modifiers are not supported here");
  }
  const signature = signatureOf(binary.matching);
  if (BINARY_OPS[binary.op].class === "set") {
    return combineSets(binary.op, { left, right, signature });
  }
  if (left.length === 0 || right.length === 0) return [];
  return matchVectors(binary, { left, right, signature });
}

type Signature = (labels: Labels) => string;

const ALL_LABELS: VectorMatching = { mode: "ignoring", labels: [] };
const SIGNATURES = new WeakMap<VectorMatching, Signature>();

function signatureOf(matching: VectorMatching = ALL_LABELS): Signature {
  const signature = SIGNATURES.get(matching) ?? newSignature(matching);
  SIGNATURES.set(matching, signature);
  return signature;
}

function newSignature({ mode, labels }: VectorMatching): Signature {
  if (mode === "on") return oncePerSet((set) => labelKey(keepLabels(set, labels)));
  const ignored = [...labels, "__name__"];
  return oncePerSet((set) => labelKey(dropLabels(set, ignored)));
}

interface Operands {
  readonly left: readonly Sample[];
  readonly right: readonly Sample[];
  readonly signature: Signature;
}

function combineSets(op: BinaryOp, { left, right, signature }: Operands): Sample[] {
  const rightKeys = new Set(right.map(({ labels }) => signature(labels)));
  if (op === "and") return left.filter(({ labels }) => rightKeys.has(signature(labels)));
  if (op === "unless") return left.filter(({ labels }) => !rightKeys.has(signature(labels)));
  const leftKeys = new Set(left.map(({ labels }) => signature(labels)));
  return [...left, ...right.filter(({ labels }) => !leftKeys.has(signature(labels)))];
}

function matchVectors(binary: Operation, { left, right, signature }: Operands): Sample[] {
  const { matching } = binary;
  const swapped = matching?.group?.side === "right";
  const [many, one] = swapped ? [right, left] : [left, right];
  const partners = partnersOf(one, { signature, side: swapped ? "left" : "right" });
  const taken = new Set<string>();
  const results: Sample[] = [];
  for (const sample of many) {
    const key = signature(sample.labels);
    const partner = partners.get(key);
    if (partner === undefined) continue;
    const labels = resultLabels(binary, { many: sample.labels, one: partner.labels });
    const claim = matching?.group === undefined ? key : `${key}\xfd${labelKey(labels)}`;
    if (taken.has(claim)) {
      throw new EvaluationError(
        "execution",
        matching?.group === undefined
          ? "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)"
          : "multiple matches for labels: grouping labels must ensure unique matches",
      );
    }
    taken.add(claim);
    const [leftValue, rightValue] = swapped
      ? [partner.value, sample.value]
      : [sample.value, partner.value];
    const value = combine(binary, leftValue, rightValue);
    if (value !== undefined) results.push({ labels, value });
  }
  return results;
}

function partnersOf(
  samples: readonly Sample[],
  { signature, side }: { signature: Signature; side: "left" | "right" },
): Map<string, Sample> {
  const partners = new Map<string, Sample>();
  for (const sample of samples) {
    const key = signature(sample.labels);
    const other = partners.get(key);
    if (other !== undefined) {
      const pair = [showLabels(sample.labels), showLabels(other.labels)].sort().join(", ");
      throw new EvaluationError(
        "execution",
        `found duplicate series for one match group on the ${side} hand-side of the operation: [${pair}];` +
          "many-to-many matching not allowed: matching labels must be unique on one side",
      );
    }
    partners.set(key, sample);
  }
  return partners;
}

function resultLabels(binary: Operation, { many, one }: { many: Labels; one: Labels }): Labels {
  const { matching } = binary;
  let labels = dropsName(binary) ? dropName(many) : many;
  if (matching === undefined) return labels;
  if (matching.group === undefined) {
    return matching.mode === "on"
      ? keepLabels(labels, matching.labels)
      : dropLabels(labels, matching.labels);
  }
  for (const name of matching.group.include) labels = withLabel(labels, name, one[name] ?? "");
  return labels;
}
