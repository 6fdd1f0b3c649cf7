/** What a recorded incident lacks to answer a request. */
export type Missing = "source" | "kind" | "metric" | "time" | "namespace" | "lines";

const HEADER = "x-telemcp-not-captured";

/** A request for what a recorded incident does not hold: no empty answer, because nobody knows what it would be. */
export class NotCaptured extends Error {
  override readonly name = "NotCaptured";

  constructor(readonly missing: Missing) {
    super(`not captured: ${missing}`);
  }

  /** The answer on the wire; a header tells it from every answer a real server could give. */
  toResponse(): Response {
    return new Response(`${this.message}\n`, { status: 404, headers: { [HEADER]: this.missing } });
  }
}
