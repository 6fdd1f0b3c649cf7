import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";

const MAIN = new URL("./main.ts", import.meta.url).pathname;

function command(args: readonly string[], environment: Record<string, string> = {}) {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--quiet", MAIN, ...args],
    env: { TELEMCP_KUBERNETES: "false", ...environment },
    stdout: "piped",
    stderr: "piped",
  });
}

async function ran(args: readonly string[], environment: Record<string, string> = {}) {
  const { code, stdout, stderr } = await command(args, environment).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Starts a server on a free port and reads its address from the log. */
async function serving(...args: readonly string[]) {
  const server = command(["serve", ...args], { TELEMCP_PORT: "0" }).spawn();
  const log = server.stderr.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await log.read();
  const url: string = JSON.parse(value.split("\n")[0] ?? "").address;
  return { server, url, log };
}

describe("telemcp", () => {
  it("names its version and its commands", async () => {
    assertStringIncludes((await ran(["--version"])).stdout, "telemcp ");
    const { code, stdout } = await ran(["--help"]);
    assertEquals([code, stdout.includes("  serve")], [0, true]);
  });

  it("names all problems of the configuration at once, without values, and exits with 2", async () => {
    const wrong = { TELEMCP_PORT: "hunter2", TELEMCP_MODE: "hunter2", TELEMCP_NONSENSE: "hunter2" };
    const { code, stdout, stderr } = await ran(["serve"], wrong);
    assertEquals([code, stdout], [2, ""]);
    for (const name of ["TELEMCP_PORT", "TELEMCP_MODE", "TELEMCP_NONSENSE"]) {
      assertStringIncludes(stderr, name);
    }
    assertEquals(stderr.includes("hunter2"), false);
  });

  it("serves with every backend dead, answers the command call, and stops on SIGTERM", async () => {
    const { server, url, log } = await serving();
    assertEquals((await (await fetch(`${url}/readyz`)).json()).status, "ok");
    const list = await ran(["call", "--list", "--url", `${url}/mcp`]);
    assertStringIncludes(list.stdout, "health_check");
    const answer = await ran(["call", "health_check", "--url", `${url}/mcp`]);
    assertEquals([answer.code, answer.stdout.startsWith("ok: 5 not configured")], [0, true]);
    const wrong = await ran(["call", "k8s.get", '{"kind":7}', "--url", `${url}/mcp`]);
    assertEquals([wrong.code, wrong.stdout.startsWith("invalid_input")], [1, true]);
    server.kill("SIGTERM");
    assertEquals((await server.status).code, 0);
    await Promise.all([server.stdout.cancel(), log.cancel()]);
  });
});

describe("telemcp demo", () => {
  it("shows the first calls over an incident, serves on and stops on SIGTERM", async () => {
    const child = command(["demo", "--port", "0"]).spawn();
    const printed = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("serves on")) text += (await printed.read()).value ?? "";
    const url = /claude mcp add --transport http telemcp (\S+)/.exec(text)?.[1] ?? "";
    assertStringIncludes(text, "you are told: “nobody can put anything into the basket");
    // One service crashes, another alerts louder.
    assertMatch(text, /Likely cause \(confidence [^)]+\): Deployment shop\/cart/);
    assertStringIncludes(text, "HighErrorRate\tcritical\tshop Service/checkout");
    assertStringIncludes(text, "> changes.recent");
    const answer = await ran(["call", "loki.query", '{"logql":"{app=\\"cart\\"}"}', "--url", url]);
    assertEquals([answer.code, answer.stdout.includes("2026-11-06T11:3")], [0, true]);
    const taken = await ran(["demo", "--port", new URL(url).port]);
    assertEquals([taken.code, taken.stdout], [1, ""]);
    assertStringIncludes(taken.stderr, "the port is in use");
    child.kill("SIGTERM");
    assertEquals((await child.status).code, 0);
    await Promise.all([printed.cancel(), child.stderr.cancel()]);
  });
});

