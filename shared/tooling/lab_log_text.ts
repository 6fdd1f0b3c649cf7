/** Placeholders in the texts of log lines. */

import type { Dice } from "./lab_dice.ts";

/**
 * Fills a text: `{3-180}` becomes a number of that range, `{hex:16}` as many hex digits, `{ip}` an
 * address of the pod network, `{a|b}` one of the choices, and `{time}`, `{access-time}`,
 * `{klog-time}`, `{sql-time}` the time as web services, access logs, Kubernetes' programs and
 * databases write it.
 */
export function fillText(text: string, dice: Dice, at: Date): string {
  return text.replaceAll(/\{([^{}"]+)\}/g, (_, placeholder: string) => {
    const format = TIME_FORMATS[placeholder];
    if (format) return format(at);
    if (placeholder === "ip") return `10.244.${dice.between(0, 19)}.${dice.between(2, 250)}`;
    const [, least, most] = /^(\d+)-(\d+)$/.exec(placeholder) ?? [];
    if (least && most) return String(dice.between(Number(least), Number(most)));
    const [, digits] = /^hex:(\d+)$/.exec(placeholder) ?? [];
    return digits ? dice.hex(Number(digits)) : dice.one(placeholder.split("|"));
  });
}

const TIME_FORMATS: Readonly<Record<string, (at: Date) => string>> = {
  "time": (at) => at.toISOString(),
  "access-time": (at) => {
    const [, day, month, year, time] = at.toUTCString().split(" ");
    return `${day}/${month}/${year}:${time} +0000`;
  },
  "klog-time": (at) => {
    const iso = at.toISOString();
    return `${iso.slice(5, 7)}${iso.slice(8, 10)} ${iso.slice(11, 23)}000`;
  },
  "sql-time": (at) => `${at.toISOString().slice(0, 23).replace("T", " ")} UTC`,
};
