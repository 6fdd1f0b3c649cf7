/** What an answer prints of one quotation without a cut. */
const MOST_LENGTH = 200;

/**
 * The end of a chain of wrapped errors, as long as an answer has room for: `a: b: why` tells why at its end, and a
 * cut there would leave the wrapping alone.
 */
export function innermostCause(message: string): string {
  if (message.length <= MOST_LENGTH) return message;
  const links = message.split(": ");
  let kept = links.at(-1) ?? message;
  for (const link of links.slice(0, -1).reverse()) {
    if (link.length + kept.length + 2 > MOST_LENGTH) break;
    kept = `${link}: ${kept}`;
  }
  return kept;
}
