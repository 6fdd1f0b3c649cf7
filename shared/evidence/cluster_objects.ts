import type { ClusterKind, ClusterKinds, ClusterObjects } from "../analysis/cluster_kinds.ts";
import { CLUSTER_SOURCES, sourceName } from "../analysis/cluster_sources.ts";
import type { ToolContext } from "../context.ts";
import type { ToolError } from "../errors.ts";
import type { Coverage } from "../render/coverage.ts";
import { listCoverage } from "./list_coverage.ts";
import { readSource } from "./read_source.ts";

export interface ClusterReading<K extends ClusterKind> {
  readonly objects: ClusterObjects<K>;
  /** One line for all that could be read, one for each kind or namespace that could not. */
  readonly coverage: readonly Coverage[];
  /** Why there is nothing, when no kind could be read. */
  readonly error?: ToolError;
}

export interface ClusterQuery<K extends ClusterKind> {
  readonly kinds: readonly K[];
  /** Leaves kinds of the whole cluster unread. */
  readonly namespace?: string | undefined;
}

/** Lists several kinds side by side; a kind that cannot be read is coverage, and the others still answer. */
export async function readClusterObjects<K extends ClusterKind>(
  context: Pick<ToolContext, "kubernetes">,
  { kinds, namespace }: ClusterQuery<K>,
): Promise<ClusterReading<K>> {
  const wanted = kinds.filter((kind) =>
    namespace === undefined || CLUSTER_SOURCES[kind].scope === "namespace"
  );
  const readings = await Promise.all(
    wanted.map(async (kind) => ({ kind, ...await readKind(context, kind, namespace) })),
  );
  const objects = Object.fromEntries(readings.map(({ kind, items }) => [kind, items]));
  const coverage = distinct(readings.flatMap(({ coverage }) => coverage));
  const troubles = coverage.filter(({ state, detail }) =>
    (state !== "ok" && state !== "empty") || detail !== undefined
  );
  const isRead = readings.some(({ items }) => items !== undefined);
  const error = isRead ? undefined : readings.find(({ error }) => error !== undefined)?.error;
  return {
    objects: objects as ClusterObjects<K>,
    coverage: [
      ...(isRead ? [{ source: "kubernetes", state: "ok" as const }] : []),
      ...foldKinds(troubles),
    ],
    ...(error !== undefined && { error }),
  };
}

/** More kinds than these in one state are counted instead of named. */
const MOST_NAMED = 4;

// When the API server is away, every kind says so.
function foldKinds(coverage: readonly Coverage[]): readonly Coverage[] {
  return [...Map.groupBy(coverage, ({ state }) => state)].flatMap(([state, alike]) => {
    const kinds = alike.filter(({ source }) => source.startsWith("kubernetes "));
    if (kinds.length <= MOST_NAMED) return alike;
    const [detail] = kinds.flatMap(({ detail }) => detail ?? []);
    const source = `kubernetes (${kinds.length} kinds)`;
    const others = alike.filter((one) => !kinds.includes(one));
    return [{ source, state, ...(detail !== undefined && { detail }) }, ...others];
  });
}

// The namespaces that one kind lacks, most kinds lack.
function distinct(coverage: readonly Coverage[]): Coverage[] {
  return [...new Map(coverage.map((one) => [JSON.stringify(one), one])).values()];
}

interface KindReading<K extends ClusterKind> {
  readonly items: readonly ClusterKinds[K][] | undefined;
  readonly coverage: readonly Coverage[];
  readonly error?: ToolError;
}

async function readKind<K extends ClusterKind>(
  { kubernetes }: Pick<ToolContext, "kubernetes">,
  kind: K,
  namespace: string | undefined,
): Promise<KindReading<K>> {
  const { resource, isAddOn } = CLUSTER_SOURCES[kind];
  const source = `kubernetes ${resource}`;
  const name = sourceName(CLUSTER_SOURCES[kind]);
  const { value, error, coverage } = await readSource(
    source,
    () => kubernetes.list<ClusterKinds[K]>(name, namespace === undefined ? {} : { namespace }),
  );
  if (value !== undefined) return { items: value.items, coverage: listCoverage(source, value) };
  const isMissing = isAddOn === true && error?.code === "not_found";
  return {
    items: undefined,
    coverage: isMissing ? [] : [coverage],
    ...(error !== undefined && { error }),
  };
}
