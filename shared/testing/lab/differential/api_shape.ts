/** The answer to a request as a shape: what a client relies on, without what differs between any two servers. */

export interface ApiRequest {
  readonly path: string;
  readonly parameters?: readonly (readonly [name: string, value: string])[];
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiShape {
  readonly status: number;
  readonly mediaType: string;
  readonly body: unknown;
}

type Send = (request: Request) => Promise<Response>;

/** Sends a request and keeps what `keep` makes of its body. */
export async function apiShape(
  { path, parameters = [], headers = {} }: ApiRequest,
  { url, send = fetch, keep }: {
    readonly url: string;
    readonly send?: Send;
    readonly keep: (body: unknown) => unknown;
  },
): Promise<ApiShape> {
  const query = new URLSearchParams(parameters.map(([name, value]) => [name, value]));
  const response = await send(new Request(`${url}${path}?${query}`, { headers }));
  const text = await response.text();
  const [mediaType = ""] = (response.headers.get("content-type") ?? "").split(";");
  const body = mediaType === "application/json" ? keep(JSON.parse(text)) : undefined;
  return { status: response.status, mediaType, body };
}

/** A body whose lists are sets, and whose error texts only have to be there. */
export function asSets(body: unknown): unknown {
  if (Array.isArray(body)) return body.map(asSets).map((item) => JSON.stringify(item)).sort();
  if (typeof body !== "object" || body === null) return body;
  const entries = Object.entries(body).map(([name, value]): readonly [string, unknown] =>
    name === "error" ? [name, typeof value] : [name, asSets(value)]
  );
  return Object.fromEntries(entries.toSorted(([a], [b]) => a < b ? -1 : 1));
}
