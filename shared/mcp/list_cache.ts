import type { JSONRPCRequest } from "@modelcontextprotocol/server";

/** The result of `tools/list` as the SDK gave it once, by what it depends on. */
export class ListCache {
  readonly #results = new Map<string, string>();

  /** Answers from the cache, else lets the SDK answer and keeps what it said. */
  async answer(
    key: string,
    request: JSONRPCRequest,
    fromSdk: () => Promise<Response>,
  ): Promise<Response> {
    const known = this.#results.get(key);
    if (known !== undefined) return json(request, known);
    const response = await fromSdk();
    const result = await resultOf(response);
    if (result !== undefined) this.#remember(key, asciiJson(result));
    return response;
  }

  // One entry per set of visible tools: few, unless every tenant chose its own toolsets.
  #remember(key: string, result: string): void {
    if (this.#results.size >= 1_000) this.#results.clear();
    this.#results.set(key, result);
  }
}

// One character beyond Latin-1 makes a string of two bytes per character, which takes longer to send than all else.
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

// Field for field what the SDK prints, so that a cached answer cannot be told from a fresh one.
function json({ id }: JSONRPCRequest, result: string): Response {
  return new Response(`{"result":${result},"jsonrpc":"2.0","id":${JSON.stringify(id)}}`, {
    headers: { "Content-Type": "application/json" },
  });
}

async function resultOf(response: Response): Promise<unknown> {
  const isJson = response.headers.get("content-type") === "application/json";
  if (response.status !== 200 || !isJson) return undefined;
  const body: { readonly result?: unknown } = await response.clone().json();
  return body.result;
}
