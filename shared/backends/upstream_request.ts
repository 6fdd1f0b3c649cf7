import type { ToolError } from "../errors.ts";
import type { Connection } from "./connection.ts";
import type { UpstreamFailure } from "./upstream_failure.ts";

/** Parameters of a URL or form; `undefined` is left out, a list repeats its name. */
export type Parameters = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** One idempotent read. Two requests of the same address and `accept` must be decoded alike. */
export interface UpstreamRequest {
  /** Follows "Cannot" in an error: `list pods in namespace "shop"`. */
  readonly purpose: string;
  /** Below the base URL, its segments made by `pathSegment` where a caller named them. */
  readonly path: string;
  readonly query?: Parameters;
  /** Sent as a form by POST. */
  readonly form?: Parameters;
  /** Sent as JSON by POST. */
  readonly body?: string;
  /** @default "application/json" */
  readonly accept?: string;
  /** Finds better words for a failure than the general ones. */
  readonly explain?: (failure: UpstreamFailure) => ToolError | undefined;
  /** Keeps what describes the upstream itself this long for every scope, even with the cache off. */
  readonly keepSeconds?: number;
  /** Asks again even if there is a cached answer. */
  readonly refresh?: boolean;
  /** Neither takes an answer from the cache nor leaves one. */
  readonly uncached?: boolean;
  /** Asks for a part that may fail alone: sent once, and no failure of the upstream as a whole. */
  readonly isolated?: boolean;
}

// Proxies limit the length of a URL.
const LONGEST_URL_QUERY = 1_500;

/** Puts parameters into the URL, or into a form where they are too long for it. */
export function inUrlOrForm(parameters: Parameters): Pick<UpstreamRequest, "query" | "form"> {
  const isLong = encode(parameters).length > LONGEST_URL_QUERY;
  return isLong ? { form: parameters } : { query: parameters };
}

/** What makes two requests the same. */
export function requestKey(request: UpstreamRequest): string {
  const { path, query, form, body, accept } = request;
  return JSON.stringify([path, encode(query), encode(form), body, accept]);
}

/** Builds the HTTP request with the credentials of now. */
export async function httpRequest(
  connection: Connection,
  request: UpstreamRequest,
): Promise<{ url: string; init: RequestInit }> {
  const { path, query, form, body, accept = "application/json" } = request;
  const search = encode(query);
  const headers = new Headers(await connection.headers());
  headers.set("accept", accept);
  headers.set("user-agent", "telemcp");
  if (form !== undefined) headers.set("content-type", "application/x-www-form-urlencoded");
  if (body !== undefined) headers.set("content-type", "application/json");
  const sent = form === undefined ? body : encode(form);
  return {
    url: `${connection.baseUrl}${path}${search === "" ? "" : `?${search}`}`,
    init: {
      method: sent === undefined ? "GET" : "POST",
      headers,
      // A redirect would carry the request to a place that nobody configured.
      redirect: "manual",
      ...(sent !== undefined && { body: sent }),
    },
  };
}

function encode(parameters: Parameters = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) search.append(name, String(one));
    }
  }
  return search.toString();
}
