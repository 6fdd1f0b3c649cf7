import { isNoSecret, isSecretName } from "./secret_names.ts";
import { legible } from "./visible.ts";

export interface TreeMasks {
  /** Masks what looks like a secret inside a text. */
  text(text: string): string;
  /** Masks a whole secret. */
  mask(secret: string): string;
}

// The name of a Secret is evidence and bears the name of one: `{secret: "db-credentials"}`.
const OBJECT_NAME = /^[a-z0-9](?:[a-z0-9./-]*[a-z0-9])?$/;
const FLAG = /^--?[a-z][\w-]*$/i;

/**
 * Masks the secrets of a JSON value: inside every string, and whole where the name beside it says so.
 *
 * That is a property's key, the `name` of a `{name, value}` pair, or the flag before an argument.
 */
export function redactTree(value: unknown, masks: TreeMasks): unknown {
  if (typeof value === "string") return masks.text(value);
  if (Array.isArray(value)) return value.map((item, at) => redactItem(item, value[at - 1], masks));
  if (!isRecord(value)) return value;
  const pair = typeof value["name"] === "string" ? value["name"] : value["key"];
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      const name = key === "value" && typeof pair === "string" ? pair : key;
      return [masks.text(key), redactNamed(name, item, masks)];
    }),
  );
}

function redactItem(item: unknown, before: unknown, masks: TreeMasks): unknown {
  const isArgument = typeof before === "string" && FLAG.test(before) && typeof item === "string" &&
    !FLAG.test(item);
  return isArgument ? redactNamed(before, item, masks) : redactTree(item, masks);
}

function redactNamed(name: string, value: unknown, masks: TreeMasks): unknown {
  if (!isSecretName(legible(name))) return redactTree(value, masks);
  if (Array.isArray(value)) return value.map((item) => redactNamed(name, item, masks));
  if (typeof value !== "string") return redactTree(value, masks);
  if (isNoSecret(value) || (name === "secret" && OBJECT_NAME.test(value))) return value;
  const known = masks.text(value);
  return isNoSecret(known) ? known : masks.mask(legible(value));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
