import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { Incident } from "../shared/catalogue/incident.ts";
import { ToolError } from "../shared/errors.ts";
import { type ContextParts, TESTER } from "../shared/testing/fake_context.ts";
import { runHandler } from "../shared/testing/run_handler.ts";
import { tool } from "./incident_capture.ts";

/** A cluster of one pod, one metric that cannot be read, and nothing else. */
function smallCluster(kept: Incident[] = []): ContextParts {
  const nothing = () => Promise.resolve([]);
  return {
    kubernetes: {
      namespaces: () => Promise.resolve(["shop", "dev"]),
      resources: () => Promise.resolve([PODS]),
      list: () =>
        Promise.resolve({ items: [{ metadata: { name: "cart-0" } }], total: 1, unread: [] }),
      podUsage: nothing,
      nodeUsage: nothing,
    },
    prometheus: {
      labelValues: (label) => Promise.resolve(label === "__name__" ? ["up"] : []),
      rules: nothing,
      alerts: nothing,
      metadata: () => Promise.resolve(new Map()),
      instant: () => Promise.reject(new ToolError("timeout", "Cannot query Prometheus")),
    },
    loki: { labelNames: nothing, labelValues: nothing },
    alertmanager: { alerts: nothing, silences: nothing },
    nodeFacts: { list: nothing },
    incidents: { keep: (incident) => Promise.resolve(written(incident, kept)) },
  };
}

const PODS = {
  group: "",
  version: "v1",
  resource: "pods",
  singular: "pod",
  kind: "Pod",
  shortNames: [],
  namespaced: true,
  verbs: ["list"],
};

function written(incident: Incident, kept: Incident[]) {
  kept.push(incident);
  const parts = (["objects", "alerts"] as const).map((name) => ({
    name,
    records: incident.parts[name].length,
    bytes: 10,
    textBytes: 20,
    sha256: "",
  }));
  const manifest = {
    ...incident.facts,
    format: 1 as const,
    tool: { name: "telemcp", version: "0" },
    redaction: { secrets: "pseudonyms" as const },
    parts,
  };
  return { path: "/incidents/incident-1.telemcp", bytes: 2_048, manifest };
}

describe("incident.capture", () => {
  it("says where the file is, what it holds and what was left out", async () => {
    const { text } = await runHandler(tool, { namespace: "shop", since: "1h" }, smallCluster());
    assertEquals(
      text.split("\n").slice(0, 8).join("\n"),
      "Recorded namespace shop from 2026-11-01T09:30:00Z to 2026-11-01T10:30:00Z in " +
        "/incidents/incident-1.telemcp (2Ki), 1 things left out\n\n" +
        "holds: 1 objects\n\n" +
        'left out\n<untrusted-6e47de source="labels of streams and series">\nwhat\twhy\n' +
        "metric up\ttimed out",
    );
    assertStringIncludes(text, "coverage: kubernetes, prometheus ok");
  });

  it("captures two hours of the whole cluster unless asked for less", async () => {
    const kept: Incident[] = [];
    await runHandler(tool, {}, smallCluster(kept));
    assertEquals(
      kept.map(({ facts: { window, keptFrom, namespace } }) => ({ window, keptFrom, namespace })),
      [{
        window: { start: "2026-11-01T08:30:00.000Z", end: "2026-11-01T10:30:00.000Z" },
        keptFrom: "2026-11-01T08:15:00.000Z",
        namespace: undefined,
      }],
    );
  });

  it("refuses where no folder is configured, before it reads anything", async () => {
    const error = await assertRejects(() => runHandler(tool, {}), ToolError);
    assertEquals(
      error.text,
      "forbidden: Cannot record an incident: no folder for it is configured. " +
        "The operator can set TELEMCP_CAPTURE_DIRECTORY",
    );
  });

  it("refuses a namespace that does not exist, with the nearest", async () => {
    const error = await assertRejects(
      () => runHandler(tool, { namespace: "shpo" }, smallCluster()),
      ToolError,
    );
    assertEquals(error.code, "not_found");
    assertStringIncludes(error.text, '{"namespace":"shop"}');
  });

  it("asks a principal of several namespaces for one, and takes the only one of another", async () => {
    const several = { ...TESTER, namespaces: ["shop", "dev"] };
    const error = await assertRejects(
      () => runHandler(tool, {}, { ...smallCluster(), principal: several }),
      ToolError,
    );
    assertEquals(
      error.text,
      'invalid_input: Cannot capture several namespaces at once. Name one of them: incident.capture {"namespace":"shop"}',
    );
    const kept: Incident[] = [];
    await runHandler(tool, {}, {
      ...smallCluster(kept),
      principal: { ...TESTER, namespaces: ["dev"] },
    });
    assertEquals(kept[0]?.facts.namespace, "dev");
  });
});
