import type { HostFacts, NodeFacts } from "../../catalogue/node_facts.ts";
import type { AlertGroup, AlertState } from "../alert_groups.ts";
import type { Entity } from "../entity.ts";
import type { Series } from "../series.ts";
import { alertChanges } from "./alert_changes.ts";
import type { Change } from "./change.ts";
import { changeValues } from "./change_value.ts";
import { fieldName } from "./field_name.ts";
import { diffFields } from "./object_diff.ts";
import { helmChanges, UNKNOWN_FIELD } from "./series_changes.ts";

/** A change with what tells its cause from all others. */
export interface PolledChange {
  readonly uid: string;
  readonly version: string;
  readonly change: Change;
}

/** What one look at a source found, by what tells its items apart. */
export type Polled<T> = ReadonlyMap<string, T>;

/** Puts the items of one look by their keys. */
export function polledBy<T>(items: readonly T[], keyOf: (item: T) => string): Polled<T> {
  return new Map(items.map((item) => [keyOf(item), item]));
}

interface Looks<T> {
  readonly before: Polled<T>;
  readonly after: Polled<T>;
  readonly seenAt: Date;
}

/** Alerts that began, ended, or were silenced between two looks. */
export function alertTransitions(looks: Looks<AlertGroup>): readonly PolledChange[] {
  const { before, after, seenAt } = looks;
  return [...new Map([...before, ...after])].flatMap(([uid, group]): PolledChange[] => {
    const [was, is] = [before.get(uid)?.state, after.get(uid)?.state];
    const [began] = alertChanges([group]);
    if (began === undefined || was === is) return [];
    const change: Change = {
      ...began,
      ...(was !== undefined && { at: seenAt.toISOString(), from: stateWord(was) }),
      to: is === undefined ? "resolved" : stateWord(is),
    };
    return [{ uid: `alert ${uid}`, version: `${group.startsAt} ${change.to}`, change }];
  });
}

/** What tells an alert group from the others. */
export function alertKey({ alertname, severity, namespace, subject }: AlertGroup): string {
  return JSON.stringify([alertname, severity, namespace, subject?.kind, subject?.name]);
}

function stateWord(state: AlertState): string {
  return state === "active" ? "firing" : state;
}

/** What hosts say to be different between two looks; amounts that move all the time are left out. */
export function hostChanges({ before, after, seenAt }: Looks<NodeFacts>): readonly PolledChange[] {
  return [...after].flatMap(([node, { facts }]) => {
    const known = before.get(node);
    if (known === undefined) return [];
    const entity: Entity = { kind: "Node", namespace: "", name: node };
    return diffFields(settledFacts(known.facts), settledFacts(facts)).map((diff): PolledChange => {
      const at = facts.collected_at ?? seenAt.toISOString();
      const field = fieldName(diff.steps);
      const change: Change = {
        at,
        entity,
        kind: "host",
        field,
        ...changeValues(diff),
        by: node,
        source: "hosts",
      };
      return { uid: `host ${node}`, version: at, change };
    });
  });
}

function settledFacts(facts: HostFacts): object {
  const { units = [], certificates = [], ports = [] } = facts;
  return {
    os: facts.os,
    kernel: facts.kernel,
    boot: facts.boot_time,
    time: facts.time && { source: facts.time.source, synchronised: facts.time.synchronised },
    packages: facts.packages && { reboot_required: facts.packages.reboot_required },
    ...Object.fromEntries(units.map(({ name, state }) => [`unit ${name}`, state])),
    ...Object.fromEntries(
      certificates.map(({ path, not_after }) => [`certificate ${path}`, not_after]),
    ),
    ports: ports.map(({ protocol, port }) => `${port}/${protocol}`).sort(),
    firewall: facts.firewall,
  };
}

/** The key of a series of `kube_secret_metadata_resource_version`. */
export function secretKey({ labels }: Series): string {
  return `${labels["namespace"] ?? ""}/${labels["secret"] ?? ""}`;
}

/** Secrets that were written and Helm releases that were made between two looks, by their series. */
export function secretChanges({ before, after, seenAt }: Looks<Series>): readonly PolledChange[] {
  const at = seenAt.toISOString();
  return [...after].flatMap(([key, series]): PolledChange[] => {
    const known = before.get(key);
    const version = versionOf(series);
    if (known !== undefined && versionOf(known) === version) return [];
    // The Secret of a release is made once; that it is superseded later is no change of its own.
    const [release] = helmChanges([createdAt(series, seenAt)]);
    if (release !== undefined && known !== undefined) return [];
    const { namespace = "", secret = "" } = series.labels;
    const change: Change = release ?? {
      at,
      entity: { kind: "Secret", namespace, name: secret },
      ...(known === undefined
        ? { kind: "created", field: "object" }
        : { kind: "secret", field: UNKNOWN_FIELD }),
      source: "series",
    };
    return [{ uid: `secret ${key}`, version, change }];
  });
}

function createdAt({ labels }: Series, time: Date): Series {
  return { labels, samples: [[0, time.getTime() / 1_000]] };
}

function versionOf({ samples }: Series): string {
  return String(samples.at(-1)?.[1] ?? "");
}
