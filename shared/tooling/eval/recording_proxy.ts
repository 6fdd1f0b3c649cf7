/**
 * Stands before the APIs of a frozen scenario, for every server alike: counts what is asked of them, and moves times
 * so that the scenario's present is the present of the wall clock, whenever that is.
 *
 * Ages are computed behind it and stay as they are. Log lines that carry a time of their own are moved by the same
 * rule as their timestamps.
 */

import { API_NAMES, type ApiName, type EmbeddedCluster } from "../../embedded/embedded_cluster.ts";
import { moveAnswer } from "./moved_times.ts";
import { moveRequest } from "./request_times.ts";

type Handler = EmbeddedCluster["apis"][ApiName];

/** What the servers behind have been asked, and have answered. */
export interface Traffic {
  readonly requests: number;
  readonly bytes: number;
}

export interface RecordedCluster {
  readonly cluster: EmbeddedCluster;
  /**
   * Begins a call: from now on the scenario's present is this moment, to the second, however long the call takes.
   * Gives the moment.
   */
  beginCall(): number;
  /** Everything since the call began. */
  takeTraffic(): Traffic;
}

/** Puts the proxy before every API of a cluster. */
export function recorded(
  cluster: EmbeddedCluster,
  { now = Date.now }: { readonly now?: () => number } = {},
): RecordedCluster {
  let [requests, bytes] = [0, 0];
  let presentMs = wholeSecondMs(now());
  const behind = (handler: Handler): Handler => async (request) => {
    requests++;
    const answer = proxied(request, {
      handler,
      byMs: presentMs - cluster.world.nowMs,
      nowMs: cluster.world.nowMs,
      count: (length) => void (bytes += length),
    });
    return await answer.catch(leftAlone);
  };
  const apis = Object.fromEntries(API_NAMES.map((name) => [name, behind(cluster.apis[name])]));
  return {
    cluster: { ...cluster, apis: { ...cluster.apis, ...apis } },
    beginCall() {
      [requests, bytes] = [0, 0];
      presentMs = wholeSecondMs(now());
      return presentMs;
    },
    takeTraffic: () => ({ requests, bytes }),
  };
}

// A server that reads its clock a little later still reads the same second.
function wholeSecondMs(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000;
}

interface Behind {
  readonly handler: Handler;
  /** From the scenario's clock to the wall's. */
  readonly byMs: number;
  readonly nowMs: number;
  readonly count: (bytes: number) => void;
}

async function proxied(
  request: Request,
  { handler, byMs, nowMs, count }: Behind,
): Promise<Response> {
  const moved = await moveRequest(request, byMs);
  const response = await handler(moved.request);
  const times = { byMs, nowMs, timeValues: moved.timeValues };
  const move = (text: string) => {
    const answer = moveAnswer(text, times);
    count(answer.length);
    return answer;
  };
  const { status } = response;
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  if (response.body === null || !isText(headers)) return response;
  if (isStream(request)) {
    const body = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(byLine(move));
    return new Response(body.pipeThrough(new TextEncoderStream()), { status, headers });
  }
  return new Response(move(await response.text()), { status, headers });
}

/** A server that gave up does not read what it is answered. */
function leftAlone(error: unknown): Response {
  if (error instanceof Deno.errors.BadResource) return new Response(null, { status: 499 });
  throw error;
}

function isText(headers: Headers): boolean {
  return /json|text/.test(headers.get("content-type") ?? "text");
}

function isStream(request: Request): boolean {
  const { searchParams } = new URL(request.url);
  return ["watch", "follow"].some((name) => ["true", "1"].includes(searchParams.get(name) ?? ""));
}

/** Changes a stream line by line. */
function byLine(change: (line: string) => string): TransformStream<string, string> {
  let rest = "";
  return new TransformStream({
    transform(chunk, controller) {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) controller.enqueue(`${change(line)}\n`);
    },
    flush(controller) {
      if (rest !== "") controller.enqueue(change(rest));
    },
  });
}
