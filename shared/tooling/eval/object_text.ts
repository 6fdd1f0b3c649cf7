/** An object as one line in which a fact is found however it separates keys from values. */

/** Writes every leaf as `key=value`, `key: value` and `"key":"value"`, after what its status says in words. */
export function objectText(object: object): string {
  return [...statements(object), ...leaves(object)].join(" · ");
}

function* leaves(value: unknown, key = ""): Generator<string> {
  if (Array.isArray(value)) {
    if (value.length === 0) yield `${key}: []`;
    for (const item of value) yield* leaves(item, key);
  } else if (typeof value === "object" && value !== null) {
    for (const [name, part] of Object.entries(value)) yield* leaves(part, name);
  } else {
    const text = String(value).replaceAll("\n", " ");
    yield `${key}=${text} ${key}: ${text} "${key}":"${text}" "${key}":${text}`;
  }
}

interface KubernetesObject {
  readonly kind?: unknown;
  readonly metadata?: { readonly namespace?: unknown; readonly name?: unknown };
  readonly spec?: { readonly replicas?: unknown };
  readonly status?: {
    readonly readyReplicas?: unknown;
    readonly containerStatuses?: unknown;
  };
  readonly endpoints?: unknown;
}

/** What a reader of the whole object sees at once, in the words of kubectl's tables. */
function* statements(object: KubernetesObject): Generator<string> {
  const { kind, metadata, spec, status } = object;
  if (metadata?.name === undefined) return;
  yield `${kind} ${metadata.namespace ?? ""}/${metadata.name}`;
  if (typeof spec?.replicas === "number") {
    yield `${status?.readyReplicas ?? 0}/${spec.replicas} ready`;
  }
  if (Array.isArray(status?.containerStatuses)) {
    const containers = status.containerStatuses;
    yield `${containers.filter(({ ready }) => ready === true).length}/${containers.length} ready`;
  }
  if (kind === "EndpointSlice") yield `${readyEndpoints(object.endpoints)} ready endpoints`;
}

function readyEndpoints(endpoints: unknown): number | "no" {
  if (!Array.isArray(endpoints)) return "no";
  const ready = endpoints.filter(({ conditions }) => conditions?.ready !== false).length;
  return ready === 0 ? "no" : ready;
}
