import type { Answer } from "./answer.ts";
import { type Frame, printAnswer, type Shown } from "./answer_text.ts";
import { type Block, blockOf } from "./section_text.ts";
import { type Size, TextMeasure } from "./text_size.ts";
import { visibleLine } from "./visible.ts";

/** No answer is larger, whatever the caller asks for: the smallest of the known clients cut beyond it. */
export const HARD_CAPS: Size = { tokens: 6_000, characters: 24_000, lines: 250 };

export interface LayoutOptions {
  /** Budget of the whole text, by `estimateTokens`. */
  readonly maxTokens: number;
}

/** An answer as a model reads it. */
export interface Printed {
  readonly text: string;
  /** What the text costs, estimated. */
  readonly tokens: number;
}

/**
 * Prints an answer within its budget: headline, sections, coverage, next calls.
 *
 * Whole rows go first, those of least weight, of later sections and from the end before the others; each cut says
 * `shown n/total` and the call that shows the rest. Only when not one row fits is anything else shortened.
 */
export function layout(answer: Answer, { maxTokens }: LayoutOptions): Printed {
  const budget = { ...HARD_CAPS, tokens: Math.min(maxTokens, HARD_CAPS.tokens) };
  const room = { budget, measure: new TextMeasure() };
  const blocks = answer.sections.map((section) => blockOf(section, HARD_CAPS.lines));
  const everything = new Map(blocks.map((block) => [block, block.rows.length]));
  const whole = printAnswer(answer, blocks, { shown: everything, frame: WHOLE });
  const text = fits(whole, room) ? whole : shorten(answer, blocks, room);
  return { text, tokens: Math.ceil(room.measure.sizeOf(text).tokens) };
}

interface Room {
  readonly budget: Size;
  readonly measure: TextMeasure;
}

/** Cuts rows in the first frame that has room for any. */
function shorten(answer: Answer, blocks: readonly Block[], room: Room): string {
  const order = rowsByImportance(blocks, room);
  let withoutRows: string | undefined;
  for (const frame of [WHOLE, ...SHORTER]) {
    const print = (shown: Shown) => printAnswer(answer, blocks, { shown, frame });
    const bare = print(new Map());
    if (!fits(bare, room)) continue;
    const text = fitRows(order, { print, bare, ...room });
    if (text !== undefined) return text;
    withoutRows ??= bare;
  }
  return withoutRows ?? visibleLine(answer.headline, LAST_HEADLINE_CHARACTERS);
}

const WHOLE: Frame = { headlineCharacters: 600, nextCalls: 5, reasons: true };
const SHORTER: readonly Frame[] = [
  { headlineCharacters: 300, nextCalls: 2, reasons: true },
  { headlineCharacters: 160, nextCalls: 1, reasons: false },
  { headlineCharacters: 80, nextCalls: 0, reasons: false },
];
const LAST_HEADLINE_CHARACTERS = 80;

interface Row {
  readonly block: Block;
  readonly at: number;
  readonly size: Size;
  readonly importance: number;
}

// The first section keeps twice the rows of the second, and a section of twice the weight twice those of another.
function rowsByImportance(blocks: readonly Block[], { measure }: Room): readonly Row[] {
  return blocks.flatMap((block, section) =>
    block.rows.map((text, at) => ({
      block,
      size: measure.sizeOf(`${text}\n`),
      at,
      importance: block.weight / ((section + 1) * (at + 1)),
    }))
  ).sort((a, b) => b.importance - a.importance);
}

function fits(text: string, { budget, measure }: Room): boolean {
  return text.length <= budget.characters && isWithin(measure.sizeOf(text), budget);
}

function isWithin(size: Size, budget: Size): boolean {
  return Math.ceil(size.tokens) <= budget.tokens && size.characters <= budget.characters &&
    size.lines <= budget.lines;
}

interface Fit extends Room {
  print(shown: Shown): string;
  /** What is printed without any row. */
  readonly bare: string;
}

/** Prints as many rows as fit; `undefined` when that is none. */
function fitRows(
  order: readonly Row[],
  { print, bare, budget, measure }: Fit,
): string | undefined {
  const start = measure.sizeOf(bare);
  // A sum of lines is near the whole, not equal to it: start a little above and come down until the whole fits.
  for (let share = 1.1; share > 0; share -= 0.02) {
    const tokens = budget.tokens * share;
    const shown = affordableRows(order, start, { budget: { ...budget, tokens }, measure });
    if (shown.size === 0) return undefined;
    const text = print(shown);
    if (fits(text, { budget, measure })) return text;
  }
}

/** Takes rows while they fit; a row that does not ends its section, and the others go on. */
function affordableRows(
  order: readonly Row[],
  bare: Size,
  { budget, measure }: Room,
): Shown {
  let size = bare;
  const shown = new Map<Block, number>();
  const ended = new Set<Block>();
  for (const { block, at, size: rowSize } of order) {
    if (ended.has(block)) continue;
    const larger = plus(size, at === 0 ? plus(rowSize, measure.sizeOf(around(block))) : rowSize);
    if (isWithin(larger, budget)) {
      size = larger;
      shown.set(block, at + 1);
    } else {
      ended.add(block);
    }
  }
  return shown;
}

function around({ title, wrap }: Block): string {
  return `${title}\n${wrap([])}\n`;
}

function plus(a: Size, b: Size): Size {
  return {
    tokens: a.tokens + b.tokens,
    characters: a.characters + b.characters,
    lines: a.lines + b.lines - 1,
  };
}
