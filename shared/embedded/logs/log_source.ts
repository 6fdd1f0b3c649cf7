import { compileMatchers, type Matcher } from "../../query/matchers.ts";
import { hash32 } from "../random.ts";
import { SCRAPE_MS } from "../metrics/series_source.ts";
import { type ContainerEntity, containers } from "../metrics/subjects.ts";
import type { World } from "../world/world.ts";
import { type AnsweredAt, AnsweredShares } from "./answered_share.ts";
import { type LogEntry, profileLines, ruleLines, type Window } from "./log_lines.ts";
import { formatLine, type LogFormat } from "./log_formats.ts";
import { type LogProfile, logProfile } from "./log_profiles.ts";
import { assignRules, type RuleShare, type Stream } from "./rule_shares.ts";

type Labels = Record<string, string>;

export interface SelectedStream {
  readonly labels: Labels;
  readonly entries: readonly LogEntry[];
}

/** How many lines of one pattern a stream has in a window, reckoned. */
export interface LogVolume {
  readonly labels: Labels;
  /** The line with `<_>` where it varies. */
  readonly pattern: string;
  readonly lines: number;
}

/** The logs of a world: streams with the labels `namespace app pod container node_name job`. */
export class LogSource {
  readonly #world: World;
  readonly #streams: readonly Stream[];
  readonly #rules: ReadonlyMap<string, readonly RuleShare[]>;
  readonly #answered: AnsweredShares;

  constructor(world: World) {
    this.#world = world;
    const hidden = new Set(world.denials.map(({ namespace }) => namespace));
    this.#answered = new AnsweredShares(world);
    const generated = [...podStreams(world), ...kubeletStreams(world)];
    const { rules, added } = assignRules(world.logRules, generated);
    this.#rules = rules;
    this.#streams = [...generated, ...added].filter(({ labels }) =>
      !hidden.has(labels.namespace ?? "")
    );
  }

  /** The streams that match and have lines in `[fromMs, toMs)`, each with its lines in order of time. */
  *select(
    matchers: readonly Matcher[],
    fromMs: number,
    toMs: number,
  ): Generator<SelectedStream> {
    const window = { fromMs: Math.max(fromMs, this.#world.startMs), untilMs: toMs };
    for (const stream of this.#matching(matchers)) {
      const entries = this.#entries(stream, window);
      if (entries.length > 0) yield { labels: stream.labels, entries };
    }
  }

  /** What a window holds, reckoned from the rates as an index would: no line is made. */
  volumes(matchers: readonly Matcher[], window: Window): readonly LogVolume[] {
    return this.#matching(matchers).flatMap(({ labels, alive }) => {
      const { format, perSecond, lines } = this.#profileOf(labels);
      const total = lines.reduce((sum, { weight }) => sum + weight, 0);
      const seconds = this.#secondsOf(labels, alive && overlap(window, alive));
      const generated = lines.map(({ weight, level, template, idle }) => ({
        pattern: patternOf(format, template, level),
        lines: perSecond * weight / total * (idle ? seconds.alive : seconds.answered),
      }));
      const ruled = (this.#rules.get(JSON.stringify(labels)) ?? []).map(({ rule, part, span }) => ({
        pattern: patternOf(format, rule.template, rule.level),
        lines: rule.perSecond / part.of * overlapSeconds(window, span),
      }));
      return [...generated, ...ruled].filter(({ lines }) => lines > 0)
        .map((volume) => ({ ...volume, labels }));
    });
  }

  /** The label sets of all streams that match and have lines in the history. */
  labelSets(matchers: readonly Matcher[] = []): readonly Labels[] {
    return this.#matching(matchers).filter((stream) => this.#hasLines(stream))
      .map(({ labels }) => labels);
  }

  #profileOf({ namespace = "", app = "" }: Labels): LogProfile {
    return logProfile(app, { serves: this.#answered.serves(namespace, app) });
  }

  #answeredBy({ namespace = "", app = "", pod = "" }: Labels): AnsweredAt | undefined {
    return this.#answered.of({ namespace, app, pod });
  }

  /** How long a program was there in a window, and how long that is weighed with what it answered. */
  #secondsOf(labels: Labels, window: Window | undefined) {
    if (window === undefined) return { alive: 0, answered: 0 };
    const alive = Math.max(0, window.untilMs - window.fromMs) / 1_000;
    const share = this.#answeredBy(labels);
    if (share === undefined) return { alive, answered: alive };
    let answered = 0;
    for (let fromMs = window.fromMs; fromMs < window.untilMs; fromMs += SCRAPE_MS) {
      const untilMs = Math.min(window.untilMs, fromMs + SCRAPE_MS);
      answered += share(fromMs) * (untilMs - fromMs) / 1_000;
    }
    return { alive, answered };
  }

  #hasLines({ labels, alive }: Stream): boolean {
    if (this.#rules.has(JSON.stringify(labels))) return true;
    if (this.#profileOf(labels).lines.length === 0) return false;
    const { startMs } = this.#world;
    return alive !== undefined && alive.untilMs > Math.max(startMs, alive.fromMs);
  }

  #matching(matchers: readonly Matcher[]): readonly Stream[] {
    const matches = compileMatchers(matchers);
    return this.#streams.filter(({ labels }) => matches(labels));
  }

  #entries({ labels, seed, alive }: Stream, window: Window): readonly LogEntry[] {
    const profile = this.#profileOf(labels);
    const rules = this.#rules.get(JSON.stringify(labels)) ?? [];
    const lines = rules.flatMap(({ rule, part, span }, i) => [
      ...ruleLines(rule, {
        seed: hash32(rule.template, i),
        part,
        format: profile.format,
        window: overlap(window, span),
      }),
    ]);
    if (alive !== undefined) {
      const living = overlap(window, alive);
      const answered = this.#answeredBy(labels);
      const generation = { seed, bornMs: alive.fromMs, window: living, answered };
      lines.unshift(...profileLines(profile, generation));
    }
    return rules.length === 0 ? lines : lines.sort((left, right) => left.t - right.t);
  }
}

