/** The lab's certificate authorities, certificates and the ServiceAccount key, made once. */

import { PKI } from "./lab_layout.ts";

interface Certificate {
  readonly name: string;
  readonly authority: "ca" | "front-proxy-ca";
  readonly subject: string;
  readonly usage: "serverAuth" | "clientAuth";
  /** Subject alternative names, for servers. */
  readonly names?: readonly string[];
}

const LOOPBACK = ["IP:127.0.0.1", "DNS:localhost"];

const CERTIFICATES: readonly Certificate[] = [
  {
    name: "apiserver",
    authority: "ca",
    subject: "/CN=kube-apiserver",
    usage: "serverAuth",
    names: [...LOOPBACK, "IP:10.96.0.1", "DNS:kubernetes", "DNS:kubernetes.default.svc"],
  },
  server("kubelet", "/O=system:nodes/CN=system:node:kwok"),
  server("controller-manager", "/CN=kube-controller-manager"),
  server("scheduler", "/CN=kube-scheduler"),
  {
    name: "metrics-server",
    authority: "ca",
    subject: "/CN=metrics-server",
    usage: "serverAuth",
    names: [...LOOPBACK, "DNS:metrics-server.kube-system.svc"],
  },
  client("apiserver-kubelet-client", "/O=system:masters/CN=kube-apiserver-kubelet-client"),
  client("front-proxy-client", "/CN=front-proxy-client", "front-proxy-ca"),
  client("admin", "/O=system:masters/CN=admin"),
  client("kube-controller-manager", "/CN=system:kube-controller-manager"),
  client("kube-scheduler", "/CN=system:kube-scheduler"),
  client("kwok", "/O=system:masters/CN=kwok"),
];

function server(name: string, subject: string): Certificate {
  return { name, authority: "ca", subject, usage: "serverAuth", names: LOOPBACK };
}

function client(
  name: string,
  subject: string,
  authority: Certificate["authority"] = "ca",
): Certificate {
  return { name, authority, subject, usage: "clientAuth" };
}

/** Makes every key and certificate in `run/pki`, unless a complete set is there. */
export async function makeCertificates(): Promise<void> {
  const complete = `${PKI}/complete`;
  if (await exists(complete)) return;
  await Deno.mkdir(PKI, { recursive: true });
  await makeAuthority("ca", "telemcp lab");
  await makeAuthority("front-proxy-ca", "telemcp lab front proxy");
  for (const certificate of CERTIFICATES) await makeCertificate(certificate);
  await openssl("genrsa", "-out", "service-account.key", "2048");
  await openssl("rsa", "-in", "service-account.key", "-pubout", "-out", "service-account.pub");
  await Deno.writeTextFile(complete, "");
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
const TEN_YEARS = ["-days", "3650"];

async function makeAuthority(name: string, commonName: string): Promise<void> {
  const usage = "keyUsage=critical,keyCertSign,cRLSign";
  const files = ["-keyout", `${name}.key`, "-out", `${name}.crt`];
  const subject = ["-subj", `/CN=${commonName}`];
  await openssl("req", "-x509", ...NEW_KEY, ...TEN_YEARS, ...subject, ...files, "-addext", usage);
}

// The extension file is what makes these X.509 version 3; Deno's TLS refuses version 1.
async function makeCertificate({ name, authority, subject, usage, names }: Certificate) {
  const extensions = [`extendedKeyUsage=${usage}`, "keyUsage=critical,digitalSignature"];
  if (names) extensions.push(`subjectAltName=${names.join(",")}`);
  await Deno.writeTextFile(`${PKI}/${name}.ext`, extensions.join("\n"));
  const request = ["-keyout", `${name}.key`, "-out", `${name}.csr`];
  await openssl("req", "-new", ...NEW_KEY, "-subj", subject, ...request);
  const signer = ["-CA", `${authority}.crt`, "-CAkey", `${authority}.key`, "-CAcreateserial"];
  const files = ["-in", `${name}.csr`, "-out", `${name}.crt`, "-extfile", `${name}.ext`];
  await openssl("x509", "-req", ...files, ...signer, ...TEN_YEARS);
}

async function openssl(...args: readonly string[]): Promise<void> {
  const command = new Deno.Command("openssl", { args: [...args], cwd: PKI, stdout: "null" });
  const { success, stderr } = await command.output();
  if (!success) throw new Error(`openssl ${args[0]} failed: ${new TextDecoder().decode(stderr)}`);
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}
