import { NODE_FACTS_VERSION } from "../../catalogue/node_facts.ts";
import type { World } from "../world/world.ts";
import type { Handler } from "./kubernetes_api.ts";

/** The collected node facts: `GET /v1/facts` for all nodes, `GET /v1/facts/{node}` for one. */
export function nodeFactsApi(world: World): Handler {
  return (request) => Promise.resolve(answer(world, new URL(request.url).pathname));
}

function answer({ hosts }: World, path: string): Response {
  if (path === "/healthz") return new Response("ok\n");
  if (path === "/v1/facts") {
    return Response.json({ version: NODE_FACTS_VERSION, items: [...hosts.values()] });
  }
  const node = /^\/v1\/facts\/([^/]+)$/.exec(path)?.[1];
  const facts = node === undefined ? undefined : hosts.get(decodeURIComponent(node));
  return facts === undefined
    ? Response.json({ error: "not found" }, { status: 404 })
    : Response.json(facts);
}
