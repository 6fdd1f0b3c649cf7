const INLINE_CHARACTERS = 100;

/** Prints a value as indented lines in the manner of YAML; small lists and maps stay on one line. */
export function outline(value: unknown, indent = ""): string[] {
  if (!isBranch(value)) return [indent + scalar(value)];
  if (Array.isArray(value)) return value.flatMap((item) => listItem(item, indent));
  return Object.entries(value).flatMap(([key, part]) => entry(key, part, indent));
}

function entry(key: string, part: unknown, indent: string): string[] {
  const inline = inlined(part);
  if (inline !== undefined) return [`${indent}${key}: ${inline}`];
  if (typeof part === "string") return [`${indent}${key}: |`, ...block(part, `${indent}  `)];
  return [`${indent}${key}:`, ...outline(part, Array.isArray(part) ? indent : `${indent}  `)];
}

function listItem(item: unknown, indent: string): string[] {
  const inline = inlined(item);
  if (inline !== undefined) return [`${indent}- ${inline}`];
  const [first = "", ...rest] = outline(item, `${indent}  `);
  return [`${indent}- ${first.trimStart()}`, ...rest];
}

function block(text: string, indent: string): string[] {
  return text.trimEnd().split("\n").map((line) => indent + line);
}

/** Prints on one line what is short and flat enough; `undefined` for what needs several. */
function inlined(value: unknown): string | undefined {
  if (typeof value === "string") return value.trimEnd().includes("\n") ? undefined : scalar(value);
  if (!isBranch(value)) return scalar(value);
  const parts = Object.values(value);
  if (parts.some(isBranch) || parts.some((part) => /\n/.test(String(part)))) return undefined;
  const text = Array.isArray(value)
    ? `[${value.map(scalar).join(", ")}]`
    : `{${Object.entries(value).map(([key, part]) => `${key}: ${scalar(part)}`).join(", ")}}`;
  return text.length <= INLINE_CHARACTERS ? text : undefined;
}

function scalar(value: unknown): string {
  return typeof value === "string" ? (value === "" ? '""' : value.trimEnd()) : String(value);
}

function isBranch(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
