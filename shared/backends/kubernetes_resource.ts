import { quoted, ToolError } from "../errors.ts";
import type { ApiResource } from "./kubernetes.ts";
import { pathSegment } from "./path_segment.ts";
import type { UpstreamFailure } from "./upstream_failure.ts";
import type { UpstreamRequest } from "./upstream_request.ts";

/** Which objects a request is about; without `namespace` and `name` all of the cluster. */
export interface Target {
  readonly resource: ApiResource;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
  /** What reading it is for, where the resource does not say it: `read the log of pod "cart-0"`. */
  readonly purpose?: string;
}

/**
 * Refuses what is never read, whatever rights the credentials have.
 *
 * @throws {ToolError} `forbidden`
 */
export function refuseHidden({ group, resource }: Pick<ApiResource, "group" | "resource">): void {
  if (group === "" && resource === "secrets") {
    throw new ToolError("forbidden", "Cannot read Secrets: they are never read from the API", {
      hint: 'k8s.get {"kind":"secrets"} answers names, types and ages from kube-state-metrics',
    });
  }
  if (resource.includes("/")) {
    throw new ToolError("forbidden", `Cannot read the sub-resource ${quoted(resource)}`, {
      hint: `Read the object itself: k8s.get {"kind":"${resource.split("/")[0]}"}`,
    });
  }
}

/** Builds the request for a list or an object. @throws {ToolError} `invalid_input` for impossible names */
export function requestOf(target: Target): UpstreamRequest {
  return {
    purpose: purposeOf(target),
    path: pathOf(target),
    explain: (failure) => explainRefusal(failure, target),
  };
}

/** The name that resolves to exactly this resource: `pods`, `certificates.cert-manager.io`. */
export function qualifiedName({ group, resource }: ApiResource): string {
  return group.includes(".") && !group.endsWith(".k8s.io") ? `${resource}.${group}` : resource;
}

/** The path of a list or an object. @throws {ToolError} `invalid_input` for impossible names */
export function pathOf({ resource, namespace, name }: Target): string {
  const { group, version, namespaced } = resource;
  const parts = group === "" ? ["api", version] : ["apis", group, version];
  if (namespaced && namespace !== undefined) parts.push("namespaces", namespace);
  parts.push(resource.resource);
  if (name !== undefined) parts.push(name);
  return `/${parts.map(pathSegment).join("/")}`;
}

/** What a request is for, to follow "Cannot". */
export function purposeOf({ resource, namespace, name, purpose }: Target): string {
  const what = purpose ??
    (name === undefined
      ? `list ${resource.resource}`
      : `read ${resource.singular} ${quoted(name)}`);
  if (!resource.namespaced) return what;
  return `${what} in ${
    namespace === undefined ? "all namespaces" : `namespace ${quoted(namespace)}`
  }`;
}

/** Says what a refusal of the API server means for these objects; a missing right is named. */
export function explainRefusal(failure: UpstreamFailure, target: Target): ToolError | undefined {
  const words = WORDS[failure.status ?? 0];
  if (failure.kind !== "refused" || words === undefined) return undefined;
  const { code, message, hint } = words(target);
  return new ToolError(code, message, { hint, cause: failure });
}

interface Words {
  readonly code: "forbidden" | "not_found" | "invalid_input";
  readonly message: string;
  readonly hint: string;
}

const WORDS: Readonly<Record<number, (target: Target) => Words>> = {
  400: (target) => ({
    code: "invalid_input",
    message: `Cannot ${purposeOf(target)} with these selectors`,
    hint: 'Write them like labels "app=cart,tier!=db" and fields "metadata.name=cart-0"; ' +
      "few kinds know other fields",
  }),
  403: (target) => ({
    code: "forbidden",
    message: `Cannot ${purposeOf(target)}`,
    hint: `The ServiceAccount lacks the rule ${missingRule(target)}, ` +
      "which the operator can add to extraRules",
  }),
  404: (target) => ({
    code: "not_found",
    message: `Cannot ${purposeOf(target)}: there is none`,
    hint: `Look at what there is: k8s.get ${
      JSON.stringify({ kind: qualifiedName(target.resource), namespace: target.namespace })
    }`,
  }),
  405: (target) => ({
    code: "invalid_input",
    message: `Cannot ${purposeOf(target)}: the API cannot give this kind`,
    hint: 'Choose a kind that can be listed, for example k8s.get {"kind":"pods"}',
  }),
};

function missingRule({ resource, name }: Target): string {
  return JSON.stringify({
    apiGroups: [resource.group],
    resources: [resource.resource],
    verbs: [name === undefined ? "list" : "get"],
  });
}
