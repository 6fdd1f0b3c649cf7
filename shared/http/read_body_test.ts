import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { readBody } from "./read_body.ts";

function request(body: BodyInit | null, headers: Record<string, string> = {}): Request {
  return new Request("http://127.0.0.1/", { method: "POST", body, headers });
}

function stream(...chunks: string[]): ReadableStream<Uint8Array> {
  return ReadableStream.from(chunks.map((chunk) => new TextEncoder().encode(chunk)));
}

describe("readBody()", () => {
  it("reads a body of declared and of unknown length", async () => {
    assertEquals(await readBody(request("äb", { "content-length": "3" }), 3), "äb");
    assertEquals(await readBody(request(stream("a", "ä")), 3), "aä");
    assertEquals(await readBody(request(null), 3), "");
  });

  it("puts together characters that were cut between chunks", async () => {
    const [first, second] = [new Uint8Array([0xe2, 0x82]), new Uint8Array([0xac])];
    assertEquals(await readBody(request(ReadableStream.from([first, second])), 3), "€");
  });

  it("gives nothing for a longer one, and stops reading", async () => {
    assertEquals(await readBody(request("abcd", { "content-length": "4" }), 3), undefined);
    let cancelled = false;
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1_000)),
      cancel: () => void (cancelled = true),
    });
    assertEquals(await readBody(request(endless), 5_000), undefined);
    assertEquals(cancelled, true);
  });
});
