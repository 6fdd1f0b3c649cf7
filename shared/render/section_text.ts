import type {
  Call,
  Cell,
  FactsSection,
  QuerySection,
  Section,
  TableSection,
  UntrustedSection,
} from "./answer.ts";
import { callText } from "./call_text.ts";
import { cellText, rowText } from "./cell_text.ts";
import { fence } from "./fence.ts";
import { readsLikeProse } from "./prose.ts";
import { visible, visibleLine } from "./visible.ts";

const LINE_CHARACTERS = 500;
const TITLE_CHARACTERS = 120;
const QUERY_CHARACTERS = 2_000;

/** A section made printable: whole rows, of which any number from the start can be shown. */
export interface Block {
  /** As the tool named it; may be empty. */
  readonly title: string;
  /** What the rows are called where there is no title. */
  readonly kind: Section["kind"];
  readonly rows: readonly string[];
  /** How many there are, counting those the tool did not hand over. */
  readonly total: number;
  readonly weight: number;
  /** Shows what is cut. */
  readonly rest?: Call | undefined;
  /** Prints rows with what stands around them. */
  wrap(rows: readonly string[]): string;
}

type Parts = Pick<Block, "rows" | "total" | "rest" | "wrap">;

/** Makes a section printable; reads at most `rowLimit` of its rows. */
export function blockOf(section: Section, rowLimit: number): Block {
  return {
    title: section.kind === "query" ? "" : visibleLine(section.title ?? "", TITLE_CHARACTERS),
    kind: section.kind,
    weight: section.weight ?? 1,
    ...partsOf(section, rowLimit),
  };
}

function partsOf(section: Section, rowLimit: number): Parts {
  switch (section.kind) {
    case "table":
      return tableParts(section, rowLimit);
    case "facts":
      return factsParts(section, rowLimit);
    case "untrusted":
      return untrustedParts(section, rowLimit);
    case "query":
      return queryParts(section);
  }
}

function tableParts(
  { columns, rows, total = 0, source, rest }: TableSection,
  rowLimit: number,
): Parts {
  const printed = rows.slice(0, rowLimit).map(rowText);
  const fenced = fencing(source, rows.slice(0, rowLimit).flat());
  return {
    rows: printed,
    total: Math.max(total, rows.length),
    rest,
    wrap: (shown) => fenced([rowText(columns), ...shown]),
  };
}

function factsParts({ facts, source }: FactsSection, rowLimit: number): Parts {
  const fenced = fencing(source, facts.map(([, value]) => value));
  return {
    rows: facts.slice(0, rowLimit).map(([label, value]) =>
      `${cellText(label)}: ${cellText(value)}`
    ),
    total: facts.length,
    wrap: fenced,
  };
}

/** Names and figures need no fence; a sentence among them could be read as ours. */
function fencing(source: string | undefined, cells: readonly Cell[]) {
  const isProse = cells.some((cell) => typeof cell === "string" && readsLikeProse(cell));
  return (lines: readonly string[]) =>
    source !== undefined && isProse ? fence(source, lines) : lines.join("\n");
}

function untrustedParts(
  { source, lines, total = 0, rest }: UntrustedSection,
  rowLimit: number,
): Parts {
  return {
    rows: lines.slice(0, rowLimit).map((line) => visibleLine(line, LINE_CHARACTERS)),
    total: Math.max(total, lines.length),
    rest,
    wrap: (printed) => fence(source, printed),
  };
}

function queryParts({ language, query }: QuerySection): Parts {
  const text = queryText(query);
  return {
    rows: text.length > QUERY_CHARACTERS ? [] : [`${language}: ${text}`],
    total: 1,
    wrap: (printed) => printed.join("\n"),
  };
}

// A query of several lines stays repeatable as a JSON string; joining its lines would change a comment.
function queryText(query: string): string {
  const trimmed = query.trim();
  return visible(trimmed) === trimmed ? trimmed : JSON.stringify(trimmed);
}

export interface BlockTextOptions {
  readonly shown: number;
  /** Whether a cut names the call that shows the rest. */
  readonly withRest: boolean;
}

/** Prints the first rows of a block, and how much of it they are: `shown 12/340, rest: k8s.get {…}`. */
export function blockText(block: Block, { shown, withRest }: BlockTextOptions): string {
  const { title, kind, rows, total } = block;
  const note = shown < total ? cutNote(block, { shown, withRest }) : "";
  if (shown === 0) return total === 0 ? emptyText(title) : `${title || kind}: ${note}`;
  return [title, block.wrap(rows.slice(0, shown)), note].filter((part) => part !== "").join("\n");
}

function emptyText(title: string): string {
  return title === "" ? "" : `${title}: none`;
}

function cutNote({ rest, total }: Block, { shown, withRest }: BlockTextOptions): string {
  const count = `shown ${shown}/${total}`;
  if (!withRest) return count;
  return `${count}, rest: ${
    rest === undefined ? "raise max_tokens or narrow the call" : callText(rest)
  }`;
}
