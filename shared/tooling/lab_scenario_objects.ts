/**
 * The objects of a scenario in the real API server, under their own names and with their own status.
 *
 * No controller, scheduler or kubelet may run: each would set right what a scenario has wrong. What the API
 * server gives itself is new: uids, creation times, versions.
 */

import type { WorldObject } from "../embedded/world/kube_objects.ts";
import type { ObjectStore } from "../embedded/world/object_store.ts";
import { groupVersion, type Resource, resourceKey } from "../embedded/world/resources.ts";
import { type ApiBody, ApiServer } from "./lab_api_server.ts";
import { kubectl } from "./lab_kubectl.ts";
import { impliedDefinitions } from "./lab_scenario_kinds.ts";

interface Placed {
  readonly object: WorldObject;
  readonly resource: Resource;
}

/** In this order, each before the next; `undefined` stands for all that are not named. */
const STAGES: readonly (readonly string[] | undefined)[] = [
  ["namespaces", "apiextensions.k8s.io/customresourcedefinitions"],
  ["serviceaccounts", "scheduling.k8s.io/priorityclasses", "storage.k8s.io/storageclasses"],
  undefined,
  // These refuse others, or change them.
  [
    "resourcequotas",
    "limitranges",
    "admissionregistration.k8s.io/validatingwebhookconfigurations",
    "admissionregistration.k8s.io/mutatingwebhookconfigurations",
    "admissionregistration.k8s.io/validatingadmissionpolicies",
    "admissionregistration.k8s.io/validatingadmissionpolicybindings",
  ],
];
const NAMED = new Set(STAGES.flatMap((keys) => keys ?? []));

/** There is no server behind it. */
const LEFT_OUT = new Set(["apiregistration.k8s.io/apiservices"]);
const AT_ONCE = 16;

/**
 * Creates everything that exists at the scenario's present, and returns how much that is.
 *
 * @throws {Error} with everything that the API server refuses
 */
export async function createObjects(store: ObjectStore): Promise<number> {
  using server = await ApiServer.connect();
  const loader = new ObjectLoader(server);
  const definitions = impliedDefinitions(store);
  await loader.load(definitions);
  if (definitions.length > 0) await untilEstablished();
  const stages = STAGES.map((keys) => placedOf(store, keys));
  for (const placed of stages) {
    await loader.load(placed);
    if (placed.some(isDefinition)) await untilEstablished();
  }
  if (loader.refusals.length > 0) throw new Error(loader.refusals.join("\n"));
  return stages.flat().length;
}

/** The collections that a scenario fills, each with its path over all namespaces. */
export function filledCollections(store: ObjectStore) {
  return store.resources.filter((resource) => !LEFT_OUT.has(resourceKey(resource)))
    .map((resource) => ({
      resource,
      path: `${rootOf(resource)}/${resource.resource}`,
      objects: store.list(resourceKey(resource)),
    }))
    .filter(({ objects }) => objects.length > 0);
}

function placedOf(store: ObjectStore, keys: readonly string[] | undefined): readonly Placed[] {
  return store.resources.flatMap((resource) => {
    const key = resourceKey(resource);
    const own = keys === undefined ? !NAMED.has(key) && !LEFT_OUT.has(key) : keys.includes(key);
    return own ? store.list(key).map((object): Placed => ({ object, resource })) : [];
  });
}

function isDefinition({ resource }: Placed): boolean {
  return resource.kind === "CustomResourceDefinition";
}

async function untilEstablished(): Promise<void> {
  await kubectl(["wait", "crd", "--all", "--for=condition=established", "--timeout=30s"]);
}

class ObjectLoader {
  /** What the API server refuses, in its words. */
  readonly refusals: string[] = [];
  readonly #server: ApiServer;
  /** What the API server calls the objects of the scenario. */
  readonly #uids = new Map<string, string>();

  constructor(server: ApiServer) {
    this.#server = server;
  }

