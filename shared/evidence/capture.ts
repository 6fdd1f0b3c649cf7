import { ascending } from "../analysis/order.ts";
import type { Incident } from "../catalogue/incident.ts";
import type { ToolContext } from "../context.ts";
import { ToolError } from "../errors.ts";
import { captureAlerts } from "./capture_alerts.ts";
import { captureLogs } from "./capture_logs.ts";
import { captureMetrics } from "./capture_metrics.ts";
import { captureObjects } from "./capture_objects.ts";
import { readSource } from "./read_source.ts";
import { CaptureRun } from "./capture_run.ts";

export interface CaptureQuery {
  /** The whole cluster without it, or the only namespace of the principal. */
  readonly namespace?: string | undefined;
  readonly start: Date;
  /** Newest lines kept of each stream. @default 5_000, which is what Loki gives at once */
  readonly linesPerStream?: number;
  /** Most that is kept, in characters of JSON. @default 256 Mi */
  readonly limitCharacters?: number;
}

/** How far back rates at the start of the window may look. */
const LOOKBACK_MS = 15 * 60_000;

/** What each kind of evidence may take of the whole. */
const SHARES = { objects: 0.25, metrics: 0.5, logs: 0.25 };

/**
 * Captures what every source says about the cluster, or about one namespace, since a time.
 *
 * Reads all sources side by side: a list per kind, two queries per metric, one per log stream. A source that cannot be
 * read is coverage; what does not fit, or cannot be read, is named.
 *
 * @throws {ToolError} `invalid_input` when a principal of several namespaces names none
 */
export async function captureIncident(
  context: ToolContext,
  query: CaptureQuery,
): Promise<Incident> {
  const namespace = namespaceOf(context, query);
  const { linesPerStream = 5_000, limitCharacters = 256 * 1024 * 1024 } = query;
  const end = context.now();
  const keptFrom = new Date(query.start.getTime() - LOOKBACK_MS);
  const run = new CaptureRun(context);
  const of = (share: keyof typeof SHARES) => ({
    namespace,
    start: keptFrom,
    end,
    run,
    limitCharacters: limitCharacters * SHARES[share],
  });
  const [objects, alerts, metrics, logs, hosts, health] = await Promise.all([
    captureObjects(context, of("objects")),
    captureAlerts(context, { namespace }),
    captureMetrics(context, of("metrics")),
    captureLogs(context, { ...of("logs"), linesPerStream }),
    readSource("node facts", () => context.nodeFacts.list()),
    context.health(),
  ]);
  const captured = [objects, alerts, metrics, logs];
  return {
    facts: {
      capturedAt: end.toISOString(),
      window: { start: query.start.toISOString(), end: end.toISOString() },
      keptFrom: keptFrom.toISOString(),
      ...(namespace !== undefined && { namespace }),
      sources: [
        ...captured.flatMap(({ coverage }) => coverage),
        hosts.coverage,
      ],
      versions: Object.fromEntries(
        health.flatMap(({ name, version }) => version === undefined ? [] : [[name, version]]),
      ),
      leftOut: run.leftOut.sort((a, b) => ascending(a.what, b.what)),
    },
    parts: {
      ...objects.parts,
      ...alerts.parts,
      ...metrics.parts,
      ...logs.parts,
      foreignNamespaces: [alerts, metrics, logs].flatMap(({ parts }) => parts.foreignNamespaces),
      hosts: hosts.value ?? [],
    },
  };
}

// A file of some namespaces would look like one of the whole cluster.
function namespaceOf(
  { principal }: Pick<ToolContext, "principal">,
  { namespace }: Pick<CaptureQuery, "namespace">,
): string | undefined {
  const own = principal.namespaces;
  if (namespace !== undefined || own === undefined) return namespace;
  if (own.length === 1) return own[0];
  throw new ToolError("invalid_input", "Cannot capture several namespaces at once", {
    hint: `Name one of them: incident.capture ${JSON.stringify({ namespace: own[0] })}`,
  });
}
