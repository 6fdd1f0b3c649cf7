import type { World } from "../world/world.ts";
import { defineFamilies, type Labels, type Subject } from "./family.ts";
import { lostNodes, pods } from "./subjects.ts";

/** What Prometheus scrapes: per target, 1 where the scrape works. */
function* targets(world: World): Generator<Subject<(timeMs: number) => number>> {
  const always = () => 1;
  const lost = lostNodes(world);
  const fixed = [["apiserver", "10.0.255.1:6443"], ["etcd", "10.0.255.1:2381"], [
    "kube-state-metrics",
    "10.96.0.12:8080",
  ]] as const;
  const target = (labels: Labels, entity: (timeMs: number) => number) => ({
    entity,
    labels,
    seed: 0,
    fromMs: 0,
    untilMs: Infinity,
  });
  for (const [job, instance] of fixed) yield target({ job, instance }, always);
  for (const { key: node } of world.store.histories("nodes")) {
    const up = (timeMs: number) => timeMs < (lost.get(node) ?? Infinity) ? 1 : 0;
    yield target({ job: "node-exporter", instance: node }, up);
    for (const metrics_path of ["/metrics", "/metrics/cadvisor"]) {
      yield target({ job: "kubelet", metrics_path, instance: node, node }, up);
    }
  }
  for (const history of pods(world, { namespace: "kube-system" })) {
    if (history.latest.metadata.labels?.app !== "coredns") continue;
    yield target(
      { job: "coredns", namespace: "kube-system", pod: history.latest.metadata.name },
      always,
    );
  }
}

const UP = defineFamilies(targets, {
  up: { type: "gauge", help: "The last scrape worked.", rows: (isUp) => [[{}, isUp]] },
});

function* alerts(world: World): Generator<Subject<number>> {
  for (const { labels, startsAt, endsAt } of world.alerts) {
    const span = { fromMs: Date.parse(startsAt), untilMs: Date.parse(endsAt) };
    yield { entity: 1, labels: { ...labels, alertstate: "firing" }, seed: 0, ...span };
  }
}

const ALERTS = defineFamilies(alerts, {
  ALERTS: { type: "gauge", help: "Alerts that fire.", rows: (value) => [[{}, value]] },
});

/** What Prometheus itself adds: the state of its targets and of its alerts. */
export const TARGET_FAMILIES = [...UP, ...ALERTS];
