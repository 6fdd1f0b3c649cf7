// What a secret is called, whatever stands before it: DB_PASSWORD, pgpassword, clientSecret.
const ANYWHERE = [
  "password",
  "passwd",
  "passphrase",
  "passcode",
  "secret",
  "token",
  "api_?key",
  "access_?key",
  "secret_?key",
  "private_?key",
  "account_?key",
  "signing_?key",
  "encryption_?key",
  "master_?key",
  "shared_access_?key",
  "credentials?",
  "authorization",
  "cookie",
  "connection_?string",
];
// Short words that mean a secret only as a word of their own: MYSQL_PWD, but not compass.
const WHOLE_WORDS = ["pass", "pwd", "pw", "dsn", "jwt", "tls_key", "ssl_key", "sig"];
const ENDINGS = "(?:_?(?:value|plain|raw|hash|base64|b64|old|new|[0-9]+))?";
const SECRET_NAME = new RegExp(
  `(?:${ANYWHERE.join("|")}|(?:^|_)(?:${WHOLE_WORDS.join("|")}))${ENDINGS}$`,
);
const NAME_CHARACTERS = 100;

/** A piece that the name of every secret contains; most texts contain none and need no closer look. */
export const SECRET_NAME_HINT =
  "pass|pwd|pw|secret|token|key|credential|authorization|cookie|connection|dsn|jwt|sig";
const HINT = new RegExp(SECRET_NAME_HINT, "i");

/** Tells whether what bears this name is a secret: `DB_PASSWORD`, `apiKey`; not `secretName`, `max_tokens`. */
export function isSecretName(name: string): boolean {
  if (!HINT.test(name)) return false;
  const words = name.slice(-NAME_CHARACTERS).replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[-. ]/g, "_").toLowerCase();
  return SECRET_NAME.test(words);
}

// What people and programs write about a secret instead of it: "token: expired", "password: ${DB_PASSWORD}".
const WORDS_ABOUT = new Set(
  ("a an and any are auth authentication bad cannot could denied does empty error expired failed false for " +
    "forbidden from has in incorrect invalid is malformed mismatch missing must no none not null of on or " +
    "present rejected required revoked set should the timeout to true unable unauthorized undefined unexpected " +
    "unknown unset unsupported valid was with wrong yes")
    .split(" "),
);
const PLACEHOLDER = /^(?:\$[({]|<|\{\{|%|\[?\*{2,}|x{3,}$|\[?redacted)/i;
// At the end of an address that names its resource: "GET https://registry.example/token: 401 Unauthorized".
const FAILED_STATUS = /^[45]\d\d$/;
const PSEUDONYM = /^‹[a-z-]+-[0-9a-f]+›$/;
const FILE_PATH = /^\/(?:app|data|etc|home|mnt|opt|root|run|secrets|srv|tmp|usr|var)\/[\w./-]*$/;

/** Tells whether a value under a secret's name cannot be the secret: a remark, a reference, a path. */
export function isNoSecret(value: string): boolean {
  return value === "" || WORDS_ABOUT.has(value.toLowerCase().replace(/[.:]$/, "")) ||
    FAILED_STATUS.test(value) || PLACEHOLDER.test(value) || PSEUDONYM.test(value) ||
    FILE_PATH.test(value);
}
