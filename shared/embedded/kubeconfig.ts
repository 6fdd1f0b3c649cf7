import { ADMIN_TOKEN, READER_TOKEN } from "./api/kubernetes_access.ts";

/** A kubeconfig with two contexts: `embedded` reads as the telemetry reader, `embedded-admin` may do all. */
export function kubeconfig(
  { server, authority }: { readonly server: string; readonly authority: string },
): string {
  const users = [
    { name: "embedded", token: READER_TOKEN },
    { name: "embedded-admin", token: ADMIN_TOKEN },
  ];
  return JSON.stringify(
    {
      apiVersion: "v1",
      kind: "Config",
      "current-context": "embedded",
      clusters: [{
        name: "embedded",
        cluster: { server, "certificate-authority-data": btoa(authority) },
      }],
      users: users.map(({ name, token }) => ({ name, user: { token } })),
      contexts: users.map(({ name }) => ({ name, context: { cluster: "embedded", user: name } })),
    },
    undefined,
    2,
  );
}
