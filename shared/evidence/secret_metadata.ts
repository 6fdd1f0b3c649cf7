import { ascending } from "../analysis/order.ts";
import type { ToolContext } from "../context.ts";
import { type Cell } from "../render/answer.ts";
import type { Coverage } from "../render/coverage.ts";
import { ageOf } from "../render/time.ts";
import { readSource } from "./read_source.ts";

/** Secrets as kube-state-metrics knows them: never their contents. */
export interface SecretListing {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
  readonly coverage: readonly Coverage[];
}

export interface SecretQuery {
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

/**
 * Lists names, types and ages of Secrets from the `kube_secret_*` series, by namespace and name.
 *
 * Two instant queries; without the series coverage says `no series`, without Prometheus `not configured`.
 */
export async function listSecrets(
  { prometheus, now }: Pick<ToolContext, "prometheus" | "now">,
  query: SecretQuery,
): Promise<SecretListing> {
  const selector = selectorOf(query);
  const read = async (metric: string) =>
    (await prometheus.instant({ expr: `max by (namespace, secret, type) (${metric}${selector})` }))
      .series;
  const [types, created] = await Promise.all([
    readSource("prometheus kube_secret_type", () => read("kube_secret_type"), { stateOf }),
    readSource("prometheus kube_secret_created", () => read("kube_secret_created"), { stateOf }),
  ]);
  const secrets = new Map<
    string,
    { namespace: string; name: string; type?: string; at?: number }
  >();
  for (const { labels, samples } of [...types.value ?? [], ...created.value ?? []]) {
    const { namespace = "", secret: name = "", type } = labels;
    const known = secrets.get(`${namespace}/${name}`) ?? { namespace, name };
    const at = type === undefined ? samples.at(-1)?.[1] : undefined;
    secrets.set(`${namespace}/${name}`, { ...known, ...(type && { type }), ...(at && { at }) });
  }
  const sorted = [...secrets.values()]
    .sort((a, b) => ascending(a.namespace, b.namespace) || ascending(a.name, b.name));
  return {
    columns: ["namespace", "name", "type", "age"],
    rows: sorted.map(({ namespace, name, type, at }) => [
      namespace,
      name,
      type,
      at === undefined ? undefined : ageOf(at * 1_000, now()),
    ]),
    coverage: [types.coverage, created.coverage],
  };
}

function selectorOf({ namespace, name }: SecretQuery): string {
  const matchers = [
    ...(namespace === undefined ? [] : [`namespace=${JSON.stringify(namespace)}`]),
    ...(name === undefined ? [] : [`secret=${JSON.stringify(name)}`]),
  ];
  return matchers.length === 0 ? "" : `{${matchers.join(",")}}`;
}

function stateOf(series: readonly object[]): "ok" | "no series" {
  return series.length === 0 ? "no series" : "ok";
}
