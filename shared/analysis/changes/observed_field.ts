import { isSecretName, maskSecrets } from "../secret_masking.ts";
import type { ChangeKind } from "./change.ts";

/** One field whose changes are worth telling, as text. */
export interface ObservedField {
  /** As people name it: `image of cart`, `spec.selector.app`, `data.TIMEOUT`. */
  readonly field: string;
  readonly kind: ChangeKind;
  /** A digest where the field is a secret. */
  readonly value: string;
  readonly isSecret?: boolean;
}

/** Gives the fields that one part of an object comes to; none where the part is absent. */
export type FieldReader = (object: unknown) => readonly ObservedField[];

/** Reads one value; what is small and structured becomes JSON. */
export function valueField(
  path: string,
  kind: ChangeKind,
  options: { readonly field?: string; readonly absent?: string } = {},
): FieldReader {
  const { field = path, absent } = options;
  return (object) => {
    const value = textOf(valueAt(object, path)) ?? absent;
    return value === undefined ? [] : [observed({ field, kind, value })];
  };
}

/** Reads every entry of a map: `data.TIMEOUT`. */
export function entryFields(path: string, kind: ChangeKind, prefix = `${path}.`): FieldReader {
  return (object) =>
    Object.entries(mapAt(object, path)).flatMap(([key, entry]) => {
      const value = textOf(entry);
      return value === undefined ? [] : [observed({ field: `${prefix}${key}`, kind, value })];
    });
}

/** Reads what a list comes to when each of its items is put into words. */
export function listField(
  path: string,
  kind: ChangeKind,
  options: { readonly field?: string; readonly text?: (item: unknown) => string } = {},
): FieldReader {
  const { field = path, text = (item) => textOf(item) ?? "" } = options;
  return (object) => {
    const items = itemsAt(object, path);
    if (items.length === 0) return [];
    return [observed({ field, kind, value: items.map(text).sort().join(", ") })];
  };
}

/** Reads the fields of each item of a list of named things: `image of cart`. */
export function itemFields(path: string, readers: readonly FieldReader[]): FieldReader {
  return (object) =>
    itemsAt(object, path).flatMap((item) => {
      const name = textOf(valueAt(item, "name")) ?? "";
      return readers.flatMap((read) =>
        read(item).map((one) => ({ ...one, field: `${one.field} of ${name}` }))
      );
    });
}

/** Makes a field; the value of a secret is kept as a digest, by which a change of it still shows. */
export function observed({ field, kind, value }: ObservedField): ObservedField {
  const name = field.split(/[. ]/).at(-1) ?? field;
  if (!isSecretName(name) && !isSecretName(field)) return { field, kind, value };
  return { field, kind, value: digest(value), isSecret: true };
}

/** The value at a path of plain keys. */
export function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const key of path.split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Reflect.get(value, key);
  }
  return value;
}

/** The items of the list at a path; none where there is no list. */
export function itemsAt(object: unknown, path: string): readonly unknown[] {
  const value = valueAt(object, path);
  return Array.isArray(value) ? value : [];
}

/** Puts a value into words: text as it is, structures as JSON with their secrets masked. */
export function textOf(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  return typeof value === "object" ? JSON.stringify(maskSecrets(value)) : String(value);
}

function mapAt(object: unknown, path: string): object {
  const value = valueAt(object, path);
  return typeof value === "object" && value !== null ? value : {};
}

// FNV-1a: it only has to differ when the value does, and must not give the value back.
function digest(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return (hash >>> 0).toString(16);
}
