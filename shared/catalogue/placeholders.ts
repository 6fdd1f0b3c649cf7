/** Values by the name of an argument. */
export type Values = Readonly<Record<string, string>>;

const PLACEHOLDER = /\{\{\s*([A-Za-z0-9_.-]+)\s*\}\}/g;

/** Puts values in the places of a text; a place without a value says `any`. */
export function fillText(text: string, values: Values): string {
  return text.replace(PLACEHOLDER, (_, name: string) => values[name] ?? "any");
}

/** Puts values in the places of a call's arguments; an argument with a place but no value is left out. */
export function fillArguments(
  given: Readonly<Record<string, unknown>>,
  values: Values,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => {
      if (typeof value !== "string") return [[key, value]];
      return placeholders(value).every((name) => values[name] !== undefined)
        ? [[key, fillText(value, values)]]
        : [];
    }),
  );
}

/** The names of the places in a text. */
export function placeholders(text: string): string[] {
  return [...text.matchAll(PLACEHOLDER)].map(([, name]) => name ?? "");
}
