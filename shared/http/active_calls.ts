import type { Recorder } from "../context.ts";

/** Knows how many calls are in progress, so that a server on its way out can let them finish. */
export class ActiveCalls implements Recorder {
  #active = 0;
  #waiting: (() => void)[] = [];

  callStarted(): void {
    this.#active += 1;
  }

  callEnded(): void {
    this.#active -= 1;
    if (this.#active > 0) return;
    for (const resume of this.#waiting.splice(0)) resume();
  }

  backendCall(): void {}

  /** Resolves once no call is in progress. */
  async idle(): Promise<void> {
    if (this.#active > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }
}
