/** Plain requests to the lab's API server, as its administrator. */

import { certificateHttpClient } from "./lab_http.ts";
import { URLS } from "./lab_layout.ts";

export type Method = "GET" | "POST" | "PUT" | "DELETE";

export interface ApiAnswer {
  readonly status: number;
  /** The object, or the Status that says why there is none. */
  readonly body: ApiBody;
}

export interface ApiBody {
  readonly metadata?: Readonly<Record<string, unknown>>;
  readonly message?: string;
  readonly [field: string]: unknown;
}

export class ApiServer implements Disposable {
  readonly #client: Deno.HttpClient;

  private constructor(client: Deno.HttpClient) {
    this.#client = client;
  }

  static async connect(): Promise<ApiServer> {
    return new ApiServer(await certificateHttpClient("admin"));
  }

  /** Sends one request; a refusal is an answer too. */
  async request(
    method: Method,
    path: string,
    { body }: { readonly body?: unknown } = {},
  ): Promise<ApiAnswer> {
    const response = await fetch(`${URLS.kubernetes}${path}`, {
      method,
      client: this.#client,
      headers: { "content-type": "application/json" },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get("content-type")?.includes("json") === true;
    return { status: response.status, body: isJson ? JSON.parse(text) : { message: text } };
  }

  [Symbol.dispose](): void {
    this.#client.close();
  }
}
