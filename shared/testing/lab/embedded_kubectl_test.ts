import { assertEquals } from "@std/assert";
import { after, before, describe, it } from "@std/testing/bdd";
import { embeddedCluster } from "../../embedded/embedded_cluster.ts";
import { listen, type Listening } from "../../embedded/listen.ts";
import { loadScenario } from "../../embedded/scenario/load_scenario.ts";
import { BIN } from "../../tooling/lab_layout.ts";

describe("kubectl on the embedded cluster", () => {
  let listening: Listening;
  let folder = "";

  before(async () => {
    const { world } = await loadScenario("service-selector-typo");
    listening = await listen(embeddedCluster(world));
    folder = await Deno.makeTempDir();
    await Deno.writeTextFile(`${folder}/kubeconfig`, listening.kubeconfig);
  });

  after(async () => {
    await listening.stop();
    await Deno.remove(folder, { recursive: true });
  });

  // Exit codes are answers here: `auth can-i` says no with one.
  async function kubectl(command: string): Promise<string> {
    const child = new Deno.Command(`${BIN}/kubectl`, {
      args: command.split(" "),
      env: { KUBECONFIG: `${folder}/kubeconfig`, HOME: folder },
      stdout: "piped",
      stderr: "piped",
      signal: AbortSignal.timeout(20_000),
    });
    const { stdout, stderr } = await child.output();
    return new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr);
  }

  it("gets pods of all namespaces", async () => {
    const lines = (await kubectl("get pods -A")).trimEnd().split("\n");
    assertEquals(lines.length, 61);
    assertEquals(lines[0]?.split(/\s+/), [
      "NAMESPACE",
      "NAME",
      "READY",
      "STATUS",
      "RESTARTS",
      "AGE",
    ]);
  });

  it("describes a Service that selects nothing", async () => {
    const text = await kubectl("describe service cart -n shop");
    assertEquals(/Selector:\s+app=crat/.test(text), true);
    assertEquals(/Endpoints:\s*\n/.test(text), true);
  });

  it("describes a node with the pods on it", async () => {
    assertEquals(
      (await kubectl("describe node node-01")).includes(
        "Non-terminated Pods:          (9 in total)",
      ),
      true,
    );
  });

  it("reads the end of a log", async () => {
    const text = await kubectl("logs -n shop -l app=checkout --tail=20");
    assertEquals(text.includes("connect: connection refused"), true);
  });

  it("tops pods and nodes", async () => {
    assertEquals((await kubectl("top pods -n shop")).trimEnd().split("\n").length, 25);
    assertEquals((await kubectl("top nodes")).trimEnd().split("\n").length, 6);
  });

  it("watches events", async () => {
    const text = await kubectl("get events -n shop -w --request-timeout=2s");
    assertEquals(text.includes("Started container report"), true);
  });

  it("asks what it may do", async () => {
    assertEquals((await kubectl("auth can-i list pods -A")).trim(), "yes");
    assertEquals((await kubectl("auth can-i list secrets -n shop")).trim(), "no");
    assertEquals(
      (await kubectl("auth can-i list secrets -n shop --context embedded-admin")).trim(),
      "yes",
    );
  });

  it("is told what it may not read", async () => {
    const text = await kubectl("get secrets -n shop");
    assertEquals(text.startsWith("Error from server (Forbidden): secrets is forbidden"), true);
  });
});
