import { quoted, ToolError } from "../errors.ts";

/**
 * Encodes a name for use as one segment of a URL's path.
 *
 * @throws {ToolError} `invalid_input` for a name that would leave its segment.
 */
export function pathSegment(name: string): string {
  // URL parsers drop dot segments even when they are percent-encoded.
  if (/^\.{0,2}$/.test(name) || /[/\\%?#]|\p{Cc}/u.test(name)) {
    throw new ToolError("invalid_input", `Cannot use ${quoted(name)} as a name`, {
      hint: "Give the plain name of one object, without a path",
    });
  }
  return encodeURIComponent(name);
}
