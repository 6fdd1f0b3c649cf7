import type { Config } from "../config.ts";

// Default deny by name: a setting that looks like a secret or a place on disk is only said to be set.
const HIDDEN = /file$|kubeconfig|key|secret|token|password|credential|dsn/i;

/** The configuration in effect, fit for a client: no secret, no path, no credentials in a URL. */
export function publicConfig(config: Config): Record<string, unknown> {
  return shown(config) as Record<string, unknown>;
}

function shown(value: unknown, name = ""): unknown {
  if (value === undefined || value === null) return value;
  if (HIDDEN.test(name)) return "set";
  if (Array.isArray(value)) return value.map((item) => shown(item));
  if (typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, shown(part, key)]));
  }
  return typeof value === "string" ? shownText(value) : value;
}

function shownText(text: string): string {
  if (text.startsWith("/")) return "set";
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return text;
  const url = URL.parse(text);
  // The host of a URL that cannot be parsed could be anything, a password included.
  return url === null ? "set" : `${url.protocol}//${url.host}${url.pathname}`;
}
