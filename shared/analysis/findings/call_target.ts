import type { Entity } from "../entity.ts";
import type { Signal } from "../signals/signal.ts";

/** Tells whether a figure of a caller counts its calls to a service: its target is `cart`, `cart.shop` or `cart:8080`. */
export function countsCallsTo({ labels }: Signal, { name }: Entity): boolean {
  return (labels["target"] ?? "").split(/[.:]/)[0] === name;
}
