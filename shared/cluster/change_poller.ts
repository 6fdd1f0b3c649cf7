import { groupAlerts, META_ALERTS } from "../analysis/alert_groups.ts";
import {
  alertKey,
  alertTransitions,
  hostChanges,
  type Polled,
  polledBy,
  type PolledChange,
  secretChanges,
  secretKey,
} from "../analysis/changes/polled_changes.ts";
import type { AlertmanagerReader } from "../backends/alertmanager.ts";
import type { NodeFactsReader } from "../backends/node_facts.ts";
import type { PrometheusReader } from "../backends/prometheus.ts";
import { ToolError } from "../errors.ts";
import { jittered, pause } from "./pause.ts";

/** What is looked at again and again, because nothing tells of its changes. */
export interface PolledSources {
  readonly alertmanager: Pick<AlertmanagerReader, "alerts">;
  readonly nodeFacts: Pick<NodeFactsReader, "list">;
  readonly prometheus: Pick<PrometheusReader, "instant">;
}

export interface ChangePollerOptions {
  readonly sources: PolledSources;
  readonly onChange: (change: PolledChange) => void;
  readonly signal: AbortSignal;
  /** @default 60 */
  readonly everySeconds?: number;
}

const EVERY_SECONDS = 60;
const SECRETS = "kube_secret_metadata_resource_version";

/** One source, with what the look before found. */
type Look = () => Promise<readonly PolledChange[]>;

/** Tells of changes of alerts, hosts and Secrets until the signal aborts; the first look of each only remembers. */
export async function pollChanges(options: ChangePollerOptions): Promise<void> {
  const { sources, onChange, signal, everySeconds = EVERY_SECONDS } = options;
  const looks = looksAt(sources);
  while (!signal.aborted) {
    const found = await Promise.all(looks.map((look) => look().catch(nothingFromAway)));
    for (const change of found.flat()) onChange(change);
    await pause(jittered(everySeconds), signal);
  }
}

function looksAt({ alertmanager, nodeFacts, prometheus }: PolledSources): readonly Look[] {
  return [
    comparing(async () => {
      const alerts = (await alertmanager.alerts()).map(({ state, ...alert }) => ({
        ...alert,
        state: state === "suppressed" ? "silenced" as const : "active" as const,
      }));
      const real = alerts.filter(({ labels }) => !META_ALERTS.has(labels["alertname"] ?? ""));
      return polledBy(groupAlerts(real), alertKey);
    }, alertTransitions),
    comparing(
      async () => polledBy(await nodeFacts.list(), ({ node }) => node),
      hostChanges,
    ),
    comparing(
      async () => polledBy((await prometheus.instant({ expr: SECRETS })).series, secretKey),
      secretChanges,
    ),
  ];
}

function comparing<T>(
  read: () => Promise<Polled<T>>,
  compare: (
    looks: { before: Polled<T>; after: Polled<T>; seenAt: Date },
  ) => readonly PolledChange[],
): Look {
  let before: Polled<T> | undefined;
  return async () => {
    const after = await read();
    const changes = before === undefined ? [] : compare({ before, after, seenAt: new Date() });
    before = after;
    return changes;
  };
}

// What cannot be read now is compared with what was read last.
function nothingFromAway(error: unknown): readonly PolledChange[] {
  if (error instanceof ToolError) return [];
  throw error;
}
