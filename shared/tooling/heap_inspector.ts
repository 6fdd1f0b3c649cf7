/** The heap of a Deno process after a full collection, through its inspector. */

import { z } from "zod";
import { freePort, type ServerProgram } from "./bench_server.ts";

const targetsSchema = z.array(z.object({ webSocketDebuggerUrl: z.string() })).min(1);
const answerSchema = z.object({
  id: z.number(),
  result: z.object({ usedSize: z.number() }).partial().optional(),
});

type Answer = z.output<typeof answerSchema>;

/** A program that listens for its inspector, and where. */
export interface Inspected {
  readonly program: ServerProgram;
  readonly inspectorUrl: string;
}

/** Makes a Deno program listen for an inspector on a free port of loopback. */
export function inspected(program: ServerProgram): Inspected {
  const address = `127.0.0.1:${freePort()}`;
  const [run = "run", ...rest] = program.args;
  return {
    program: { ...program, args: [run, `--inspect=${address}`, ...rest] },
    inspectorUrl: `http://${address}/json`,
  };
}

/** A connection to the inspector of a running program. */
export class HeapInspector implements Disposable {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #lastId = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => {
      const message = answerSchema.safeParse(JSON.parse(data));
      if (!message.success) return; // an event, which nobody asked for
      this.#waiting.get(message.data.id)?.(message.data);
      this.#waiting.delete(message.data.id);
    };
  }

  static async connect({ inspectorUrl }: Inspected): Promise<HeapInspector> {
    const response = await fetch(inspectorUrl);
    const [target] = targetsSchema.parse(await response.json());
    const socket = new WebSocket(target?.webSocketDebuggerUrl ?? "");
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = () => reject(new Error("Cannot reach the inspector"));
    });
    return new HeapInspector(socket);
  }

  /** What the heap holds once all garbage is collected, in MiB. */
  async liveMebibytes(): Promise<number> {
    // Finalizers of the first collection free what the second one takes.
    await this.#send("HeapProfiler.collectGarbage");
    await this.#send("HeapProfiler.collectGarbage");
    const { result } = await this.#send("Runtime.getHeapUsage");
    return (result?.usedSize ?? NaN) / 2 ** 20;
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }

  #send(method: string): Promise<Answer> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.send(JSON.stringify({ id, method }));
    });
  }
}
