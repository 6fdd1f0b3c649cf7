import { createHash } from "node:crypto";
import { visibleLine } from "./visible.ts";

const SOURCE_CHARACTERS = 200;

/**
 * Fences lines that somebody else wrote, so that a model can tell data from instruction.
 *
 * The tag is a hash of the lines that does not occur in them: equal text has an equal fence, and no text can close
 * its own. Lines are taken as they are; make them visible first.
 */
export function fence(source: string, lines: readonly string[]): string {
  const tag = `untrusted-${freeTag(lines.join("\n"))}`;
  const from = visibleLine(source, SOURCE_CHARACTERS).replace(/["<>]/g, "'");
  return [`<${tag} source="${from}">`, ...lines, `</${tag}>`].join("\n");
}

function freeTag(text: string): string {
  for (let attempt = 0;; attempt++) {
    const tag = createHash("sha256").update(`${attempt} ${text}`).digest("hex").slice(0, 6);
    if (!text.includes(tag)) return tag;
  }
}
