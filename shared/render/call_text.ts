import type { Call } from "./answer.ts";
import { visibleLine } from "./visible.ts";

const WHY_CHARACTERS = 160;
const HIDDEN = /[\p{Cc}\p{Cf}\u2028\u2029]/gu;

/** Prints a call the way an agent can repeat it: `k8s.get {"kind":"pod"}`; hidden characters are escaped. */
export function callText({ tool, arguments: given }: Pick<Call, "tool" | "arguments">): string {
  return `${tool} ${JSON.stringify(given).replace(HIDDEN, escaped)}`;
}

/** Prints a call with what it would show: `k8s.get {"kind":"pod"} — last state`. */
export function callWithReason(call: Call): string {
  const why = call.why === undefined ? "" : ` — ${visibleLine(call.why, WHY_CHARACTERS)}`;
  return `${callText(call)}${why}`;
}

function escaped(characters: string): string {
  return Array.from(
    { length: characters.length },
    (_, at) => `\\u${characters.charCodeAt(at).toString(16).padStart(4, "0")}`,
  ).join("");
}
