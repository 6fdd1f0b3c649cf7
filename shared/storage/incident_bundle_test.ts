import { describe, it } from "@std/testing/bdd";
import { assert, assertEquals, assertRejects } from "@std/assert";
import type { Incident } from "../catalogue/incident.ts";
import { ToolError } from "../errors.ts";
import { createRedactor } from "../render/redact.ts";
import { bundleIncident } from "./incident_bundle.ts";
import { readIncident } from "./incident_reader.ts";
import { sha256 } from "./sha256.ts";

const CANARY = "canary-77a1c3e05b21";

const INCIDENT: Incident = {
  facts: {
    capturedAt: "2026-11-01T10:30:00.000Z",
    window: { start: "2026-11-01T08:30:00.000Z", end: "2026-11-01T10:30:00.000Z" },
    keptFrom: "2026-11-01T08:15:00.000Z",
    namespace: "shop",
    sources: [{
      source: "loki",
      state: "timed out",
      detail: "Cannot query Loki within 10 seconds",
    }],
    versions: { prometheus: "3.15.0" },
    leftOut: [{ what: "metric big_total", reason: "size" }],
  },
  parts: {
    resources: [],
    objects: [podWithSecret()],
    usage: [{ node: "node-01", cpuCores: 1.5, memoryBytes: 1024 }],
    alerts: [],
    silences: [],
    rules: [],
    prometheusAlerts: [],
    foreignNamespaces: [],
    metrics: [{ name: "up", kept: true, outside: false }],
    metadata: [],
    series: [{ labels: { __name__: "up" }, steps: [1_000, [15_000, 3]], values: [[1, 4]] }],
    streams: [{
      labels: { app: "cart" },
      added: {},
      completeFromMs: null,
      lines: [[1, `login with password=${CANARY}`], [2, "übrigens ✓"]],
    }],
    hosts: [],
  },
};

function podWithSecret() {
  const env = [{ name: "API_TOKEN", value: CANARY }];
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "cart-0", namespace: "shop" },
    spec: { containers: [{ name: "cart", env }] },
  };
}

const { value: redact } = createRedactor({ key: "a key for tests" });
const { bytes: file, manifest } = await bundleIncident(INCIDENT, { redact });

describe("bundleIncident", () => {
  it("keeps all but secrets, in a file that reads back equal", async () => {
    const read = await readIncident(file);
    assertEquals(read.facts, INCIDENT.facts);
    assertEquals<unknown>(read.parts, {
      ...INCIDENT.parts,
      objects: INCIDENT.parts.objects.map(redact),
      streams: INCIDENT.parts.streams.map(redact),
    });
    assertEquals(read.manifest, manifest);
  });

  it("says what wrote it, what was redacted and how much each part holds", () => {
    assertEquals(manifest.tool.name, "telemcp");
    assertEquals(manifest.redaction, { secrets: "pseudonyms" });
    const { records, textBytes } = manifest.parts.find(({ name }) => name === "usage")!;
    const line = '{"node":"node-01","cpuCores":1.5,"memoryBytes":1024}\n';
    assertEquals({ records, textBytes }, { records: 1, textBytes: line.length });
  });

  it("holds no secret, neither of an object nor of a line", async () => {
    const { parts } = await readIncident(file);
    const text = JSON.stringify(parts);
    assert(!text.includes(CANARY));
    assert(text.includes("‹secret-"));
  });

  it("refuses an incident that does not fit into the limit", async () => {
    const error = await assertRejects(
      () => bundleIncident(INCIDENT, { redact, limitBytes: 400 }),
      ToolError,
    );
    assertEquals(
      error.text.split(". ")[0],
      "limit_exceeded: Cannot keep this incident in a file of 400 bytes",
    );
  });
});

describe("readIncident", () => {
  const start = file.indexOf(10) + 1;
  const [, , headBytes = ""] = new TextDecoder().decode(file.subarray(0, start)).split(" ");
  const firstPart = start + Number(headBytes);

  it("refuses a file that ends too early, wherever it ends", async () => {
    assertEquals(
      await reasonOf(file.slice(0, -1)),
      `it is truncated: ${file.length - 1} of ${file.length} bytes are there`,
    );
    assertEquals(
      await reasonOf(file.slice(0, start + 5)),
      `it is truncated: ${start + 5} of ${firstPart} bytes are there`,
    );
    assertEquals(
      await reasonOf(file.slice(0, 30)),
      "it is truncated: not even its first line is whole",
    );
  });

  it("refuses a file with a changed byte and names the part", async () => {
    const first = manifest.parts.find(({ bytes }) => bytes > 0)!.name;
    assertEquals(await reasonOf(flipped(firstPart + 3)), `its part ${first} was changed`);
    assertEquals(await reasonOf(flipped(file.length - 9)), "its part hosts was changed");
    assertEquals(await reasonOf(flipped(start + 40)), "its manifest was changed");
  });

  it("refuses a file with something behind its end", async () => {
    assertEquals(await reasonOf(joined(file, "more")), "4 bytes were added to it");
  });

  it("refuses a format that it does not know", async () => {
    const header = new TextDecoder().decode(file.subarray(0, start)).replace(" 1 ", " 2 ");
    const reason = await reasonOf(joined(header, file.slice(start)));
    assertEquals(reason, "its format is 2, and this version reads 1");
  });

  it("refuses what is no recorded incident", async () => {
    assertEquals(await reasonOf(joined("hello")), "it is not a recorded incident");
    assertEquals(await reasonOf(joined("")), "it is not a recorded incident");
  });

  it("refuses a part with fewer records than its manifest says, whatever its hash", async () => {
    const other = manifest.parts.map((part) =>
      part.name === "usage" ? { ...part, records: 2 } : part
    );
    const reason = await reasonOf(await withManifest({ ...manifest, parts: other }));
    assertEquals(reason, "its part usage is not what its manifest says");
  });

  it("inflates no more than the manifest says", async () => {
    const other = manifest.parts.map((part) => ({ ...part, textBytes: 10 }));
    const reason = await reasonOf(await withManifest({ ...manifest, parts: other }));
    assertEquals(reason, "a part of it is larger than its manifest says");
  });

  async function withManifest(other: object) {
    const text = new Blob([JSON.stringify(other)]).stream();
    const head = await new Response(text.pipeThrough(new CompressionStream("gzip"))).bytes();
    const line = `telemcp-incident 1 ${head.length} ${await sha256(head)}\n`;
    return joined(line, head, file.slice(firstPart));
  }
});

function flipped(at: number): Uint8Array<ArrayBuffer> {
  return file.map((byte, i) => i === at ? byte ^ 1 : byte);
}

function joined(...pieces: (string | Uint8Array<ArrayBuffer>)[]): Promise<Uint8Array<ArrayBuffer>> {
  return new Blob(pieces).bytes();
}

async function reasonOf(bytes: Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>) {
  const whole = await bytes;
  const error = await assertRejects(() => readIncident(whole), ToolError);
  assertEquals(error.code, "invalid_input");
  return error.message.replace("Cannot use this file: ", "");
}
