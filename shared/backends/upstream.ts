import type { BackendRecord } from "../context.ts";
import type { ToolError } from "../errors.ts";
import type { Connect, Connection } from "./connection.ts";
import { untilAborted, withDeadline } from "./deadline.ts";
import { receive, send } from "./exchange.ts";
import { Resilience, type ResilienceOptions } from "./resilience.ts";
import { readLines } from "./response_body.ts";
import { type Answer, SharedAnswers } from "./shared_answers.ts";
import { notConfigured, toolErrorOf } from "./upstream_error.ts";
import { requestKey, type UpstreamRequest } from "./upstream_request.ts";

const CACHE_LIMIT_BYTES = 32 * 1024 * 1024;

export interface UpstreamOptions extends ResilienceOptions {
  /** Lower case, as metrics and health name it: `prometheus`. */
  readonly name: string;
  /** The environment name that hints mention: `TELEMCP_PROMETHEUS_URL`. */
  readonly setting: string;
  /** Absent when the backend is not configured: every read then says so. */
  readonly connect?: Connect | undefined;
  /** Longest time one read may take, retries included. */
  readonly timeoutSeconds: number;
  /** Largest answer that is read, after decompression. */
  readonly limitBytes: number;
  /** How long an answer may be reused by the same scope; 0 turns cache and single-flight off. */
  readonly cacheTtlSeconds: number;
  /** Bound of the cache, in bytes of answers. @default 32 MiB */
  readonly cacheLimitBytes?: number;
  /** Told how every request ended. */
  readonly observe: (record: BackendRecord) => void;
}

/** The reads of one call. All throw {ToolError}. */
export interface UpstreamCall {
  readonly name: string;
  readonly timeoutSeconds: number;
  /** Reads JSON; whatever `decode` throws means that the answer is not what was asked for. */
  json<T>(request: UpstreamRequest, decode: (body: unknown) => T): Promise<T>;
  text(request: UpstreamRequest): Promise<string>;
  /** Follows a text line by line until the call ends or `seconds` have passed. */
  lines(request: UpstreamRequest, options?: FollowOptions): AsyncIterable<string>;
}

export interface FollowOptions {
  readonly seconds?: number;
  /** Where longer lines are cut. @default 64 Ki */
  readonly limitCharacters?: number;
}

interface Call {
  readonly scope: string;
  readonly signal: AbortSignal;
}

/** One upstream HTTP API with what all its readers share: connection, cache, breaker, bounds. */
export class Upstream {
  readonly #options: UpstreamOptions;
  readonly #resilience: Resilience;
  readonly #answers: SharedAnswers;
  #connection: Promise<Connection> | undefined;

  constructor(options: UpstreamOptions) {
    this.#options = options;
    this.#resilience = new Resilience(options);
    this.#answers = new SharedAnswers(options.cacheLimitBytes ?? CACHE_LIMIT_BYTES);
  }

  /** Gives the reads of one call. `scope` separates what may be shared; it comes from the principal. */
  for(call: Call): UpstreamCall {
    const { name, timeoutSeconds } = this.#options;
    return {
      name,
      timeoutSeconds,
      json: <T>(request: UpstreamRequest, decode: (body: unknown) => T) =>
        this.#read<T>(request, call, (text) => decode(JSON.parse(text))),
      text: (request) => this.#read<string>({ accept: "*/*", ...request }, call, (text) => text),
      lines: (request, options = {}) =>
        this.#follow({ accept: "*/*", ...request }, call.signal, options),
    };
  }

  /** Forgets all answers and closes the connection. */
  close(): void {
    this.#answers.clear();
    this.#connection?.then((connection) => connection.close?.(), () => {});
  }

  async #read<T>(
    request: UpstreamRequest,
    { scope, signal }: Call,
    decode: (text: string) => T,
  ): Promise<T> {
    const { keepSeconds, uncached, refresh } = request;
    const ttlSeconds = uncached ? 0 : keepSeconds ?? this.#options.cacheTtlSeconds;
    const key = `${keepSeconds === undefined ? scope : ""}\n${requestKey(request)}`;
    return await this.#observed(request, signal, async (note) => {
      const load = (signal: AbortSignal) => this.#load(request, signal, decode);
      const { source, answer } = this.#answers.read({ key, ttlSeconds, refresh, signal, load });
      note(source);
      return (await answer).value as T;
    });
  }

  async #load(
    request: UpstreamRequest,
    callerSignal: AbortSignal,
    decode: (text: string) => unknown,
  ): Promise<Answer> {
    const { limitBytes } = this.#options;
    return await this.#attempt(request, callerSignal, async (connection, signal) => {
      const response = await send(connection, request, signal);
      return await receive(response, { limitBytes, decode });
    });
  }

  // Outside the bounds of a read: it lasts, and a quiet log sends nothing, not even its headers.
  async *#follow(
    request: UpstreamRequest,
    callSignal: AbortSignal,
    { seconds, ...limits }: FollowOptions,
  ): AsyncGenerator<string> {
    const over = new AbortController();
    const timer = seconds === undefined
      ? undefined
      : setTimeout(() => over.abort(), seconds * 1_000);
    const signal = AbortSignal.any([callSignal, over.signal]);
    try {
      const response = await this.#observed(request, signal, async () => {
        const connection = await this.#connected();
        const opened = untilAborted(signal, () => send(connection, request, signal));
        return await opened.catch(unlessAborted(signal));
      });
      if (response !== undefined) yield* readLines(response, signal, limits);
    } catch (error) {
      throw this.#toolError(error, request, signal);
    } finally {
      clearTimeout(timer);
    }
  }

  async #attempt<T>(
    request: UpstreamRequest,
    callerSignal: AbortSignal,
    work: (connection: Connection, signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const limits = { seconds: this.#options.timeoutSeconds, signal: callerSignal };
    return await withDeadline(limits, async (signal) => {
      const connection = await this.#connected();
      const once = () => untilAborted(signal, () => work(connection, signal));
      return request.isolated ? await once() : await this.#resilience.run(signal, once);
    });
  }

  #connected(): Promise<Connection> {
    const { setting, connect } = this.#options;
    if (connect === undefined) throw notConfigured({ title: this.#title, setting });
    this.#connection ??= connect().catch((error: unknown) => {
      this.#connection = undefined;
      throw error;
    });
    return this.#connection;
  }

  async #observed<T>(
    request: UpstreamRequest,
    signal: AbortSignal,
    work: (note: (cache: BackendRecord["cache"]) => void) => Promise<T>,
  ): Promise<T> {
    const { name: backend, observe } = this.#options;
    const startedAt = performance.now();
    let cache: BackendRecord["cache"] = "miss";
    const report = (status: BackendRecord["status"]) =>
      observe({ backend, status, durationSeconds: (performance.now() - startedAt) / 1_000, cache });
    try {
      const answer = await work((source) => cache = source);
      report("ok");
      return answer;
    } catch (error) {
      const toolError = this.#toolError(error, request, signal);
      // Without a place to ask, nothing was asked.
      if (toolError !== error || toolError.coverage !== "not configured") report(toolError.code);
      throw toolError;
    }
  }

  #toolError(error: unknown, request: UpstreamRequest, signal: AbortSignal): ToolError {
    return toolErrorOf(error, { ...this.#options, title: this.#title, request, signal });
  }

  get #title(): string {
    const { name } = this.#options;
    return name.charAt(0).toUpperCase() + name.slice(1);
  }
}

// Following ends when its time or the call does; that is no failure.
function unlessAborted(signal: AbortSignal): (error: unknown) => undefined {
  return (error) => {
    if (!signal.aborted) throw error;
  };
}
