import type { Hono } from "hono";
import { createHttpApp } from "../http/app.ts";
import type { HttpEnv } from "../http/authenticate.ts";
import { createMetrics } from "../http/metrics.ts";
import { recorders } from "../http/recorders.ts";
import { serveMcp } from "../mcp/serve.ts";
import { type FakeRuntime, fakeRuntime, type RuntimeParts } from "./fake_runtime.ts";

export interface Served {
  readonly app: Hono<HttpEnv>;
  readonly runtime: FakeRuntime;
  /** What was reported as a defect. */
  readonly defects: readonly unknown[];
}

/** The whole HTTP application over a fake runtime; it needs no permission and no socket. */
export async function served(
  parts: RuntimeParts = {},
  { draining = false }: { readonly draining?: boolean } = {},
): Promise<Served> {
  const metrics = createMetrics();
  const fake = fakeRuntime(parts);
  const runtime = { ...fake, recorder: recorders(fake.recorder, metrics.recorder) };
  const defects: unknown[] = [];
  const app = createHttpApp({
    runtime,
    mcp: await serveMcp(runtime),
    metrics,
    report: (error) => void defects.push(error),
    draining: () => draining,
  });
  return { app, runtime, defects };
}
