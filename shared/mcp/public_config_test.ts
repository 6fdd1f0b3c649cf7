import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { loadConfig } from "../config.ts";
import { publicConfig } from "./public_config.ts";

describe("publicConfig", () => {
  it("shows settings, and of secrets, paths and credentials only that they are set", () => {
    const shown = publicConfig(loadConfig({
      TELEMCP_KEYS_FILE: "/etc/telemcp/keys.yaml",
      TELEMCP_KUBECONFIG: "relative/kubeconfig",
      TELEMCP_PROMETHEUS_URL: "http://admin:hunter2@prometheus:9090/base?token=x",
      TELEMCP_PROMETHEUS_TOKEN_FILE: "token",
      TELEMCP_TOOLSETS: "data,ai",
    }));
    assertEquals(shown["keysFile"], "set");
    assertEquals(shown["kubeconfig"], "set");
    assertEquals(shown["prometheusTokenFile"], "set");
    assertEquals(shown["prometheusUrl"], "http://prometheus:9090/base");
    assertEquals(shown["toolsets"], ["data", "ai"]);
    assertEquals(shown["port"], 8080);
    assertEquals("lokiUrl" in shown, false);
  });

  it("hides by name what a later setting may hold", () => {
    const later = {
      ...loadConfig({}),
      caFile: "ca.pem",
      databases: [{ url: "postgres://u:hunter2@db/x", password: "hunter2", name: "main" }],
    };
    const shown = publicConfig(later);
    assertEquals(shown["caFile"], "set");
    assertEquals(shown["databases"], [{ url: "postgres://db/x", password: "set", name: "main" }]);
  });
});
