/** HTTPS to the lab's servers, which present certificates of the lab's own authority. */

import { CA_CERTIFICATE, PKI } from "./lab_layout.ts";

/** An HTTP client that trusts the lab's authority and shows the client certificate of that name. */
export async function certificateHttpClient(name: string): Promise<Deno.HttpClient> {
  const [authority, cert, key] = await Promise.all([
    Deno.readTextFile(CA_CERTIFICATE),
    Deno.readTextFile(`${PKI}/${name}.crt`),
    Deno.readTextFile(`${PKI}/${name}.key`),
  ]);
  return Deno.createHttpClient({ caCerts: [authority], cert, key });
}
