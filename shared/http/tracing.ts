import {
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { createMiddleware } from "hono/factory";
import { parseTraceparent } from "./trace_context.ts";

const tracer = trace.getTracer("telemcp");

/** Gives every request a span, a child of the caller's `traceparent` where it sent one. */
export const traced = createMiddleware(async (hono, next) => {
  const { method } = hono.req;
  const caller = parseTraceparent(hono.req.header("traceparent"));
  // Not the active context: Deno.serve hands a request over inside whatever it did before.
  const parent = caller ? trace.setSpanContext(ROOT_CONTEXT, caller) : ROOT_CONTEXT;
  const span = named(tracer.startSpan(method, { kind: SpanKind.SERVER }, parent));
  await context.with(trace.setSpan(parent, span), next);
  const { status } = hono.res;
  span.updateName(`${method} ${hono.req.routePath}`);
  span.setAttributes({
    "http.request.method": method,
    "http.route": hono.req.routePath,
    "http.response.status_code": status,
  });
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
});

// Without an exporter spans have no identity of their own; the lines of a request still share one.
function named(span: Span): Span {
  if (isSpanContextValid(span.spanContext())) return span;
  const [traceId, spanId] = [hexadecimal(), hexadecimal().slice(0, 16)];
  return trace.wrapSpanContext({ traceId, spanId, traceFlags: 0 });
}

function hexadecimal(): string {
  return crypto.randomUUID().replaceAll("-", "");
}
