import { UpstreamFailure } from "./upstream_failure.ts";

// Longer lines are cut: a log without line breaks must not fill the memory.
const LINE_LIMIT_CHARACTERS = 64 * 1024;
const CHUNK_BYTES = 64 * 1024;

export interface BodyText {
  readonly text: string;
  /** Bytes after decompression. */
  readonly bytes: number;
  /** False when the limit cut it. */
  readonly isComplete: boolean;
}

/** Reads a body as text up to a limit; the rest is cancelled, which closes the connection. */
export async function readBody({ body }: Response, limitBytes: number): Promise<BodyText> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for await (const chunk of body === null ? [] : chunksOf(body, limitBytes + 1)) {
    const room = limitBytes - bytes;
    bytes += Math.min(chunk.length, room);
    parts.push(decoder.decode(chunk.subarray(0, room), { stream: true }));
    // Leaving the loop cancels the body.
    if (chunk.length > room) return { text: parts.join(""), bytes, isComplete: false };
  }
  parts.push(decoder.decode());
  return { text: parts.join(""), bytes, isComplete: true };
}

type Body = NonNullable<Response["body"]>;

/**
 * Yields a body in chunks of up to `enoughBytes`; a chunk is good until the next one is asked for.
 *
 * A socket gives a few kilobytes at a time, each in a new buffer of 64: filling one buffer over and over reads a
 * large answer in half the time.
 */
async function* chunksOf(body: Body, enoughBytes: number): AsyncGenerator<Uint8Array> {
  const reader = byteReader(body);
  if (reader === undefined) return yield* body;
  let buffer = new ArrayBuffer(Math.min(CHUNK_BYTES, enoughBytes));
  try {
    for (;;) {
      const { done, value } = await reader.read(new Uint8Array(buffer), { min: buffer.byteLength });
      if (value !== undefined) yield value;
      if (done) return;
      buffer = value.buffer;
    }
  } finally {
    await reader.cancel();
  }
}

// Bodies that come from no socket, such as those of an embedded API, may be streams of chunks.
function byteReader(body: Body): ReadableStreamBYOBReader | undefined {
  try {
    return body.getReader({ mode: "byob" });
  } catch {
    return undefined;
  }
}

/**
 * Yields the lines of a body as they arrive; ends quietly and cancels the body when the signal aborts.
 *
 * @throws {UpstreamFailure} `unreachable` when the body breaks off
 */
export async function* readLines(
  response: Response,
  signal: AbortSignal,
  { limitCharacters = LINE_LIMIT_CHARACTERS }: { readonly limitCharacters?: number } = {},
): AsyncGenerator<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const decoder = new TextDecoder();
  const stop = () => void reader.cancel().catch(() => {});
  signal.addEventListener("abort", stop, { once: true });
  let rest = "";
  try {
    while (!signal.aborted) {
      const { done, value } = await reader.read();
      if (done) break;
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = (lines.pop() ?? "").slice(0, limitCharacters);
      for (const line of lines) yield line.slice(0, limitCharacters);
    }
    if (rest !== "") yield rest;
  } catch (cause) {
    if (!signal.aborted) throw new UpstreamFailure("unreachable", { cause });
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}
