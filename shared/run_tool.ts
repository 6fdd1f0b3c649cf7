import { SpanStatusCode, trace } from "@opentelemetry/api";
import type { CallRecord, Principal, Progress, Runtime, ToolContext } from "./context.ts";
import { quoted, ToolError } from "./errors.ts";
import { argumentError } from "./render/argument_error.ts";
import { layout } from "./render/layout.ts";
import { createRedactor, type Redactor } from "./render/redact.ts";
import type { KeptAnswer } from "./storage/answer_cache.ts";
import { refuseForeign } from "./tenancy/own_namespaces.ts";
import { mayUse, scopeKey } from "./tenancy/policy.ts";
import type { Tool } from "./tool.ts";
import { DEFAULT_TOKENS } from "./fields.ts";

export interface ToolCall {
  readonly tool: Tool;
  readonly input: unknown;
  readonly principal: Principal;
  /** Aborts when the caller goes away. */
  readonly signal: AbortSignal;
  report?(progress: Progress): void;
}

export interface TextResult {
  readonly text: string;
  readonly isError: boolean;
  /** The typed output, where the configuration asks for structured content. */
  readonly structured?: Readonly<Record<string, unknown>>;
}

/** The tools a principal is offered, in order of name. */
export function visibleTools(runtime: Runtime, principal: Principal): readonly Tool[] {
  return runtime.tools.filter((tool) => mayUse(tool, principal, runtime.config));
}

/** Finds an offered tool by its dotted or underscored name. */
export function findTool(runtime: Runtime, principal: Principal, name: string): Tool | undefined {
  const underscored = name.replaceAll(".", "_");
  return visibleTools(runtime, principal)
    .find((tool) => tool.name.replaceAll(".", "_") === underscored);
}

/** Runs a tool and gives the text a model reads; a failure is such a text too. */
export async function runForText(runtime: Runtime, call: ToolCall): Promise<TextResult> {
  return await recorded(runtime, call, async (done) => {
    try {
      const input = acceptedInput(runtime, call);
      const key = answerKey(call, input);
      const kept = key && runtime.answers.get(key);
      const answer: Answered = kept || await answerOf(runtime, call, input);
      const { text, tokens, structured } = answer;
      if (key && !kept) runtime.answers.set(key, answer);
      done({ status: "ok", tokens });
      return { text, isError: false, ...(structured && { structured }) };
    } catch (error) {
      const failure = asToolError(error, call);
      done({ status: failure.code, cause: failure.cause });
      return { text: failure.text, isError: true };
    }
  });
}

/** Runs a tool and gives its typed output. @throws {ToolError} */
export async function runForJson(runtime: Runtime, call: ToolCall): Promise<unknown> {
  return await recorded(runtime, call, async (done) => {
    try {
      const output = await run(runtime, call, acceptedInput(runtime, call));
      done({ status: "ok" });
      return output;
    } catch (error) {
      const failure = asToolError(error, call);
      done({ status: failure.code, cause: failure.cause });
      throw failure;
    }
  });
}

type Done = (end: Pick<CallRecord, "status" | "tokens" | "cause">) => void;

const tracer = trace.getTracer("telemcp");

function recorded<T>(runtime: Runtime, call: ToolCall, work: (done: Done) => Promise<T>) {
  const startedAt = performance.now();
  const { tool: { name: tool }, principal } = call;
  runtime.recorder.callStarted(tool);
  return tracer.startActiveSpan(`tools/call ${tool}`, async (span) => {
    const done: Done = (end) => {
      const durationSeconds = (performance.now() - startedAt) / 1_000;
      runtime.recorder.callEnded({ tool, principal, durationSeconds, ...end });
      span.setAttributes({ "mcp.tool": tool, "mcp.status": end.status });
      if (end.status !== "ok") span.setStatus({ code: SpanStatusCode.ERROR, message: end.status });
    };
    try {
      return await work(done);
    } finally {
      span.end();
    }
  });
}

/** The parsed arguments of a call that policy allows. @throws {ToolError} `forbidden`, `invalid_input` */
function acceptedInput(runtime: Runtime, { tool, principal, input }: ToolCall): unknown {
  if (!mayUse(tool, principal, runtime.config)) {
    throw new ToolError("forbidden", `Cannot call ${tool.name} with this identity`, {
      hint: `It needs the scopes ${tool.scopes.join(", ")} and the toolset ${tool.toolset}`,
    });
  }
  const parsed = tool.input.safeParse(input ?? {});
  if (!parsed.success) throw argumentError(tool, input, parsed.error);
  refuseForeignNamespace(parsed.data, principal);
  return parsed.data;
}

