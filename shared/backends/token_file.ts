import { ToolError } from "../errors.ts";

/**
 * Gives the token in a file, read anew every so often so that rotation needs no restart.
 *
 * The returned function throws {ToolError} `upstream_unavailable` when the file cannot be read.
 */
export function tokenFile(
  path: string,
  // Tokens rotate long before they expire; the cluster's own clients look as seldom.
  { rereadSeconds = 60 }: { readonly rereadSeconds?: number } = {},
): () => Promise<string> {
  let token: string | undefined;
  let readAt = 0;
  return async () => {
    if (token !== undefined && Date.now() - readAt < rereadSeconds * 1_000) return token;
    try {
      token = (await Deno.readTextFile(path)).trim();
      readAt = Date.now();
      return token;
    } catch (cause) {
      throw new ToolError("upstream_unavailable", "Cannot read a token file", {
        hint: "The operator can check the …_TOKEN_FILE settings and that the files are readable",
        cause,
      });
    }
  };
}
