import type { Resource } from "../world/resources.ts";

type Named = Pick<Resource, "group" | "resource">;

/** An answer of the API server that is a `Status`, in the words kubectl and clients know. */
export class StatusError extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: Readonly<Record<string, unknown>> | undefined;

  constructor(
    code: number,
    reason: string,
    { message, details }: {
      readonly message: string;
      readonly details?: Readonly<Record<string, unknown>>;
    },
  ) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  /** The object on the wire. */
  toJSON() {
    return {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: this.message,
      reason: this.reason,
      details: this.details,
      code: this.code,
    };
  }

  toResponse(): Response {
    return Response.json(this, { status: this.code });
  }
}

/** `pods`, or `deployments.apps`: how messages call a resource. */
function qualified({ group, resource }: Named): string {
  return group === "" ? resource : `${resource}.${group}`;
}

function detailsOf({ group, resource }: Named, name?: string) {
  return {
    ...(name === undefined ? {} : { name }),
    ...(group === "" ? {} : { group }),
    kind: resource,
  };
}

export function notFound(resource: Named, name: string): StatusError {
  return new StatusError(404, "NotFound", {
    message: `${qualified(resource)} "${name}" not found`,
    details: detailsOf(resource, name),
  });
}

/** Nothing is served under the name of a resource. */
export function noSuchResource(): StatusError {
  return new StatusError(404, "NotFound", {
    message: "the server could not find the requested resource",
    details: {},
  });
}

export function forbidden(
  user: string,
  request: Named & {
    readonly verb: string;
    readonly namespace?: string | undefined;
    readonly name?: string | undefined;
    readonly subresource?: string | undefined;
  },
): StatusError {
  const { verb, group, resource, namespace, name, subresource } = request;
  const what = subresource === undefined ? resource : `${resource}/${subresource}`;
  const where = namespace === undefined
    ? "at the cluster scope"
    : `in the namespace "${namespace}"`;
  const subject = name === undefined ? qualified(request) : `${qualified(request)} "${name}"`;
  return new StatusError(403, "Forbidden", {
    message:
      `${subject} is forbidden: User "${user}" cannot ${verb} resource "${what}" in API group "${group}" ${where}`,
    details: detailsOf(request, name),
  });
}

export function badRequest(message: string): StatusError {
  return new StatusError(400, "BadRequest", { message });
}

export function unauthorized(): StatusError {
  return new StatusError(401, "Unauthorized", { message: "Unauthorized" });
}

export function methodNotAllowed(): StatusError {
  return new StatusError(405, "MethodNotAllowed", {
    message: "the server does not allow this method on the requested resource",
    details: {},
  });
}

export function unavailable(): StatusError {
  return new StatusError(503, "ServiceUnavailable", {
    message: "the server is currently unable to handle the request",
  });
}

/** A watch from a version that is no longer kept. */
export function tooOldVersion(asked: number, oldest: number): StatusError {
  return new StatusError(410, "Expired", {
    message: `too old resource version: ${asked} (${oldest})`,
  });
}
