/** What stands in a template where lines differ. */
export const WILDCARD = "<*>";

// Words with digits that name a thing rather than count one.
const NAMES_WITH_DIGITS =
  /^(?:x509|v\d+(?:(?:alpha|beta)\d+)?|sha\d+|md5|http\/?\d(?:\.\d)?|h2c?|s3|ipv[46]|utf-?8|k8s|e2e|log4j2?|tls_?v?1(?:\.\d)?|oauth2?|e2big)$/i;

const WHOLE_TOKEN: readonly (readonly [shape: RegExp, mask: string])[] = [
  [/^\d{4}-\d\d-\d\d(?:[T_]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/, "<time>"],
  [/^\d{4}\/\d\d\/\d\d$/, "<time>"],
  [/^\d\d:\d\d:\d\d(?:[.,]\d+)?$/, "<time>"],
  [/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d$/, "<time>"],
  [/^[+-]?\d+(?:,\d{3})*(?:\.\d+)?(?:[eE][+-]?\d+)?(?:%|[a-zA-Zµ]{1,3})?$/, "<n>"],
  [/^(?:\d+(?:\.\d+)?(?:h|m|s|ms|us|µs|ns))+$/, "<n>"],
  [/^0x[\da-fA-F]+$/, "<id>"],
  [/^[\da-fA-F]{8}-[\da-fA-F]{4}-[\da-fA-F]{4}-[\da-fA-F]{4}-[\da-fA-F]{12}$/, "<id>"],
  [/^[\da-fA-F]{8,}$/, "<id>"],
  [/^\d{1,3}(?:\.\d{1,3}){3}(?::\d+|\/\d+)?$/, "<ip>"],
  [/^\[?(?:[\da-fA-F]{0,4}:){3,7}[\da-fA-F]{0,4}\]?(?::\d+)?$/, "<ip>"],
];

const PART = /[^-_./:@,|~#?&=+%]+/g;
const REPEATED = /<\*>(?:[-_./:@,|~#&=+%]<\*>)+/g;
const QUERY_STRING = /\?\S*$/;
const EDGES = /^(["'`([{<]*)(.*?)(["'`)\]}>,.;:!?]*)$/s;

/** Replaces what varies in a word that holds a digit: numbers, times, identifiers, addresses, parts of names. */
export function maskToken(token: string): string {
  const [, before = "", core = "", after = ""] = EDGES.exec(token) ?? [];
  return before + maskCore(core) + after;
}

function maskCore(core: string): string {
  if (!hasDigit(core) || NAMES_WITH_DIGITS.test(core)) return core;
  for (const [shape, mask] of WHOLE_TOKEN) {
    if (shape.test(core)) return mask;
  }
  return core
    .replace(QUERY_STRING, `?${WILDCARD}`)
    .replace(PART, (part) => hasDigit(part) && !NAMES_WITH_DIGITS.test(part) ? WILDCARD : part)
    .replace(REPEATED, WILDCARD);
}

/** Tells whether a text holds an ASCII digit. */
export function hasDigit(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) return true;
  }
  return false;
}