function overlap(left: Window, right: Window): Window {
  return {
    fromMs: Math.max(left.fromMs, right.fromMs),
    untilMs: Math.min(left.untilMs, right.untilMs),
  };
}

function overlapSeconds(left: Window, right: Window): number {
  const { fromMs, untilMs } = overlap(left, right);
  return Math.max(0, untilMs - fromMs) / 1_000;
}

function patternOf(format: LogFormat, template: string, level: string | undefined): string {
  const message = template.replace(/\{(?:ip|id|n)\}/g, "<_>");
  const time = new Date(0).toISOString();
  return formatLine(format, { message, level, timeMs: 0 }).replace(time, "<_>");
}

function* podStreams(world: World): Generator<Stream> {
  for (const { entity, fromMs, untilMs, seed } of containers(world, {})) {
    const { metadata, spec } = entity.pod;
    const { namespace = "", name: pod, labels = {} } = metadata;
    const app = labels.app ?? entity.container.name;
    const published = { namespace, app, pod, container: entity.container.name };
    yield {
      labels: { ...published, node_name: spec.nodeName ?? "", job: `${namespace}/${app}` },
      seed,
      life: { fromMs: entity.history.createdMs, untilMs: entity.history.deletedMs },
      ...runIn(entity, { fromMs, untilMs: Math.min(untilMs, world.nowMs) }),
    };
  }
}

/** A program that crashes as it starts, or is never started, writes nothing of what a healthy one does. */
function runIn(
  { history: { revisions }, container }: ContainerEntity,
  { fromMs, untilMs }: Window,
): { readonly alive?: Window } {
  const waits = ({ object: { status } }: typeof revisions[number]) =>
    status?.containerStatuses?.find(({ name }) => name === container.name)
      ?.state?.waiting !== undefined;
  const first = revisions.find((revision) => !waits(revision));
  if (first === undefined) return {};
  const stopped = revisions.find((revision) => revision.atMs > first.atMs && waits(revision));
  return { alive: { fromMs, untilMs: Math.min(untilMs, stopped?.atMs ?? Infinity) } };
}

function* kubeletStreams(world: World): Generator<Stream> {
  for (const { key: node, createdMs, deletedMs } of world.store.histories("nodes")) {
    yield {
      labels: { app: "kubelet", node_name: node, job: "kubelet" },
      seed: hash32(`kubelet on ${node}`, world.seed),
      life: { fromMs: createdMs, untilMs: deletedMs },
      alive: { fromMs: Math.max(createdMs, world.startMs), untilMs: world.nowMs },
    };
  }
}
