/** kubectl against the lab, and kubeconfigs for it. */

import { ADMIN_KUBECONFIG, BIN, CA_CERTIFICATE, KUBECONFIGS, PKI, URLS } from "./lab_layout.ts";

/** What a kubeconfig's user proves itself with. */
export type Credentials =
  | { readonly "client-certificate": string; readonly "client-key": string }
  | { readonly token: string }
  | { readonly tokenFile: string };

/** A ServiceAccount of the lab's cluster. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

/**
 * Runs kubectl and returns its standard output.
 *
 * @throws {Error} with kubectl's standard error when it fails
 */
export async function kubectl(
  args: readonly string[],
  { stdin = "", kubeconfig = ADMIN_KUBECONFIG }: { stdin?: string; kubeconfig?: string } = {},
): Promise<string> {
  const child = new Deno.Command(`${BIN}/kubectl`, {
    args: ["--kubeconfig", kubeconfig, ...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const written = new Response(stdin).body?.pipeTo(child.stdin) ?? child.stdin.close();
  const [output] = await Promise.all([child.output(), written.catch(() => {})]);
  const text = new TextDecoder();
  if (!output.success) throw new Error(`kubectl ${args.join(" ")}: ${text.decode(output.stderr)}`);
  return text.decode(output.stdout);
}

/** Applies manifests (YAML, or a JSON `List`) server-side, taking over every field they name. */
export async function applyManifests(manifests: string): Promise<void> {
  await kubectl(["apply", "--server-side", "--force-conflicts", "-f", "-"], { stdin: manifests });
}

/** Reads all manifests of a folder as one text of several documents, in the order of their names. */
export async function readManifests(folder: string): Promise<string> {
  const names = (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort();
  const texts = await Promise.all(names.map((name) => Deno.readTextFile(`${folder}/${name}`)));
  return texts.join("\n---\n");
}

/** Writes a kubeconfig with the client certificate of that name, and returns its path. */
export function certificateKubeconfig(name: string): Promise<string> {
  const credentials = {
    "client-certificate": `${PKI}/${name}.crt`,
    "client-key": `${PKI}/${name}.key`,
  };
  return writeKubeconfig(name, credentials);
}

/** Asks the API server for a token of the ServiceAccount, which must exist. */
export async function serviceAccountToken(
  { namespace, name }: ServiceAccount,
  { durationHours = 24 }: { durationHours?: number } = {},
): Promise<string> {
  const duration = `--duration=${durationHours}h`;
  return (await kubectl(["create", "token", name, "--namespace", namespace, duration])).trim();
}

/**
 * Writes a kubeconfig holding a fresh token of the ServiceAccount, which must exist, and returns
 * its path. It carries no client certificate, which would win over the token.
 */
export async function serviceAccountKubeconfig(
  account: ServiceAccount,
  options: { durationHours?: number } = {},
): Promise<string> {
  const token = await serviceAccountToken(account, options);
  return writeKubeconfig(`${account.namespace}.${account.name}`, { token });
}

/**
 * Writes a token of a ServiceAccount of kube-system to `<name>.token`, for a component of the lab,
 * and returns the path. Client libraries read the file again: a new token needs no restart.
 */
export async function writeServiceAccountToken(name: string): Promise<string> {
  const account = { namespace: "kube-system", name };
  const path = `${KUBECONFIGS}/${name}.token`;
  const token = await serviceAccountToken(account, { durationHours: 720 });
  await Deno.writeTextFile(path, token, { mode: 0o600 });
  return path;
}

/** Writes `<name>.yaml` among the lab's kubeconfigs, readable by its owner only. */
export async function writeKubeconfig(name: string, credentials: Credentials): Promise<string> {
  const path = `${KUBECONFIGS}/${name}.yaml`;
  const cluster = { server: URLS.kubernetes, "certificate-authority": CA_CERTIFICATE };
  const kubeconfig = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "lab", cluster }],
    users: [{ name, user: credentials }],
    contexts: [{ name: "lab", context: { cluster: "lab", user: name } }],
    "current-context": "lab",
  };
  await Deno.mkdir(KUBECONFIGS, { recursive: true });
  const text = JSON.stringify(kubeconfig, null, 2);
  // kube-state-metrics begins anew whenever its kubeconfig is written.
  if (await Deno.readTextFile(path).catch(() => "") === text) return path;
  await Deno.writeTextFile(path, text, { mode: 0o600 });
  return path;
}
