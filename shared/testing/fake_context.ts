import type { ChangeLogReader } from "../analysis/changes/change_log.ts";
import type {
  ApiResource,
  KubernetesReader,
  ListOptions,
  ListResult,
} from "../backends/kubernetes.ts";
import type { Clients, Principal, Progress, ToolContext } from "../context.ts";
import { SCOPES } from "../tool.ts";

/** The moment at which every fake context stands unless told otherwise. */
export const NOW = new Date("2026-11-01T10:30:00Z");

/** A principal of the whole cluster with every scope. */
export const TESTER: Principal = { tenant: "default", user: "tester", scopes: SCOPES };

/** The methods of the Kubernetes reader that a test answers; objects need no more fields than it reads. */
export interface FakeKubernetes extends Partial<Omit<KubernetesReader, "list" | "get">> {
  list?(resource: ApiResource | string, options?: ListOptions): Promise<ListResult<object>>;
  get?(
    resource: ApiResource | string,
    object: { readonly name: string; readonly namespace?: string },
  ): Promise<object>;
}

/** What a test says about a context; the rest is the default, or refuses to be called. */
export interface ContextParts extends Partial<Omit<ToolContext, keyof Clients>> {
  readonly kubernetes?: FakeKubernetes;
  readonly prometheus?: Partial<Clients["prometheus"]>;
  readonly loki?: Partial<Clients["loki"]>;
  readonly alertmanager?: Partial<Clients["alertmanager"]>;
  readonly nodeFacts?: Partial<Clients["nodeFacts"]>;
  readonly changeLog?: ChangeLogReader;
}

export interface FakeContext extends ToolContext {
  /** What the handler reported, in order. */
  readonly reported: readonly Progress[];
}

/**
 * Makes a context for a handler test; it needs no permission.
 *
 * A reader's method that the test did not mention rejects with `Unexpected call of loki.range()`.
 */
export function fakeContext(parts: ContextParts = {}): FakeContext {
  const { kubernetes, prometheus, loki, alertmanager, nodeFacts, ...rest } = parts;
  const reported: Progress[] = [];
  const context: FakeContext = {
    principal: TESTER,
    signal: new AbortController().signal,
    now: () => NOW,
    within: () => context,
    report: (progress) => void reported.push(progress),
    health: () => Promise.resolve([]),
    ...rest,
    kubernetes: fakeReader<Clients["kubernetes"]>("kubernetes", kubernetes),
    prometheus: fakeReader<Clients["prometheus"]>("prometheus", prometheus),
    loki: fakeReader<Clients["loki"]>("loki", loki),
    alertmanager: fakeReader<Clients["alertmanager"]>("alertmanager", alertmanager),
    nodeFacts: fakeReader<Clients["nodeFacts"]>("nodeFacts", nodeFacts),
    reported,
  };
  return context;
}

/** Makes a reader of the methods a test gives; the others refuse to be called. */
export function fakeReader<T extends object>(name: string, methods: object = {}): T {
  return new Proxy(methods, {
    get: (target, method) => Reflect.get(target, method) ?? unexpected(name, method),
  }) as T;
}

function unexpected(reader: string, method: string | symbol): unknown {
  // A promise or an inspection asks for these; they are no calls.
  if (typeof method === "symbol" || method === "then" || method === "toJSON") return undefined;
  const reject = () => Promise.reject(new Error(`Unexpected call of ${reader}.${method}()`));
  // What follows something gives an iterable rather than a promise.
  if (method.startsWith("follow")) {
    return () => ({ [Symbol.asyncIterator]: () => ({ next: reject }) });
  }
  return reject;
}
