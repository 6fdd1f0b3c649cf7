const GENERATION_ENTRIES = 20_000;
const LONGEST_KEY = 16 * 1_024;

/** The parts that objects of one owner or one writer have in common. */
const SHARED_PARTS: ReadonlySet<string> = new Set([
  ...["labels", "annotations", "ownerReferences", "finalizers", "fieldsV1"],
  ...["selector", "matchLabels", "nodeSelector", "tolerations", "affinity", "securityContext"],
  ...["containers", "initContainers", "volumes", "volumeMounts", "env", "envFrom", "resources"],
  ...["ports", "livenessProbe", "readinessProbe", "startupProbe", "strategy", "updateStrategy"],
  ...["capacity", "allocatable", "nodeInfo", "hostIPs"],
]);

/** The texts that no other object has. */
const OWN_TEXTS: ReadonlySet<string> = new Set([
  ...["name", "uid", "resourceVersion", "podIP", "ip", "containerID", "message", "value"],
]);

/**
 * Lets equal parts of objects be one: the replicas of a workload differ in little more than their names.
 *
 * Remembers the parts seen lately, in two generations, so that it stays small whatever it is shown.
 */
export class Interner {
  #young = new Map<string, unknown>();
  #old = new Map<string, unknown>();

  /** Replaces the parts of an object by equal parts seen before. The object must be nobody else's. */
  adopt(object: object): void {
    for (const key of Object.keys(object)) {
      const part: unknown = Reflect.get(object, key);
      if (typeof part === "string") {
        if (!OWN_TEXTS.has(key)) Reflect.set(object, key, this.#text(part));
      } else if (typeof part === "object" && part !== null) {
        if (SHARED_PARTS.has(key)) Reflect.set(object, key, this.#part(part));
        else this.adopt(part);
      }
    }
  }

  #text(text: string): unknown {
    return this.#known(text) ?? this.#remember(text, text);
  }

  #part(part: object): unknown {
    // No text that stands for itself begins like this.
    const key = `\0${JSON.stringify(part)}`;
    const known = this.#known(key);
    if (known !== undefined) return known;
    this.adopt(part);
    return key.length > LONGEST_KEY ? part : this.#remember(key, part);
  }

  #known(key: string): unknown {
    const young = this.#young.get(key);
    if (young !== undefined) return young;
    const old = this.#old.get(key);
    return old === undefined ? undefined : this.#remember(key, old);
  }

  #remember(key: string, part: unknown): unknown {
    if (this.#young.size >= GENERATION_ENTRIES) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, part);
    return part;
  }
}
