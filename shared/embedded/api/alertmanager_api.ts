import type { World } from "../world/world.ts";
import type { Handler } from "./kubernetes_api.ts";
export function alertmanagerApi(_w: World): Handler {
  return () => Promise.resolve(new Response("", { status: 501 }));
}
