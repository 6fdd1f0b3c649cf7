import type { KubeObject } from "../analysis/kube_object.ts";
import type { ApiResource } from "../backends/kubernetes.ts";
import {
  isExpired,
  type KubernetesWatcher,
  type WatchEvent,
} from "../backends/kubernetes_watch.ts";
import { ToolError } from "../errors.ts";
import { KindStore, type KindStoreOptions, TooManyObjects } from "./kind_store.ts";
import { jittered, pause } from "./pause.ts";

/** One write of an object, or its deletion. */
export interface ObjectWrite {
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
  /** Of the write, also where it is a deletion. */
  readonly resourceVersion: string;
}

export interface KindWatchOptions extends KindStoreOptions {
  /** The name by which the kind is found. */
  readonly name: string;
  readonly watcher: KubernetesWatcher;
  /** Told of every write after the first list. */
  readonly onWrite: (write: ObjectWrite) => void;
  /** Told once of the first list. */
  readonly onListed?: (objects: readonly KubeObject[]) => Promise<void>;
  /** Runs lists in turn, so that first syncs do not fill the memory together. */
  readonly inTurn: <T>(work: () => Promise<T>) => Promise<T>;
  readonly signal: AbortSignal;
  readonly times?: Partial<Times>;
}

/** Seconds. */
const TIMES = {
  /** How long one watch lasts; its regular end tells that nothing was missed until then. */
  watch: 60,
  /** A state that was confirmed longer ago is stale. */
  fresh: 90,
  /** Before a watch that broke off is opened again. */
  again: 0.5,
  /** The longest wait after failures in a row. */
  longestBackoff: 30,
  /** Before a kind that may not be read, or is not there, is tried again. */
  refused: 300,
} as const satisfies Record<string, number>;

/** What is known of the state that a watch keeps. */
export interface WatchState {
  readonly isSynced: boolean;
  /** When the kind was listed for the first time. */
  readonly syncedAt?: Date;
  /** Synced, confirmed lately, and not failing. */
  readonly isFresh: boolean;
  /** Seconds since the state was last confirmed; absent before the first list. */
  readonly ageSeconds?: number;
  readonly objects: number;
  /** Why the kind is not watched. */
  readonly refusal?: ToolError;
}

type Times = { readonly [name in keyof typeof TIMES]: number };

/** Keeps the objects of one kind as the API has them: one list, then watches, and a new list when history has gone. */
export class KindWatch {
  readonly store: KindStore;
  readonly #options: KindWatchOptions;
  readonly #times: Times;
  #resource: ApiResource | undefined;
  #resourceVersion: string | undefined;
  #isSynced = false;
  #syncedAt: Date | undefined;
  #isFailing = false;
  #heardAtMs: number | undefined;
  #refusal: ToolError | undefined;
  #failures = 0;
  #openedAtMs: number | undefined;

  constructor(options: KindWatchOptions) {
    this.#options = options;
    this.#times = { ...TIMES, ...options.times };
    this.store = new KindStore(options);
  }

  /** The resource, once it is known. */
  get resource(): ApiResource | undefined {
    return this.#resource;
  }