describe("telemcp embedded", () => {
  it("prints where the APIs of a base listen, and removes its kubeconfig on SIGTERM", async () => {
    const child = command(["embedded", "--base", "shop-small"]).spawn();
    const printed = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    while (!text.includes("still\n")) text += (await printed.read()).value ?? "";
    const [kubeconfig = "", ...urls] = text.trim().split("\n");
    assertEquals(urls.map((line) => line.split(" ")[0]), [
      "kubernetes",
      "prometheus",
      "loki",
      "alertmanager",
      "nodeFacts",
      "clock",
    ]);
    assertEquals(urls.at(-1), "clock 2026-11-01T10:30:00Z, standing still");
    const file = kubeconfig.replace("KUBECONFIG=", "");
    assertEquals((await Deno.stat(file)).isFile, true);
    child.kill("SIGTERM");
    assertEquals((await child.status).code, 0);
    await assertRejects(() => Deno.stat(file), Deno.errors.NotFound);
    await Promise.all([printed.cancel(), child.stderr.cancel()]);
  });

  it("refuses unknown scenarios and contradictory options", async () => {
    const missing = await ran(["embedded", "--scenario", "healthy-clusters"]);
    assertEquals([missing.code, missing.stderr], [
      1,
      "Cannot find the scenario healthy-clusters. Did you mean healthy-cluster\n",
    ]);
    const both = await ran(["embedded", "--scenario", "a", "--base", "shop"]);
    assertEquals([both.code, both.stderr.split("\n")[0]], [
      2,
      "Expected --scenario or --base, not both",
    ]);
  });
});

describe("a tool served alone by deno serve", () => {
  it("answers POST / and POST /tools/{name}", async () => {
    const file = new URL("./health_check.ts", import.meta.url).pathname;
    const server = new Deno.Command(Deno.execPath(), {
      args: ["serve", "-A", "--port", "0", "--host", "127.0.0.1", file],
      env: { TELEMCP_KUBERNETES: "false", NO_COLOR: "1" },
      stdout: "null",
      stderr: "piped",
    }).spawn();
    const log = server.stderr.pipeThrough(new TextDecoderStream()).getReader();
    let printed = "";
    while (!/http:\S+\//.test(printed)) printed += (await log.read()).value ?? "";
    const url = /http:\S+\//.exec(printed)?.[0] ?? "";
    for (const path of ["", "tools/health_check"]) {
      const response = await fetch(url + path, { method: "POST" });
      assertEquals([path, response.status], [path, 200]);
      await response.body?.cancel();
    }
    server.kill();
    await Promise.all([server.status, log.cancel()]);
  });
});

describe("telemcp capture", () => {
  it("records an incident into a new file, and serves it", async () => {
    const folder = await Deno.makeTempDir();
    const file = `${folder}/incident.telemcp`;
    const recorded = await ran(["capture", "-o", file, "--since", "1h"]);
    assertStringIncludes(recorded.stdout, `wrote ${file} (`);
    const again = await ran(["capture", "-o", file]);
    assertEquals([again.code, again.stderr.startsWith("internal: Cannot write the file")], [
      1,
      true,
    ]);
    const { server, url, log } = await serving("--replay", file);
    const answer = await ran(["call", "health_check", "--url", `${url}/mcp`]);
    assertStringIncludes(answer.stdout, "ok: 5 not configured");
    server.kill("SIGTERM");
    assertEquals((await server.status).code, 0);
    await Promise.all([server.stdout.cancel(), log.cancel()]);
    await Deno.truncate(file, 500);
    const cut = await ran(["serve", "--replay", file]);
    assertEquals(cut.code, 1);
    assertStringIncludes(cut.stderr, "Cannot use this file: it is truncated");
    await Deno.remove(folder, { recursive: true });
  });

  it("wants a file to record into", async () => {
    const { code, stderr } = await ran(["capture"]);
    assertEquals([code, stderr.split("\n")[0]], [2, "Expected -o with the file to write"]);
  });
});
