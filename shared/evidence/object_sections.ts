import { outline } from "../analysis/object_outline.ts";
import type { Call, Cell, Section } from "../render/answer.ts";
import { ageOf } from "../render/time.ts";
import { fencedRow } from "./fenced_row.ts";
import type { CheckedListing } from "./object_listing.ts";

export interface ObjectSectionOptions {
  /** What the fence calls the origin of text: `Pod shop cart-1`. */
  readonly source: string;
  /** The moment that ages count from. */
  readonly at: string;
  /** The call that shows more. */
  readonly rest: Call;
}

/** Shows a listing: a table of our columns; what others wrote (values, messages, whole objects) is fenced. */
export function objectSections(
  listing: CheckedListing,
  options: ObjectSectionOptions,
): readonly Section[] {
  const { view, columns, rows, total, unmatched } = listing;
  const { source, rest } = options;
  const missing = unmatched.map(({ path, keys }): readonly [string, Cell] => [
    `no ${path}; there is`,
    keys.join(", "),
  ]);
  const hints: Section[] = missing.length > 0
    ? [{ kind: "facts", facts: missing, source, weight: 9 }]
    : [];
  if (view === "object") return [...wholeSections(listing, options), ...hints];
  if (view === "table") return [{ kind: "table", columns, rows, total, source, rest }];
  const title = columns.join(" · ");
  return [{ kind: "untrusted", title, source, lines: rows.map(fencedRow), total, rest }, ...hints];
}

function wholeSections(
  { columns, rows, conditions, object }: CheckedListing,
  { source, at, rest }: ObjectSectionOptions,
): Section[] {
  const facts = columns.map((column, index): readonly [string, Cell] => [column, rows[0]?.[index]])
    .filter(([, value]) => value !== undefined && value !== null && value !== "");
  const lines = conditions.map(({ type, status, reason, message, lastTransitionTime }) =>
    fencedRow([type, status, reason, ageOf(lastTransitionTime ?? undefined, new Date(at)), message])
  );
  return [
    { kind: "facts", facts, source, weight: 9 },
    ...(lines.length === 0 ? [] : [
      {
        kind: "untrusted",
        title: "conditions: type · status · reason · since · message",
        source,
        lines,
        weight: 4,
      } as const,
    ]),
    ...(object === undefined ? [] : [
      {
        kind: "untrusted",
        title: "object",
        source,
        lines: outline(object),
        rest,
      } as const,
    ]),
  ];
}
