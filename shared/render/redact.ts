import { createHmac } from "node:crypto";
import { redactTree } from "./redact_tree.ts";
import { maskAssignments } from "./secret_assignments.ts";
import { CARD_FORMAT, EMAIL_FORMAT, SECRET_FORMATS, type SecretFormat } from "./secret_formats.ts";
import { isNoSecret, SECRET_NAME_HINT } from "./secret_names.ts";
import { legible } from "./visible.ts";

export interface RedactorOptions {
  /** Keys the pseudonyms: under one key the same secret is the same pseudonym everywhere. */
  readonly key: string | Uint8Array;
  /** Hides e-mail addresses too. @default false */
  readonly email?: boolean;
  /** Hides payment card numbers too. @default false */
  readonly cards?: boolean;
}

/**
 * Replaces secrets by pseudonyms such as `‹jwt-3f9a01›`. IP addresses and numbers stay: they are evidence.
 *
 * Characters that nobody sees go first: inside a secret, or inside its name, they would hide it from the search.
 */
export interface Redactor {
  text(text: string): string;
  /** Walks a JSON value: every string, and whole what stands under the name of a secret. */
  value(value: unknown): unknown;
}

const PSEUDONYM_DIGITS = 6;
const SHORT_CHARACTERS = 20;

/** Makes a redactor; cheap enough for one per call. */
export function createRedactor({ key, email = false, cards = false }: RedactorOptions): Redactor {
  const formats = [
    ...SECRET_FORMATS,
    ...(email ? [EMAIL_FORMAT] : []),
    ...(cards ? [CARD_FORMAT] : []),
  ];
  const hints = hintsOf(formats);
  const pseudonym = (kind: string, secret: string) => {
    // A key is one whether its lines were kept, joined or escaped.
    const whole = secret.replace(/\s|\\[nr]/g, "");
    const digest = createHmac("sha256", key).update(whole).digest("hex");
    return `‹${kind}-${digest.slice(0, PSEUDONYM_DIGITS)}›`;
  };
  const mask = (secret: string) => pseudonym("secret", secret);

  function text(original: string): string {
    const seen = legible(original);
    if (isShortWord(seen) || !hints.test(seen)) return seen;
    let masked = seen;
    for (const { kind, pattern, accepts } of formats) {
      masked = masked.replace(pattern, (match) => {
        const isSecret = !isNoSecret(match) && accepts?.(match) !== false;
        return isSecret ? pseudonym(kind, match) : match;
      });
    }
    return maskAssignments(masked, mask);
  }

  return { text, value: (value) => redactTree(value, { text, mask }) };
}

/** Most cells are short words: no room for a known token, and nothing between a name and its value. */
function isShortWord(text: string): boolean {
  return text.length < SHORT_CHARACTERS && !/[:=\s@]/.test(text);
}

function hintsOf(formats: readonly SecretFormat[]): RegExp {
  return new RegExp([...formats.map(({ hint }) => hint), SECRET_NAME_HINT].join("|"), "i");
}
