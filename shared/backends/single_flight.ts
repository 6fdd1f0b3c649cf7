import { untilAborted } from "./deadline.ts";

interface Flight<T> {
  readonly answer: Promise<T>;
  readonly controller: AbortController;
  waiting: number;
}

/** Shares work under way among all who ask for the same; a flight ends early only when nobody waits for it. */
export class SingleFlight<T> {
  readonly #flights = new Map<string, Flight<T>>();

  /** Tells whether the work is under way. */
  has(key: string): boolean {
    return this.#flights.has(key);
  }

  /**
   * Joins the flight of a key, or starts it.
   *
   * When `signal` aborts, this caller leaves with its reason; the last one to leave aborts the flight.
   */
  async join(
    key: string,
    signal: AbortSignal,
    start: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    signal.throwIfAborted();
    const flight = this.#flights.get(key) ?? this.#start(key, start);
    flight.waiting += 1;
    try {
      return await untilAborted(signal, () => flight.answer);
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) this.#end(key, flight);
    }
  }

  #start(key: string, start: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const flight: Flight<T> = { answer: start(controller.signal), controller, waiting: 0 };
    this.#flights.set(key, flight);
    return flight;
  }

  #end(key: string, flight: Flight<T>): void {
    flight.controller.abort();
    // Another flight of the same key may have started since.
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }
}
