import type { Answer, Call } from "./answer.ts";
import { callText, callWithReason } from "./call_text.ts";
import { coverageText } from "./coverage_text.ts";
import { type Block, blockText } from "./section_text.ts";
import { visibleLine } from "./visible.ts";

// A longer call is not worth its room, and half a call is wrong.
const CALL_CHARACTERS = 800;

/** How much of what stands around the rows is printed. */
export interface Frame {
  readonly headlineCharacters: number;
  readonly nextCalls: number;
  /** Whether coverage has its details, calls their reasons and cuts the call that shows the rest. */
  readonly reasons: boolean;
}

/** How many rows of each block are shown; none of those it does not name. */
export type Shown = ReadonlyMap<Block, number>;

export interface Print {
  readonly shown: Shown;
  readonly frame: Frame;
}

/** Prints an answer with so many rows of each of its blocks. */
export function printAnswer(
  answer: Answer,
  blocks: readonly Block[],
  { shown, frame }: Print,
): string {
  const withRest = frame.reasons;
  const paragraphs = [
    visibleLine(answer.headline, frame.headlineCharacters),
    ...blocks.map((block) => blockText(block, { shown: shown.get(block) ?? 0, withRest })),
    [coverageText(answer.coverage, { detail: frame.reasons }), ...nextLines(answer.next, frame)]
      .filter(isText).join("\n"),
  ];
  return paragraphs.filter(isText).join("\n\n");
}

function nextLines(calls: readonly Call[], { nextCalls, reasons }: Frame): readonly string[] {
  return calls.slice(0, nextCalls)
    .map((call) => reasons ? callWithReason(call) : callText(call))
    .filter((text) => text.length <= CALL_CHARACTERS)
    .map((text) => `next: ${text}`);
}

function isText(text: string): boolean {
  return text !== "";
}
