/** Counts requests, and the time in which at least one of them is open. */
export class RequestMeter {
  #requests = 0;
  #open = 0;
  #openSince = 0;
  #waitMs = 0;

  /** Requests since the last reset; what watches is not counted. */
  get requests(): number {
    return this.#requests;
  }

  get waitMs(): number {
    return this.#waitMs;
  }

  reset(): void {
    [this.#requests, this.#waitMs] = [0, 0];
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    if (url.includes("watch=")) return await fetch(input, init);
    this.#requests++;
    if (this.#open++ === 0) this.#openSince = performance.now();
    try {
      const response = await fetch(input, init);
      const { status, headers } = response;
      return new Response(response.body && await response.bytes(), { status, headers });
    } finally {
      if (--this.#open === 0) this.#waitMs += performance.now() - this.#openSince;
    }
  };
}
