import type { KubeObject } from "../analysis/kube_object.ts";
import { similarNames } from "../analysis/similar_names.ts";
import type { ApiResource } from "../backends/kubernetes.ts";
import type { ToolContext } from "../context.ts";
import { quoted, ToolError } from "../errors.ts";
import { correctedCall, type GivenCall } from "../render/corrected_call.ts";
import { assertNamespaceExists, others } from "./existing_namespace.ts";
import { readSource } from "./read_source.ts";

type Reader = Pick<ToolContext, "kubernetes">;

export interface NamedObject {
  readonly resource: ApiResource;
  readonly name: string;
  /** Without it a namespaced object is looked for everywhere. */
  readonly namespace?: string | undefined;
  /** The call to correct when the name is wrong. */
  readonly call: GivenCall;
  /** The argument that holds the name. @default "name" */
  readonly argument?: string;
}

/** Names read to find the ones that were meant. */
const CANDIDATES = 2_000;

/**
 * Reads the objects of a name: one, or one of each namespace where none is given.
 *
 * @throws {ToolError} `not_found` with the namespace it is in, or the nearest names
 */
export async function readNamed<T extends KubeObject>(
  context: Reader,
  wanted: NamedObject,
): Promise<readonly T[]> {
  const { resource, name, namespace } = wanted;
  if (resource.namespaced && namespace === undefined) {
    const { items } = await sameName<T>(context, wanted);
    if (items.length === 0) throw await notFound(context, wanted);
    return items;
  }
  try {
    return [await context.kubernetes.get<T>(resource, { name, ...inside(wanted) })];
  } catch (error) {
    // The backend knows that there is none; which one was meant takes two more reads.
    if (!(error instanceof ToolError) || error.code !== "not_found") throw error;
    throw await notFound(context, wanted);
  }
}

async function notFound(context: Reader, wanted: NamedObject): Promise<ToolError> {
  const { resource, name, namespace, call } = wanted;
  await assertNamespaceExists(context, call);
  const [elsewhere, here] = await Promise.all([
    readSource("elsewhere", () => sameName(context, wanted)),
    readSource(
      "here",
      () => context.kubernetes.list(resource, { limit: CANDIDATES, ...inside(wanted) }),
    ),
  ]);
  const place = namespace === undefined ? "" : ` in namespace ${quoted(namespace)}`;
  const message = `Cannot find ${resource.singular || resource.kind} ${quoted(name)}${place}`;
  return new ToolError("not_found", message, {
    hint: hintOf(wanted, {
      namespaces: elsewhere.value?.items.flatMap(({ metadata }) => metadata.namespace ?? []) ?? [],
      names: here.value?.items.map(({ metadata }) => metadata.name) ?? [],
    }),
  });
}

interface Candidates {
  readonly namespaces: readonly string[];
  readonly names: readonly string[];
}

function hintOf(wanted: NamedObject, { namespaces, names }: Candidates): string {
  const { name, call, argument = "name", resource } = wanted;
  if (namespaces[0] !== undefined) {
    return correctedCall(call, { namespace: namespaces[0] }) + others(namespaces);
  }
  const near = similarNames(name, names);
  if (near[0] !== undefined) return correctedCall(call, { [argument]: near[0] }) + others(near);
  const list = { kind: resource.resource, ...inside(wanted) };
  return names.length === 0
    ? `There are no ${resource.resource} there`
    : `No name is similar: k8s.get ${JSON.stringify(list)} lists the ${names.length} there are`;
}

function sameName<T extends KubeObject>({ kubernetes }: Reader, { resource, name }: NamedObject) {
  return kubernetes.list<T>(resource, { fieldSelector: `metadata.name=${name}`, limit: 100 });
}

function inside({ resource, namespace }: NamedObject): { readonly namespace?: string } {
  return resource.namespaced && namespace !== undefined ? { namespace } : {};
}
