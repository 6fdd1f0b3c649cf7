import type { Part, Window } from "./log_lines.ts";
import type { LogRule } from "./log_rules.ts";

type Labels = Record<string, string>;

export interface Stream {
  readonly labels: Labels;
  readonly seed: number;
  /** When there was something that could write to it. */
  readonly life: Window;
  /** When the program wrote its generated lines; absent when only rules write to the stream. */
  readonly alive?: Window;
}

/** What one stream gets of a rule in a span of time. */
export interface RuleShare {
  readonly rule: LogRule;
  readonly part: Part;
  readonly span: Window;
}

/** Gives each rule to the streams it matches while they are there, or makes the stream it names. */
export function assignRules(rules: readonly LogRule[], generated: readonly Stream[]) {
  const assigned = new Map<string, RuleShare[]>();
  const added = new Map<string, Stream>();
  for (const rule of rules) {
    const { node, ...rest } = rule.stream;
    const wanted: Labels = { ...rest, ...(node === undefined ? {} : { node_name: node }) };
    const matched = generated.filter(({ labels }) =>
      Object.entries(wanted).every(([label, value]) => labels[label] === value)
    );
    const own = ownStream(wanted);
    if (matched.length === 0) added.set(JSON.stringify(own.labels), own);
    for (const { streams, span } of sharers(rule, matched.length > 0 ? matched : [own])) {
      streams.forEach(({ labels }, index) => {
        const id = JSON.stringify(labels);
        const share = { rule, part: { index, of: streams.length }, span };
        assigned.set(id, [...assigned.get(id) ?? [], share]);
      });
    }
  }
  return { rules: assigned, added: added.values() };
}

/** Who shares a rule, from each coming or going of a stream to the next. */
function sharers(rule: Window, streams: readonly Stream[]) {
  const within = streams.flatMap(({ life }) => [life.fromMs, life.untilMs])
    .filter((timeMs) => timeMs > rule.fromMs && timeMs < rule.untilMs);
  const times = [...new Set([rule.fromMs, ...within])].sort((left, right) => left - right);
  const spans = times.map((fromMs, i) => {
    const span = { fromMs, untilMs: times[i + 1] ?? rule.untilMs };
    return { span, streams: streams.filter(({ life }) => covers(life, span)) };
  });
  const shared = spans.filter(({ streams }) => streams.length > 0);
  // A scenario may word what a pod says a moment before the pod is written down.
  return shared.length > 0 ? shared : [{ span: rule, streams }];
}

function covers(life: Window, span: Window): boolean {
  return life.fromMs <= span.fromMs && life.untilMs >= span.untilMs;
}

function ownStream(labels: Labels): Stream {
  const { namespace, app } = labels;
  const job = labels.job ?? [namespace, app].filter((part) => part !== undefined).join("/");
  const container = labels.pod !== undefined && app !== undefined ? { container: app } : {};
  const life = { fromMs: -Infinity, untilMs: Infinity };
  return { labels: { ...container, ...labels, job }, seed: 0, life };
}
