/**
 * Reads the body of a request as text, at most `limitBytes` of it.
 *
 * Gives `undefined` for a longer one, which is not read to its end.
 */
export async function readBody(request: Request, limitBytes: number): Promise<string | undefined> {
  const declared = request.headers.get("content-length");
  if (declared !== null) {
    // The server holds the sender to the declared length, so this body cannot be longer.
    return Number(declared) > limitBytes ? await refuse(request) : await request.text();
  }
  if (request.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    // Leaving the loop cancels the stream.
    if (bytes > limitBytes) return undefined;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

async function refuse(request: Request): Promise<undefined> {
  await request.body?.cancel();
}
