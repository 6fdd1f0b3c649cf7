import type { Pod } from "./kube_pod.ts";

type Labels = Readonly<Record<string, string>>;

/** Finds pods by equal labels without looking at every pod for every selector. */
export class PodsByLabel {
  readonly #pods = new Map<string, Pod[]>();

  constructor(pods: readonly Pod[]) {
    for (const pod of pods) {
      for (const label of Object.entries(pod.metadata.labels ?? {})) {
        const key = keyOf(pod.metadata.namespace ?? "", label);
        const members = this.#pods.get(key);
        if (members === undefined) this.#pods.set(key, [pod]);
        else members.push(pod);
      }
    }
  }

  /** The pods of a namespace that carry all of some labels, in their order; none for no labels. */
  labelled(namespace: string, labels: Labels): readonly Pod[] {
    const candidates = Object.entries(labels)
      .map((label) => this.#pods.get(keyOf(namespace, label)) ?? [])
      .sort((a, b) => a.length - b.length)[0] ?? [];
    return candidates.filter((pod) => carries(pod, labels));
  }
}

function keyOf(namespace: string, [key, value]: readonly [string, string]): string {
  return `${namespace} ${key}=${value}`;
}

function carries({ metadata }: Pod, labels: Labels): boolean {
  return Object.entries(labels).every(([key, value]) => metadata.labels?.[key] === value);
}
