import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { CONFIG_KEYS, ConfigError, environmentName, loadConfig, readConfigFile } from "./config.ts";

function problemsOf(environment: Record<string, string>, file = {}): readonly string[] {
  const error = assertThrows(() => loadConfig(environment, file), ConfigError);
  return error.problems;
}

describe("loadConfig", () => {
  it("serves a development principal on loopback when nothing is set", () => {
    const { mode, host, port, toolsets, keysFile } = loadConfig({});
    assertEquals({ mode, host, port, toolsets, keysFile }, {
      mode: "development",
      host: "127.0.0.1",
      port: 8080,
      toolsets: [],
      keysFile: undefined,
    });
  });

  it("prefers the environment over the file and the file over the default", () => {
    const file = { port: 9000, queryTimeoutSeconds: 3 };
    const config = loadConfig({ TELEMCP_PORT: "9001" }, file);
    assertEquals([config.port, config.queryTimeoutSeconds, config.callTimeoutSeconds], [
      9001,
      3,
      20,
    ]);
  });

  it("reads lists from the environment as words between commas", () => {
    const config = loadConfig({ TELEMCP_TOOLSETS: "data, ai" });
    assertEquals(config.toolsets, ["data", "ai"]);
  });

  it("cuts the slash at the end of an upstream address", () => {
    const config = loadConfig({ TELEMCP_PROMETHEUS_URL: "http://prometheus:9090/" });
    assertEquals(config.prometheusUrl, "http://prometheus:9090");
  });

  it("names every problem at once and shows no value", () => {
    const problems = problemsOf({
      TELEMCP_PORT: "hunter2",
      TELEMCP_PROMETHEUS_URL: "file:///etc/hunter2",
      TELEMCP_NOSUCH: "hunter2",
    });
    assertEquals(problems.map((line) => line.split(":")[0]), [
      "TELEMCP_NOSUCH",
      "port (TELEMCP_PORT)",
      "prometheusUrl (TELEMCP_PROMETHEUS_URL)",
    ]);
    assertEquals(problems.some((line) => line.includes("hunter2")), false);
  });

  it("names an unknown setting of the file", () => {
    assertEquals(problemsOf({}, { prot: 1 }), ["telemcp.yaml: Unrecognized key prot"]);
  });

  it("refuses an address beyond loopback without a key file", () => {
    assertEquals(problemsOf({ TELEMCP_HOST: "0.0.0.0" }), [
      "host (TELEMCP_HOST): Only a loopback address may be served without keysFile",
    ]);
  });

  it("refuses production mode without a key file", () => {
    assertEquals(problemsOf({ TELEMCP_MODE: "production" }), [
      "keysFile (TELEMCP_KEYS_FILE): Required in production mode",
    ]);
  });
});

describe("readConfigFile", () => {
  it("reads a map of settings; an empty file has none", async () => {
    assertEquals(await readConfigFile("port: 9000\ntoolsets: [core]\n"), {
      port: 9000,
      toolsets: ["core"],
    });
    assertEquals(await readConfigFile("# nothing yet\n"), {});
  });

  it("refuses what is no map of settings and shows nothing of it", async () => {
    const refusals = {
      "port: [hunter2": "telemcp.yaml: not valid YAML",
      "[hunter2]": "telemcp.yaml: expected a map of settings",
    };
    for (const [text, problem] of Object.entries(refusals)) {
      const error = await assertRejects(() => readConfigFile(text), ConfigError);
      assertEquals(error.problems, [problem]);
    }
  });
});

describe("CONFIG_KEYS", () => {
  it("spells a key in capitals with the unit last", () => {
    assertEquals(environmentName("queryTimeoutSeconds"), "TELEMCP_QUERY_TIMEOUT_SECONDS");
  });

  it("holds every key once", () => {
    const names = CONFIG_KEYS.map(({ environment }) => environment);
    assertEquals(new Set(names).size, names.length);
    assertEquals(names.includes("TELEMCP_LOKI_TENANT"), true);
  });
});
