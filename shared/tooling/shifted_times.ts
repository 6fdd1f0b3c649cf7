/** RFC 3339 times in a text, moved. */

const TIME = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)/g;

/** Moves every RFC 3339 time in a text; each keeps its number of decimals. */
export function shiftTimes(text: string, byMs: number): string {
  return text.replace(TIME, (time: string, decimals: string | undefined) => {
    const [seconds] = new Date(Date.parse(time) + byMs).toISOString().split(".");
    return `${seconds}${decimals ?? ""}Z`;
  });
}