  get state(): WatchState {
    const ageSeconds = this.#heardAtMs === undefined
      ? undefined
      : (performance.now() - this.#heardAtMs) / 1_000;
    const isFresh = this.#isSynced && !this.#isFailing && ageSeconds !== undefined &&
      ageSeconds <= this.#times.fresh;
    return {
      isSynced: this.#isSynced,
      ...(this.#syncedAt && { syncedAt: this.#syncedAt }),
      isFresh,
      ...(ageSeconds !== undefined && { ageSeconds }),
      objects: this.store.size,
      ...(this.#refusal && { refusal: this.#refusal }),
    };
  }

  /** Lists and watches until the signal aborts. */
  async run(): Promise<void> {
    const { signal } = this.#options;
    while (!signal.aborted) {
      try {
        this.#openedAtMs = undefined;
        await this.#follow();
        this.#failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        await pause(this.#delayAfter(error), signal);
      }
    }
  }

  async #follow(): Promise<void> {
    const { watcher, name, inTurn } = this.#options;
    const resource = this.#resource ??= await watcher.resolve(name);
    const resourceVersion = this.#resourceVersion ??
      await inTurn(() => this.#list(resource));
    const timeoutSeconds = jittered(this.#times.watch);
    this.#openedAtMs = performance.now();
    for await (const event of watcher.watch(resource, { resourceVersion, timeoutSeconds })) {
      this.#apply(event);
      this.#heard();
    }
    const lastedSeconds = this.#lastedSeconds();
    // The client's own clock ends it only where the server has fallen silent.
    if (lastedSeconds < timeoutSeconds + SILENT_SECONDS) this.#heard();
    // A server that ends every watch at once is asked no faster than one that breaks them.
    if (lastedSeconds < this.#times.again) {
      await pause(jittered(this.#times.again), this.#options.signal);
    }
  }

  async #list(resource: ApiResource): Promise<string> {
    const { signal, watcher } = this.#options;
    const seen = new Set<string>();
    let version = "";
    for await (const { items, resourceVersion } of watcher.pages(resource)) {
      signal.throwIfAborted();
      version = resourceVersion;
      for (const item of items) {
        seen.add(keyOf(item));
        this.#put(item);
      }
    }
    const gone = this.store.list().filter((object) => !seen.has(keyOf(object)));
    for (const { metadata } of gone) this.#remove(metadata, version);
    this.#resourceVersion = version;
    this.#heard();
    if (this.#syncedAt === undefined) {
      await this.#options.onListed?.(this.store.list());
      this.#syncedAt = new Date();
    }
    this.#isSynced = true;
    return version;
  }

  #apply({ type, object }: WatchEvent): void {
    const { resourceVersion } = object.metadata;
    if (type === "DELETED") this.#remove(object.metadata, resourceVersion ?? "");
    else if (type !== "BOOKMARK") this.#put(object);
    if (resourceVersion !== undefined) this.#resourceVersion = resourceVersion;
  }

  #put(object: KubeObject): void {
    const { namespace = "", name, resourceVersion = "" } = object.metadata;
    const known = this.store.get(namespace, name);
    if (known !== undefined && known.metadata.resourceVersion === resourceVersion) return;
    const before = this.store.put(object);
    if (!this.#isSynced) return;
    const isSame = before?.metadata.uid === object.metadata.uid;
    // A new object under an old name: the old one has gone unseen.
    if (before !== undefined && !isSame) {
      this.#options.onWrite({ before, after: undefined, resourceVersion });
    }
    this.#options.onWrite({
      before: isSame ? before : undefined,
      after: this.store.get(namespace, name),
      resourceVersion,
    });
  }

  #remove(metadata: KubeObject["metadata"], resourceVersion: string): void {
    const before = this.store.remove(metadata);
    if (before !== undefined) this.#options.onWrite({ before, after: undefined, resourceVersion });
  }

  #heard(): void {
    this.#heardAtMs = performance.now();
    this.#isFailing = false;
    this.#refusal = undefined;
  }

  #delayAfter(error: unknown): number {
    this.#isFailing = true;
    if (isExpired(error)) this.#resourceVersion = undefined;
    if (error instanceof TooManyObjects) this.#forget();
    const refusal = refusalOf(error);
    if (refusal !== undefined) {
      this.#refusal = refusal;
      return jittered(this.#times.refused);
    }
    // A watch that went well for a while is opened again soon; what fails at once, more and more seldom.
    if (this.#lastedSeconds() > this.#times.again) this.#failures = 0;
    const delay = this.#times.again * 2 ** this.#failures;
    this.#failures += 1;
    return jittered(Math.min(delay, this.#times.longestBackoff));
  }

  #lastedSeconds(): number {
    return this.#openedAtMs === undefined ? 0 : (performance.now() - this.#openedAtMs) / 1_000;
  }

  #forget(): void {
    this.store.clear();
    this.#isSynced = false;
    this.#resourceVersion = undefined;
  }
}

const SILENT_SECONDS = 4;
const REFUSED: readonly string[] = ["forbidden", "not_found"];

function refusalOf(error: unknown): ToolError | undefined {
  if (error instanceof TooManyObjects) {
    return new ToolError("limit_exceeded", "Cannot keep all objects of this kind in memory");
  }
  return error instanceof ToolError && REFUSED.includes(error.code) ? error : undefined;
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ""}/${metadata.name}`;
}
