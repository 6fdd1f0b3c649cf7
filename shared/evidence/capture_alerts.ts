import type { ToolContext } from "../context.ts";
import type { Captured } from "./capture_run.ts";
import { readSource } from "./read_source.ts";

type AlertPart = "alerts" | "silences" | "foreignNamespaces";

/** Captures alerts and the silences that hold them back; of one namespace, with those that belong to none. */
export async function captureAlerts(
  { alertmanager }: Pick<ToolContext, "alertmanager">,
  { namespace }: { readonly namespace?: string | undefined },
): Promise<Captured<AlertPart>> {
  const [alerts, silences] = await Promise.all([
    readSource("alertmanager", () => alertmanager.alerts()),
    readSource("alertmanager silences", () => alertmanager.silences()),
  ]);
  const isForeign = (name: string | undefined) =>
    namespace !== undefined && name !== undefined && name !== namespace;
  const all = alerts.value ?? [];
  const kept = all.filter(({ labels }) => !isForeign(labels["namespace"]));
  const holding = new Set(kept.flatMap(({ silencedBy }) => silencedBy));
  const foreign = all.flatMap(({ labels }) =>
    isForeign(labels["namespace"]) ? labels["namespace"] ?? "" : []
  );
  const parts: Captured<AlertPart>["parts"] = {
    alerts: kept,
    silences: (silences.value ?? []).filter(({ id, matchers }) =>
      namespace === undefined || holding.has(id) ||
      matchers.some(({ name, value }) => name === "namespace" && value === namespace)
    ),
    foreignNamespaces: [...new Set(foreign)].sort()
      .map((name) => ({ source: "alertmanager", namespace: name })),
  };
  return { parts, coverage: [alerts.coverage, silences.coverage] };
}
