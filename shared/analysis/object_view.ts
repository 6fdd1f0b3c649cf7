import type { KubeObject } from "./kube_object.ts";
import { maskSecrets } from "./secret_masking.ts";

type Fields = Readonly<Record<string, unknown>>;

// What nobody reads, at any detail: bookkeeping of the API server and a second copy of the object.
const NEVER_METADATA = new Set(["managedFields", "selfLink"]);
const NEVER_ANNOTATIONS = new Set(["kubectl.kubernetes.io/last-applied-configuration"]);

/** Copies an object without managedFields and last-applied configuration, and with its secrets masked. */
export function fullView(object: KubeObject): Fields {
  const { metadata, status, ...rest }: KubeObject & { readonly status?: unknown } = object;
  const { annotations = {}, ...meta } = metadata;
  const kept = without(annotations, NEVER_ANNOTATIONS);
  // What became of it comes first, because an answer is cut from its end.
  const view = {
    ...(status !== undefined && { status }),
    ...rest,
    metadata: {
      ...without(meta, NEVER_METADATA),
      ...(Object.keys(kept).length > 0 && { annotations: kept }),
    },
  };
  return maskSecrets(view) as Fields;
}

// Identity that no question is about: names are shown, ids cost twenty tokens each.
const NOISY_METADATA = new Set([
  "uid",
  "resourceVersion",
  "generateName",
  "creationTimestamp",
  "name",
  "namespace",
]);

/** Values that mean "nobody chose anything": key and the value the API server fills in. */
const DEFAULTS: ReadonlyMap<string, readonly unknown[]> = new Map<string, readonly unknown[]>([
  ["dnsPolicy", ["ClusterFirst"]],
  ["schedulerName", ["default-scheduler"]],
  ["terminationMessagePath", ["/dev/termination-log"]],
  ["terminationMessagePolicy", ["File"]],
  ["terminationGracePeriodSeconds", [30]],
  ["imagePullPolicy", ["IfNotPresent"]],
  ["enableServiceLinks", [true]],
  ["preemptionPolicy", ["PreemptLowerPriority"]],
  ["priority", [0]],
  ["restartPolicy", ["Always"]],
  ["serviceAccount", []],
  ["sessionAffinity", ["None"]],
  ["internalTrafficPolicy", ["Cluster"]],
  ["ipFamilyPolicy", ["SingleStack"]],
  ["ipFamilies", []],
  ["clusterIPs", []],
  ["podIPs", []],
  ["hostIPs", []],
  ["defaultMode", [420]],
  ["revisionHistoryLimit", [10]],
  ["progressDeadlineSeconds", [600]],
  ["containerID", []],
  ["imageID", []],
  ["successThreshold", [1]],
]);
const EVERYWHERE = new Set(["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]);
const DATA_FIELDS = new Set(["data", "binaryData"]);

/**
 * Copies what an object's author chose and what became of it: without ids, defaults, the service account volume
 * that every pod gets, and the conditions, which are shown apart. Data of ConfigMaps is given by size.
 */
export function trimmedView(object: KubeObject): Fields {
  const { metadata, status, ...rest } = fullView(object);
  const meta = without(metadata as Fields, NOISY_METADATA);
  const { conditions: _, ...state } = isFields(status) ? status : {};
  return trimmed({
    status: state,
    ...without(rest, new Set(["apiVersion", "kind"])),
    metadata: meta,
  }) as Fields;
}

function trimmed(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isGivenToAll(item)).map(trimmed);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, part]) => {
      const defaults = DEFAULTS.get(key);
      if (defaults !== undefined && (defaults.length === 0 || defaults.includes(part))) return [];
      const kept = DATA_FIELDS.has(key) && isFields(part) ? sizesOf(part) : trimmed(part);
      return isEmpty(kept) ? [] : [[key, kept]];
    }),
  );
}

function sizesOf(data: Fields): Fields {
  return Object.fromEntries(
    Object.entries(data).map(([key, text]) => [
      key,
      typeof text === "string" ? `(${text.length} characters)` : trimmed(text),
    ]),
  );
}

// Volumes and tolerations that admission adds to every pod.
function isGivenToAll(item: unknown): boolean {
  if (!isFields(item)) return false;
  const name = item["name"];
  if (typeof name === "string" && name.startsWith("kube-api-access-")) return true;
  const key = item["key"];
  return typeof key === "string" && EVERYWHERE.has(key) && item["tolerationSeconds"] === 300;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function without(fields: object, keys: ReadonlySet<string>): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => !keys.has(key)));
}
