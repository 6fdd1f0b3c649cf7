import { isNoSecret, isSecretName } from "./secret_names.ts";

// A name with what may stand between it and its value: `name=`, `"name": `, `\"name\":`, `--name `, `Api Key: `.
const ASSIGNMENT =
  /(?<![\w.-])((?:(?:api|access|secret|private|account|auth) )?[\w.-]+)(?:\\*["'])?(?:[ \t]{0,3}(?::=|=>|=~|==?|:)[ \t]{0,3}| +(?=[^\s=:]))/gi;
// The value's forms, each ending with the secret in its first group.
const QUOTED: readonly RegExp[] = [
  /\\+["']([^"'\\]*)/y,
  /"([^"\\]*(?:\\[^][^"\\]*)*)/y,
  /'([^']*)/y,
];
const VALUES: readonly RegExp[] = [
  ...QUOTED,
  // Not an opening bracket alone: what stands inside has names of its own.
  /(?![{[(]+(?:[\s"'\\]|$))((?:[^\s"'`&;,)}\]]|[,)}\]](?=[^\s"'`&;,)}\]]))+)/y,
];
const COOKIES = /([^"'\\\r\n]+)/y;
const SCHEME = /^(?:bearer|basic|token|digest|negotiate|apikey)(?:[ +]+|%20|$)/i;
const SPACES = / {0,4}/y;

/** Replaces the values that stand beside a secret's name, in logfmt, JSON, YAML, queries and command lines. */
export function maskAssignments(text: string, mask: (secret: string) => string): string {
  let masked = "";
  let done = 0;
  ASSIGNMENT.lastIndex = 0;
  for (let found = ASSIGNMENT.exec(text); found !== null; found = ASSIGNMENT.exec(text)) {
    if (!assigns(found, text)) continue;
    const isHeader = /cookie["'\\]*:/i.test(found[0]);
    const secret = secretAt(text, ASSIGNMENT.lastIndex, isHeader ? [...QUOTED, COOKIES] : VALUES);
    if (secret === undefined) continue;
    masked += text.slice(done, secret.start) + mask(secret.text);
    done = secret.start + secret.text.length;
    ASSIGNMENT.lastIndex = done;
  }
  return masked + text.slice(done);
}

// A bare space is an assignment only on a command line; `{secret="…"}` of a query names an object.
function assigns({ 0: match, 1: name = "", index }: RegExpExecArray, text: string): boolean {
  if (!isSecretName(name)) return false;
  if (!/[:=]/.test(match.slice(name.length))) return name.startsWith("--");
  const isMatcher = name === "secret" && /[{,]/.test(text.slice(0, index).trimEnd().slice(-1)) &&
    match.includes("=") && text.charAt(index + match.length) === '"';
  return !isMatcher;
}

interface Secret {
  readonly start: number;
  readonly text: string;
}

function secretAt(text: string, at: number, patterns = VALUES): Secret | undefined {
  for (const pattern of patterns) {
    pattern.lastIndex = at;
    const secret = pattern.exec(text)?.[1];
    if (secret === undefined) continue;
    const start = pattern.lastIndex - secret.length;
    const scheme = SCHEME.exec(secret)?.[0];
    if (scheme === undefined) return isNoSecret(secret) ? undefined : { start, text: secret };
    if (scheme.length === secret.length) {
      return secretAt(text, afterSpaces(text, start + scheme.length));
    }
    return { start: start + scheme.length, text: secret.slice(scheme.length) };
  }
}

function afterSpaces(text: string, at: number): number {
  SPACES.lastIndex = at;
  SPACES.exec(text);
  return SPACES.lastIndex;
}
