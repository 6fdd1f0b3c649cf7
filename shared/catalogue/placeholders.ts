/** Values by the name of an argument. */
export type Values = Readonly<Record<string, string>>;

const PLACEHOLDER = /\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}/g;

/** Puts values in the places of a text; a place without a value says `any`. */
export function fillText(text: string, values: Values): string {
  return text.replace(PLACEHOLDER, (_, name: string) => values[name] ?? "any");
}

/** Puts values in the places of a call's arguments, in lists too; one with a place but no value is left out. */
export function fillArguments(
  given: Readonly<Record<string, unknown>>,
  values: Values,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => places(value).every((name) => values[name] !== undefined))
      .map(([key, value]) => [key, filled(value, values)]),
  );
}

function places(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(places);
  return typeof value === "string" ? placeholders(value) : [];
}

function filled(value: unknown, values: Values): unknown {
  if (Array.isArray(value)) return value.map((item) => filled(item, values));
  return typeof value === "string" ? fillText(value, values) : value;
}

/** The names of the places in a text. */
export function placeholders(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? "");
}
