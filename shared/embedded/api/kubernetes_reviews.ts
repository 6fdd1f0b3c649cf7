import type { World } from "../world/world.ts";
import { readProtobufReview } from "./protobuf_review.ts";
import { type Attributes, isAllowed, rulesFor, type User } from "./kubernetes_access.ts";
import { badRequest, methodNotAllowed } from "./kubernetes_status.ts";

interface Review {
  apiVersion: string;
  kind: string;
  spec?: {
    user?: string;
    groups?: string[];
    namespace?: string;
    resourceAttributes?: {
      verb?: string;
      group?: string;
      resource?: string;
      subresource?: string;
      namespace?: string;
      name?: string;
    };
    nonResourceAttributes?: { verb?: string; path?: string };
  };
}

type Answer = (world: World, user: User, review: Review) => unknown;

/** The reviews of authorization.k8s.io by resource: what may the caller do, or somebody else. */
export const REVIEWS: Readonly<Record<string, Answer>> = {
  selfsubjectaccessreviews: (world, user, review) => accessStatus(world, user, review),
  subjectaccessreviews: (world, _user, review) => {
    const { user = "", groups = ["system:authenticated"] } = review.spec ?? {};
    return accessStatus(world, { name: user, groups }, review);
  },
  selfsubjectrulesreviews: (world, user, { spec }) => ({
    resourceRules: rulesFor(world, user, spec?.namespace).filter((rule) => rule.resources),
    nonResourceRules: [],
    incomplete: false,
  }),
};

/** Answers a review with its own body and a status, as the API server does. @throws {StatusError} */
export async function review(
  request: Request,
  resource: string,
  { world, user }: { readonly world: World; readonly user: User },
): Promise<Response> {
  if (request.method !== "POST") throw methodNotAllowed();
  const body = await readReview(request).catch(() => {
    throw badRequest("the body of the request was in an unknown format");
  });
  const status = REVIEWS[resource]?.(world, user, body);
  const answer = { ...body, metadata: {}, status };
  return Response.json(answer, { status: 201 });
}

async function readReview(request: Request): Promise<Review> {
  const type = request.headers.get("content-type") ?? "";
  if (!type.includes("protobuf")) return await request.json() as Review;
  return readProtobufReview(await request.bytes()) as Review;
}

function accessStatus(world: World, user: User, { spec = {} }: Review) {
  const { resourceAttributes } = spec;
  if (resourceAttributes === undefined) return { allowed: true };
  const wanted: Attributes = {
    verb: resourceAttributes.verb ?? "",
    group: resourceAttributes.group ?? "",
    resource: resourceAttributes.resource ?? "",
    subresource: resourceAttributes.subresource || undefined,
    namespace: resourceAttributes.namespace || undefined,
    name: resourceAttributes.name || undefined,
  };
  return { allowed: isAllowed(world, user, wanted) };
}
