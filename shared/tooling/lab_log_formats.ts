/** The formats in which the shop logs. */

import type { Dice } from "./lab_dice.ts";

export const PATHS = [
  "/",
  "/products",
  "/products/42",
  "/basket",
  "/checkout",
  "/search",
  "/static/app.js",
];

/** The last line of the previous container of payments. */
export const OUT_OF_MEMORY_LINE = "java.lang.OutOfMemoryError: Java heap space";

export function access(dice: Dice, at: Date, status: number): string {
  const [, day, month, year, time] = at.toUTCString().split(" ");
  const path = status === 503 ? "/checkout" : dice.one(PATHS);
  return `${dice.address()} - - [${day}/${month}/${year}:${time} +0000] "GET ${path} HTTP/1.1" ${status} ` +
    `${dice.between(120, 9000)} "-" "Mozilla/5.0" ${dice.between(1, 400) / 1000}`;
}

export function json(
  at: Date,
  level: string,
  message: string,
  fields: Readonly<Record<string, unknown>>,
) {
  return JSON.stringify({ time: at.toISOString(), level, msg: message, ...fields });
}

export function klog(at: Date): string {
  const iso = at.toISOString();
  return `${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000`;
}

export function event(reason: string, type: string, name: string, message: string): string {
  return `name=${name} kind=Pod objectAPIversion=v1 reason=${reason} type=${type} ` +
    `reportingcontroller=kubelet sourcecomponent=kubelet count=1 msg="${message}"`;
}

export function outOfMemoryTrace(dice: Dice, at: Date): string {
  return [
    `${at.toISOString()} ERROR 1 --- [exec-${
      dice.between(1, 20)
    }] c.e.payments.Authorisations : cannot hold batch ${dice.hex(8)}`,
    OUT_OF_MEMORY_LINE,
    "\tat java.base/java.util.Arrays.copyOf(Arrays.java:3537)",
    "\tat com.example.payments.Ledger.append(Ledger.java:118)",
    "\tat com.example.payments.Authorisations.settle(Authorisations.java:64)",
    `\tat com.example.payments.Main.main(Main.java:21)`,
  ].join("\n");
}
