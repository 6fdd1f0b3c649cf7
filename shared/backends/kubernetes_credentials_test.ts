import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { ToolError } from "../errors.ts";
import { kubernetesConnection } from "./kubernetes_credentials.ts";
import { CA_CERTIFICATE, SERVER_CERTIFICATE, SERVER_KEY } from "../testing/tls_fixture.ts";
import { Upstream } from "./upstream.ts";

interface Place {
  readonly folder: string;
  readonly server: string;
  /** The credentials of every request that arrived. */
  readonly seen: readonly (string | null)[];
}

/** Serves on loopback over TLS as kubernetes.test. */
async function withServer(use: (place: Place) => Promise<void>): Promise<void> {
  const seen: (string | null)[] = [];
  const folder = await Deno.makeTempDir();
  const server = Deno.serve({
    hostname: "127.0.0.1",
    port: 0,
    cert: SERVER_CERTIFICATE,
    key: SERVER_KEY,
    onListen: () => {},
  }, ({ headers }) => {
    seen.push(headers.get("authorization"));
    return Response.json({ ok: true });
  });
  try {
    await use({ folder, server: `https://127.0.0.1:${server.addr.port}`, seen });
  } finally {
    await server.shutdown();
    await Deno.remove(folder, { recursive: true });
  }
}

async function writeKubeconfig(
  { folder, server }: Pick<Place, "folder" | "server">,
  { user = {}, cluster = {} }: { readonly user?: object; readonly cluster?: object },
): Promise<string> {
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "test",
    contexts: [
      { name: "test", context: { cluster: "test", user: "test" } },
      { name: "broken", context: { cluster: "none", user: "test" } },
    ],
    users: [{ name: "test", user }],
    clusters: [{
      name: "test",
      cluster: {
        server,
        "tls-server-name": "kubernetes.test",
        "certificate-authority-data": btoa(CA_CERTIFICATE),
        ...cluster,
      },
    }],
  };
  const path = `${folder}/config`;
  // JSON is YAML.
  await Deno.writeTextFile(path, JSON.stringify(config));
  return path;
}

async function read(kubeconfig: string, context?: string): Promise<unknown> {
  const upstream = new Upstream({
    name: "kubernetes",
    setting: "TELEMCP_KUBECONFIG",
    connect: kubernetesConnection({ fetch, kubeconfig, context }),
    timeoutSeconds: 5,
    limitBytes: 1_000,
    cacheTtlSeconds: 0,
    observe: () => {},
  });
  const call = upstream.for({ scope: "tester", signal: new AbortController().signal });
  const request = { purpose: "read the version", path: "/version", isolated: true };
  try {
    return await call.json(request, (body) => body);
  } finally {
    upstream.close();
  }
}

describe("kubernetesConnection()", () => {
  it("trusts the CA of the kubeconfig for the name in tls-server-name, and sends the token", async () => {
    await withServer(async (place) => {
      const kubeconfig = await writeKubeconfig(place, { user: { token: "abc" } });
      assertEquals(await read(kubeconfig), { ok: true });
      assertEquals(place.seen, ["Bearer abc"]);
    });
  });

  it("reads CA and token from files beside the kubeconfig", async () => {
    await withServer(async (place) => {
      await Deno.writeTextFile(`${place.folder}/ca.crt`, CA_CERTIFICATE);
      await Deno.writeTextFile(`${place.folder}/token`, "from-file\n");
      const kubeconfig = await writeKubeconfig(place, {
        user: { tokenFile: "token", token: "stale" },
        cluster: { "certificate-authority": "ca.crt", "certificate-authority-data": undefined },
      });
      await read(kubeconfig);
      assertEquals(place.seen, ["Bearer from-file"]);
    });
  });

  it("runs an exec plugin", async () => {
    await withServer(async (place) => {
      const status = { token: "from-plugin" };
      const credential = { apiVersion: "client.authentication.k8s.io/v1", status };
      const kubeconfig = await writeKubeconfig(place, {
        user: { exec: { command: "echo", args: [JSON.stringify(credential)] } },
      });
      await read(kubeconfig);
      assertEquals(place.seen, ["Bearer from-plugin"]);
    });
  });

  it("says so when an exec plugin fails, without its words", async () => {
    await withServer(async (place) => {
      const exec = { command: "sh", args: ["-c", "echo secret >&2; exit 1"] };
      const kubeconfig = await writeKubeconfig(place, { user: { exec } });
      const error = await assertRejects(() => read(kubeconfig), ToolError);
      assertEquals(
        error.text,
        "upstream_unavailable: Cannot obtain credentials for Kubernetes. " +
          "Check the user in the kubeconfig: its files, its token or its exec plugin",
      );
      assertMatch(String(error.cause), /secret/);
    });
  });

  it("does not reach a server that another CA has signed for, or with another name", async () => {
    await withServer(async (place) => {
      for (
        const cluster of [
          { "certificate-authority-data": undefined },
          { "tls-server-name": "other.test" },
          { "tls-server-name": undefined },
        ]
      ) {
        const kubeconfig = await writeKubeconfig(place, { cluster, user: { token: "abc" } });
        const error = await assertRejects(() => read(kubeconfig), ToolError);
        assertEquals(error.message, "Cannot reach Kubernetes");
      }
      assertEquals(place.seen, []);
    });
  });

  it("refuses a kubeconfig that switches off the verification of TLS", async () => {
    await withServer(async (place) => {
      const kubeconfig = await writeKubeconfig(place, {
        cluster: { "insecure-skip-tls-verify": true },
      });
      const error = await assertRejects(() => read(kubeconfig), ToolError);
      assertEquals(
        error.message,
        "Cannot use a kubeconfig that switches off the verification of TLS",
      );
    });
  });

  it("sends no credentials over plain HTTP", async () => {
    const seen: (string | null)[] = [];
    const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
      seen.push(request.headers.get("authorization"));
      return Response.json({ ok: true });
    });
    const folder = await Deno.makeTempDir();
    const url = `http://127.0.0.1:${server.addr.port}`;
    const user = { token: "abc" };
    assertEquals(await read(await writeKubeconfig({ folder, server: url }, { user })), {
      ok: true,
    });
    assertEquals(seen, [null]);
    await Deno.remove(folder, { recursive: true });
    await server.shutdown();
  });

  it("names the setting for a context or file that does not exist", async () => {
    await withServer(async (place) => {
      const kubeconfig = await writeKubeconfig(place, {});
      const context = await assertRejects(() => read(kubeconfig, "prod"), ToolError);
      assertEquals(
        context.text,
        'upstream_unavailable: Cannot find the context "prod" in the kubeconfig. ' +
          "Set TELEMCP_KUBE_CONTEXT to one of: test, broken",
      );
      const cluster = await assertRejects(() => read(kubeconfig, "broken"), ToolError);
      assertStringIncludes(cluster.message, "Cannot find the cluster of the current context");
      const file = await assertRejects(() => read(`${place.folder}/none`), ToolError);
      assertEquals(
        file.text,
        "upstream_unavailable: Cannot read the kubeconfig. Check TELEMCP_KUBECONFIG and the file",
      );
    });
  });
});
