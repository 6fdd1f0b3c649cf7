/** Log lines of the shop over a stretch of time, with the labels under which Loki keeps them. */

import { Dice } from "./lab_dice.ts";
import { fillText } from "./lab_log_text.ts";
import { PLATFORM_LOGS } from "./lab_platform_logs.ts";
import { SHOP_LOGS } from "./lab_shop_logs.ts";
import type { ShopPod } from "./lab_shop_pods.ts";

export interface LogTemplate {
  /** Share among the templates of a source that apply at the time. */
  readonly weight: number;
  /** Seconds since the load: the template appears only from, or only until then. */
  readonly from?: number;
  readonly until?: number;
  /**
   * The text of an entry, with the placeholders of `lab_log_text.ts`; several lines become several
   * entries, as without a multiline stage.
   */
  readonly text: string;
}

export interface LogSource {
  /** App whose pods log, or `labels` (with placeholders) for what is no pod. */
  readonly app?: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** Share among all sources. */
  readonly weight: number;
  readonly templates: readonly LogTemplate[];
}

export interface LogLine {
  readonly labels: Readonly<Record<string, string>>;
  /** Nanoseconds since 1970: lines of one entry differ in the last digits. */
  readonly atNanos: bigint;
  readonly text: string;
}

/** A stretch of time in seconds around the load, and how many lines fall into it. */
export interface LogWindow {
  readonly loadedAtSeconds: number;
  readonly from: number;
  readonly until: number;
  readonly count: number;
  readonly seed: number;
}

/** Makes exactly `count` lines, oldest first, spread evenly over the window. */
export function* logLines(pods: readonly ShopPod[], window: LogWindow): Generator<LogLine> {
  const dice = new Dice(window.seed);
  const podsByApp = Map.groupBy(pods, ({ app }) => app);
  const sources = [...SHOP_LOGS, ...PLATFORM_LOGS].filter(({ app }) =>
    app === undefined || podsByApp.has(app)
  );
  const stepSeconds = (window.until - window.from) / window.count;
  for (let made = 0; made < window.count;) {
    const offset = window.from + made * stepSeconds;
    const at = new Date((window.loadedAtSeconds + offset) * 1000);
    const source = dice.weighted(sources);
    const templates = source.templates.filter(({ from = -Infinity, until = Infinity }) =>
      from <= offset && offset < until
    );
    if (templates.length === 0) continue;
    const entry = fillText(dice.weighted(templates).text, dice, at);
    const labels = labelsOf(source, podsByApp, dice);
    for (const text of entry.split("\n").slice(0, window.count - made)) {
      yield { labels, text, atNanos: BigInt(at.getTime()) * 1_000_000n + BigInt(made % 1_000_000) };
      made++;
    }
  }
}

/** The labels that Promtail gives, and Alloy in its place. */
function labelsOf(
  { app, labels = {} }: LogSource,
  podsByApp: ReadonlyMap<string, readonly ShopPod[]>,
  dice: Dice,
): Readonly<Record<string, string>> {
  if (app === undefined) return filledLabels(labels, dice);
  const pod = dice.one(podsByApp.get(app) ?? []);
  return {
    namespace: pod.namespace,
    pod: pod.name,
    container: pod.app,
    app: pod.app,
    node_name: pod.node,
    job: `${pod.namespace}/${pod.app}`,
  };
}

function filledLabels(labels: Readonly<Record<string, string>>, dice: Dice) {
  const filled = Object.entries(labels).map((
    [name, value],
  ) => [name, fillText(value, dice, new Date(0))]);
  return Object.fromEntries(filled);
}