// Readers refuse too; here it is said before a tool that asks several sources can call it missing.
function refuseForeignNamespace(input: unknown, { namespaces }: Principal): void {
  const named = isRecord(input) ? input["namespace"] : undefined;
  if (namespaces !== undefined && typeof named === "string") refuseForeign(named, namespaces);
}

/** Deadline, narrowed clients, handler, output check, redaction: the one path of every call. */
async function run(runtime: Runtime, call: ToolCall, input: unknown): Promise<unknown> {
  const redactor = redactorOf(runtime);
  const report = (progress: Progress) =>
    call.report?.({ ...progress, message: redactor.text(progress.message) });
  return await withDeadline(runtime, call, async (signal) => {
    const output = await call.tool.handler(input, contextOf(runtime, call, { signal, report }));
    signal.throwIfAborted();
    return redactor.value(call.tool.output.parse(output));
  });
}

// A timer that is cleared: thousands of calls a second must not each leave one behind for its full time.
async function withDeadline<T>(
  runtime: Runtime,
  call: ToolCall,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const end = () => deadline.abort(new DOMException("The call took too long", "TimeoutError"));
  const timer = setTimeout(end, runtime.config.callTimeoutSeconds * 1_000);
  try {
    return await work(AbortSignal.any([call.signal, deadline.signal]));
  } finally {
    clearTimeout(timer);
  }
}

interface Answered extends KeptAnswer {
  readonly structured?: Readonly<Record<string, unknown>>;
}

async function answerOf(runtime: Runtime, call: ToolCall, input: unknown): Promise<Answered> {
  const output = await run(runtime, call, input);
  const printed = layout(call.tool.render(output, input), { maxTokens: tokenBudget(input) });
  const structured = runtime.config.structuredContent && isRecord(output) ? output : undefined;
  return { ...printed, ...(structured && { structured }) };
}

function answerKey({ tool, principal }: ToolCall, input: unknown): string | undefined {
  if (tool.live) return undefined;
  return JSON.stringify([scopeKey(principal), tool.name, input]);
}

/** What hides the secrets of this process's answers, as it is configured. */
export function redactorOf({ redactionKey: key, config }: Runtime): Redactor {
  return createRedactor({ key, email: config.redactEmail, cards: config.redactCards });
}

/** What a handler may touch on behalf of a principal. */
export function contextOf(
  runtime: Runtime,
  { principal }: Pick<ToolCall, "principal">,
  { signal, report, now = oneMoment(runtime) }:
    & Pick<ToolContext, "signal" | "report">
    & Partial<Pick<ToolContext, "now">>,
): ToolContext {
  const { incidents } = runtime;
  const redact = redactorOf(runtime).value;
  return {
    ...runtime.clients(principal, signal),
    principal,
    signal,
    report,
    now,
    within: (seconds) =>
      contextOf(runtime, { principal }, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(seconds * 1_000)]),
        report,
        now,
      }),
    health: () => runtime.health(signal),
    ...(incidents && { incidents: { keep: (one) => incidents.write(one, { redact }) } }),
  };
}

// All parts of an answer speak of one moment; no source tells more than seconds apart.
function oneMoment(runtime: Runtime): () => Date {
  const moment = new Date(Math.floor(runtime.now().getTime() / 1_000) * 1_000);
  return () => moment;
}

function asToolError(error: unknown, call: ToolCall): ToolError {
  if (error instanceof ToolError) return error;
  if (call.signal.aborted) {
    return new ToolError("timeout", `Cannot finish ${call.tool.name} after the caller left`);
  }
  if (error instanceof DOMException && error.name === "TimeoutError") {
    return new ToolError("timeout", `Cannot finish ${call.tool.name} within its deadline`, {
      hint: "Narrow the call: one namespace, a shorter window, fewer rows",
      cause: error,
    });
  }
  return new ToolError("internal", `Cannot finish ${quoted(call.tool.name)}`, {
    hint: "This is a defect of the server; its log holds the cause",
    cause: error,
  });
}

function tokenBudget(input: unknown): number {
  const asked = isRecord(input) ? input["max_tokens"] : undefined;
  return typeof asked === "number" ? asked : DEFAULT_TOKENS;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
