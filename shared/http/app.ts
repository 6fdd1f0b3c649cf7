import { Hono } from "hono";
import { cors } from "hono/cors";
import type { Runtime } from "../context.ts";
import { authenticate, type HttpEnv } from "./authenticate.ts";
import { HealthMonitor } from "./health.ts";
import type { McpEndpoint } from "./mcp_endpoint.ts";
import type { Metrics } from "./metrics.ts";
import { notFound, onError } from "./on_error.ts";
import { type Mounted, toolRoute } from "./tool_route.ts";
import { traced } from "./tracing.ts";

export interface HttpParts extends Mounted {
  readonly mcp: McpEndpoint;
  readonly metrics: Metrics;
  /** Whether the server is on its way out and should get no new work. */
  draining(): boolean;
}

/**
 * The whole HTTP surface of one server: MCP, a JSON route per tool, discovery, probes, metrics.
 *
 * Probes and metrics are open and tell nothing but states and counts; they are asked for by address,
 * so they take any Host. Everything else goes through `authenticate`.
 */
export function createHttpApp(parts: HttpParts): Hono<HttpEnv> {
  const { runtime, mcp, metrics } = parts;
  const app = new Hono<HttpEnv>();
  const guard = authenticate(() => runtime);
  app.onError(onError(parts.report));
  app.notFound(notFound);
  app.use(traced);
  if (runtime.config.allowedOrigins.length > 0) app.use(crossOrigin(runtime));
  serveProbes(app, parts);
  app.get(
    "/metrics",
    async (context) =>
      context.text(await metrics.text(), 200, { "Content-Type": metrics.contentType }),
  );
  app.get("/mcp/schema", guard, (context) => context.json(mcp.describe(context.var.principal)));
  app.all("/mcp", guard, (context) => mcp.fetch(context.req.raw, context.var.principal));
  for (const tool of runtime.tools) app.route("/", toolRoute(tool, parts));
  return app;
}

function serveProbes(app: Hono<HttpEnv>, { runtime, draining }: HttpParts): void {
  const monitor = new HealthMonitor(runtime);
  app.get("/healthz", (context) => context.json({ status: "ok" }));
  app.get("/readyz", async (context) => {
    if (draining()) return context.json({ status: "draining" }, 503);
    const { status, backends } = await monitor.report();
    const states = Object.fromEntries(backends.map(({ name, state }) => [name, state]));
    return context.json({ status, backends: states });
  });
  app.get(
    "/health",
    authenticate(() => runtime),
    async (context) => context.json(await monitor.report()),
  );
}

/** Lets pages of the allowed origins call; browsers ask first. */
function crossOrigin({ config }: Runtime) {
  return cors({
    origin: [...config.allowedOrigins],
    allowMethods: ["GET", "POST"],
    exposeHeaders: ["WWW-Authenticate"],
  });
}
