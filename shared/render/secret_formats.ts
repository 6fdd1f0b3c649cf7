/** A kind of secret that its own form gives away; the whole match is the secret. */
export interface SecretFormat {
  readonly kind: string;
  /** A piece that every match contains, or has before it: strings without any hint are not searched. */
  readonly hint: string;
  /** Linear in the length of the text: every repetition starts at a boundary and is consumed. */
  readonly pattern: RegExp;
  /** Refuses a match that only looks like one. */
  accepts?(match: string): boolean;
}

/** Keys and tokens of well-known makers, in the order in which they are searched. */
export const SECRET_FORMATS: readonly SecretFormat[] = [
  {
    kind: "private-key",
    hint: "PRIVATE KEY",
    // A key without its end is a key that was cut: everything after its start belongs to it.
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]*(?:-(?!----)[^-]*)*(?:-----END [A-Z0-9 ]{0,50}-----)?/g,
  },
  {
    kind: "jwt",
    hint: "eyJ",
    pattern:
      /(?:(?<![A-Za-z0-9_-])|(?<=%[0-9A-Fa-f]{2}))eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{4,}(?:\.[A-Za-z0-9_-]*){0,3}/g,
  },
  format("aws-key", "AKIA|ASIA|ABIA|ACCA", "(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}"),
  format("gcp-key", "AIza", "AIza[A-Za-z0-9_-]{35}"),
  format("gcp-token", "ya29", "ya29\\.[A-Za-z0-9._-]{20,}"),
  format("gcp-secret", "GOCSPX", "GOCSPX-[A-Za-z0-9_-]{20,}"),
  {
    kind: "azure-secret",
    hint: "Q~",
    pattern: /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])/g,
  },
  format("github-token", "gh[pousr]_|github_pat_", "(?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{20,}"),
  format("gitlab-token", "glpat-", "glpat-[A-Za-z0-9_-]{16,}"),
  format("slack-token", "xox|xapp-", "(?:xox[a-z]|xapp)-[A-Za-z0-9-]{10,}"),
  { kind: "slack-hook", hint: "hooks\\.slack", pattern: /(?<=hooks\.slack\.com\/)[\w/]{20,}/g },
  format("ai-key", "sk-", "sk-[A-Za-z0-9_-]{20,}"),
  format("stripe-key", "[rs]k_|whsec_", "(?:[rs]k_(?:live|test)_|whsec_)[A-Za-z0-9]{12,}"),
  format("hf-token", "hf_", "hf_[A-Za-z0-9]{24,}"),
  format("npm-token", "npm_", "npm_[A-Za-z0-9]{30,}"),
  format("pypi-token", "pypi-", "pypi-[A-Za-z0-9_-]{30,}"),
  format("vault-token", "hv[sbr]\\.", "hv[sbr]\\.[A-Za-z0-9_-]{20,}"),
  format("sendgrid-key", "SG\\.", "SG\\.[A-Za-z0-9_-]{16,}\\.[A-Za-z0-9_-]{16,}"),
  format("grafana-token", "gl(?:sa|c)_", "gl(?:sa|c)_[A-Za-z0-9_=+/]{20,}"),
  format("docker-token", "dckr_", "dckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}"),
  format("cloud-token", "do[opr]_v1_", "do[opr]_v1_[a-f0-9]{40,}"),
  {
    kind: "url-password",
    hint: "://",
    pattern: /(?<=:\/\/[^\s:@/'"<>]*:)[^\s/'"<>]+(?=@)/g,
  },
  // A user name in a URL is short; what is longer is a key.
  { kind: "url-key", hint: "://", pattern: /(?<=:\/\/)[^\s:@/'"<>‹]{20,}(?=@)/g },
  {
    kind: "url-password",
    hint: "@(?:tcp|udp|unix)\\(",
    pattern: /(?<=(?<![\w./:-])[\w.-]+:)[^\s@:/'"]+(?=@(?:tcp|udp|unix)\()/g,
  },
  {
    kind: "credential",
    hint: "bearer|basic",
    pattern: /(?<=(?<![A-Za-z])(?:bearer|basic)(?: {1,4}|%20|\+))[A-Za-z0-9._~+/=-]{8,}/gi,
    accepts: (match) => /\d|=|[a-z][A-Z]/.test(match),
  },
  {
    kind: "signature",
    hint: "sig(?:nature)?=",
    pattern: /(?<=[?&](?:sig|(?:x-[a-z]{3,4}-)?signature)=)[^\s&"'<>]{8,}/gi,
  },
  {
    // The lines of a key, when a log has one entry for each.
    kind: "key-material",
    hint: "[A-Za-z0-9+/]{64}",
    pattern: /(?<![A-Za-z0-9+/=_-])[A-Za-z0-9+/]{64}(?![A-Za-z0-9+/=_-])/g,
    accepts: (match) => /[A-Z]/.test(match) && /[a-z]/.test(match) && /\d/.test(match),
  },
];

/** Personal data that an operator may want hidden too. */
export const EMAIL_FORMAT: SecretFormat = {
  kind: "email",
  hint: "@",
  pattern:
    /(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24}(?![A-Za-z0-9-])/g,
};

export const CARD_FORMAT: SecretFormat = {
  kind: "card",
  hint: "[0-9](?:[ -]?[0-9]){12}",
  pattern: /(?<![\w.-])[0-9](?:[ -]?[0-9]){12,18}(?![\w-])/g,
  accepts: passesLuhn,
};

function format(kind: string, hint: string, token: string): SecretFormat {
  return { kind, hint, pattern: new RegExp(`(?<![A-Za-z0-9_-])${token}`, "g") };
}

/** The check digit of payment cards. */
function passesLuhn(text: string): boolean {
  const digits = [...text].filter((character) => character >= "0" && character <= "9").map(Number);
  const sum = digits.reverse().reduce((total, digit, at) => {
    const counted = at % 2 === 0 ? digit : digit * 2;
    return total + (counted > 9 ? counted - 9 : counted);
  }, 0);
  return sum % 10 === 0;
}
