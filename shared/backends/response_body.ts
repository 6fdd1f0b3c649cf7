import { UpstreamFailure } from "./upstream_failure.ts";

// Longer lines are cut: a log without line breaks must not fill the memory.
const LINE_LIMIT_CHARACTERS = 64 * 1024;

export interface BodyText {
  readonly text: string;
  /** Bytes after decompression. */
  readonly bytes: number;
  /** False when the limit cut it. */
  readonly isComplete: boolean;
}

/** Reads a body as text up to a limit; the rest is cancelled, which closes the connection. */
export async function readBody(response: Response, limitBytes: number): Promise<BodyText> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    const room = limitBytes - bytes;
    bytes += Math.min(chunk.length, room);
    parts.push(decoder.decode(chunk.subarray(0, room), { stream: true }));
    // Leaving the loop cancels the body.
    if (chunk.length > room) return { text: parts.join(""), bytes, isComplete: false };
  }
  parts.push(decoder.decode());
  return { text: parts.join(""), bytes, isComplete: true };
}

/**
 * Yields the lines of a body as they arrive; ends quietly and cancels the body when the signal aborts.
 *
 * @throws {UpstreamFailure} `unreachable` when the body breaks off
 */
export async function* readLines(response: Response, signal: AbortSignal): AsyncGenerator<string> {
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
      rest = (lines.pop() ?? "").slice(0, LINE_LIMIT_CHARACTERS);
      for (const line of lines) yield line.slice(0, LINE_LIMIT_CHARACTERS);
    }
    if (rest !== "") yield rest;
  } catch (cause) {
    if (!signal.aborted) throw new UpstreamFailure("unreachable", { cause });
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}
