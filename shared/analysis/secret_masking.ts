/** What stands where a secret stood. */
export const MASK = "<masked>";

const SECRET_NAME =
  /pass(?:word|wd|phrase)|(?:^|[_.-])(?:pass|pwd|pw|auth|dsn|salt)(?:$|[_.-])|secret|token|credential|api[_.-]?key|access[_.-]?key|private[_.-]?key|encryption[_.-]?key|signing[_.-]?key|connection[_.-]?string/i;
// Names that point at a secret without being one: they are evidence.
const REFERENCE = /(?:name|ref|refs|path|file|namespace|type|mode|url|key|issuer|provider|class)$/i;
const KEY_VALUE = /(?:api|access|private|encryption|signing)[_.-]?key$/i;

/** Tells whether a name, of a variable or a field, says that its value is a secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name) && (!REFERENCE.test(name) || KEY_VALUE.test(name));
}

const SECRET_FLAG = /^(--?[\w.-]+)=(.+)$/;

/**
 * Copies a value with its secrets masked: text under a secret-looking key, the `value` beside a secret-looking
 * `name` (environment variables), and arguments such as `--db-password=x`.
 */
export function maskSecrets(value: unknown): unknown {
  if (typeof value === "string") return maskFlag(value);
  if (Array.isArray(value)) return maskList(value);
  if (typeof value !== "object" || value === null) return value;
  const name: unknown = Reflect.get(value, "name");
  const named = typeof name === "string" && isSecretName(name);
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => {
      const secret = key === "value" ? named : isSecretName(key);
      return [key, secret && typeof part === "string" && part !== "" ? MASK : maskSecrets(part)];
    }),
  );
}

// An argument may follow its flag: --token abc.
function maskList(values: readonly unknown[]): unknown[] {
  return values.map((value, at) => {
    const before = values[at - 1];
    const follows = typeof before === "string" && /^--?[\w.-]+$/.test(before) &&
      isSecretName(before.replace(/^-+/, ""));
    return follows && typeof value === "string" && !value.startsWith("-")
      ? MASK
      : maskSecrets(value);
  });
}

function maskFlag(text: string): string {
  const [, flag = "", value] = SECRET_FLAG.exec(text) ?? [];
  return value !== undefined && isSecretName(flag) ? `${flag}=${MASK}` : text;
}
