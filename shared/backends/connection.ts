import { tokenFile } from "./token_file.ts";

/** Where an upstream is and how it is spoken to. */
export interface Connection {
  /** May have a path; no slash at the end. */
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  /** The credentials of now; asked for with every request. */
  headers(): Promise<Readonly<Record<string, string>>>;
  close?(): void;
}

/** Called at the first read. A failure is not remembered. */
export type Connect = () => Promise<Connection>;

/** Connects to a fixed URL, with a bearer token from a file and further headers where given. */
export function httpConnection(options: {
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  readonly tokenFile?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}): Connect {
  const { fetch, headers: fixed } = options;
  const token = options.tokenFile === undefined ? undefined : tokenFile(options.tokenFile);
  const connection: Connection = {
    baseUrl: options.baseUrl.replace(/\/+$/, ""),
    fetch,
    headers: async () => ({
      ...fixed,
      ...(token && { authorization: `Bearer ${await token()}` }),
    }),
  };
  return () => Promise.resolve(connection);
}