  /** Creates all, then fills in what refers to others: owners, uids, status, managers. */
  async load(placed: readonly Placed[]): Promise<void> {
    const created = new Map<Placed, ApiBody>();
    await sideBySide(placed, async (one) => {
      const body = await this.#create(one);
      if (body === undefined) return;
      this.#uids.set(one.object.metadata.uid ?? "", String(body.metadata?.uid));
      created.set(one, body);
    });
    await sideBySide([...created], ([one, body]) => this.#complete(one, body));
  }

  async #create({ object, resource }: Placed): Promise<ApiBody | undefined> {
    const collection = pathOf(object, resource);
    // A field that the API server does not know would be dropped in silence.
    const answer = await this.#server.request("POST", `${collection}?fieldValidation=Strict`, {
      body: bare(object),
    });
    if (answer.status === 201) return answer.body;
    // The API server makes some itself: the namespace default, the Service kubernetes.
    const existing = `${collection}/${object.metadata.name}`;
    if (answer.status === 409) return (await this.#server.request("GET", existing)).body;
    this.#refuse(object, answer.body);
  }

  async #complete({ object, resource }: Placed, created: ApiBody): Promise<void> {
    const path = `${pathOf(object, resource)}/${object.metadata.name}`;
    let current = created;
    if (object.status !== undefined && resource.kind !== "CustomResourceDefinition") {
      const status = { ...Object(object.status), ...settledStatus(resource, created) };
      const answer = await this.#server.request("PUT", `${path}/status?fieldValidation=Strict`, {
        body: this.#withUids({ ...current, status }),
      });
      if (answer.status === 200) current = answer.body;
      else if (answer.status !== 404) this.#refuse(object, answer.body); // a kind without status
    }
    const { ownerReferences, managedFields, deletionTimestamp } = object.metadata;
    const metadata = { ...current.metadata, ownerReferences, managedFields };
    // Admission adds to pods what may not be taken away again, and to nodes a taint that must go.
    const spec = resource.kind === "Node" ? { spec: object.spec } : {};
    const body = this.#withUids({ ...current, ...spec, metadata });
    const answer = await this.#server.request("PUT", path, { body });
    if (answer.status !== 200) this.#refuse(object, answer.body);
    if (deletionTimestamp !== undefined) await this.#server.request("DELETE", path);
  }

  #refuse({ kind, metadata }: WorldObject, { message }: ApiBody): void {
    const name = [metadata.namespace, metadata.name].filter(Boolean).join("/");
    this.refusals.push(`The API server refuses ${kind} ${name}: ${message}`);
  }

  #withUids(body: unknown): unknown {
    return JSON.parse(
      JSON.stringify(body),
      (key, value) => key === "uid" ? this.#uids.get(value) ?? value : value,
    );
  }
}

/** What can be sent before others exist; the API server refuses some of the rest, and fills in some. */
function bare(object: WorldObject): unknown {
  const { name, namespace, labels, annotations, generateName, finalizers } = object.metadata;
  const metadata = { name, namespace, labels, annotations, generateName, finalizers };
  if (object.kind !== "Job") return { ...object, metadata };
  const { selector: _, ...spec } = Object(object.spec); // made by the API server
  return { ...object, spec, metadata };
}

/** A pod's class is its own business: it follows from its requests. */
function settledStatus({ kind }: Resource, { status }: ApiBody): object {
  return kind === "Pod" ? { qosClass: Object(status).qosClass } : {};
}

function pathOf({ metadata }: WorldObject, resource: Resource): string {
  const inside = resource.namespaced ? `/namespaces/${metadata.namespace ?? "default"}` : "";
  return `${rootOf(resource)}${inside}/${resource.resource}`;
}

function rootOf(resource: Resource): string {
  return `${resource.group === "" ? "/api" : "/apis"}/${groupVersion(resource)}`;
}

async function sideBySide<Item>(
  items: readonly Item[],
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
