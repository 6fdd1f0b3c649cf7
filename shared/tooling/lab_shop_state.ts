/** When the shop was loaded and with which pods: what its traffic goes on from. */

import { RUN } from "./lab_layout.ts";
import type { ShopPod } from "./lab_shop_pods.ts";

const PATH = `${RUN}/shop.json`;

export interface ShopState {
  /** Zero of every curve, in seconds since 1970. */
  readonly loadedAtSeconds: number;
  readonly pods: readonly ShopPod[];
}

export async function rememberShop(state: ShopState): Promise<void> {
  await Deno.writeTextFile(`${PATH}.new`, JSON.stringify(state));
  await Deno.rename(`${PATH}.new`, PATH);
}

/** The state, or nothing when the shop is not loaded. */
export async function readShop(): Promise<ShopState | undefined> {
  const text = await Deno.readTextFile(PATH).catch(() => undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

export async function forgetShop(): Promise<void> {
  await Deno.remove(PATH).catch(() => {});
}
