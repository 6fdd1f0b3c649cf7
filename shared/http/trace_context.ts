import { context, isSpanContextValid, type SpanContext, trace } from "@opentelemetry/api";

// https://www.w3.org/TR/trace-context/: version 00 and, as it asks, later ones by the same four fields.
const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;
const NOTHING = /^0+$/;

/** Reads a `traceparent`; `undefined` when it is absent or malformed. */
export function parseTraceparent(value: unknown): SpanContext | undefined {
  const [, traceId, spanId, flags] = typeof value === "string" ? TRACEPARENT.exec(value) ?? [] : [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined;
  if (NOTHING.test(traceId) || NOTHING.test(spanId)) return undefined;
  return { traceId, spanId, traceFlags: parseInt(flags, 16) & 1, isRemote: true };
}

/** Does work under the span a caller named by `traceparent`; under the current one when it named none. */
export function withRemoteParent<T>(traceparent: unknown, work: () => T): T {
  const parent = parseTraceparent(traceparent);
  if (parent === undefined) return work();
  return context.with(trace.setSpanContext(context.active(), parent), work);
}

/** The trace that work belongs to right now, for the log. */
export function activeTraceId(): string | undefined {
  const span = trace.getSpanContext(context.active());
  return span !== undefined && isSpanContextValid(span) ? span.traceId : undefined;
}
