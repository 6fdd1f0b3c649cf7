import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertMatch, assertRejects } from "@std/assert";
import { type Incident, INCIDENT_PARTS, type IncidentParts } from "../catalogue/incident.ts";
import { ToolError } from "../errors.ts";
import { readIncidentFile } from "./incident_file.ts";
import { IncidentFolder } from "./incident_folder.ts";

const NOTHING: Incident = {
  facts: {
    capturedAt: "2026-11-01T10:30:00.000Z",
    window: { start: "2026-11-01T09:30:00.000Z", end: "2026-11-01T10:30:00.000Z" },
    keptFrom: "2026-11-01T09:15:00.000Z",
    namespace: "../../etc",
    sources: [],
    versions: {},
    leftOut: [],
  },
  parts: Object.fromEntries(INCIDENT_PARTS.map((name) => [name, []])) as unknown as IncidentParts,
};

const redact = (record: unknown) => record;

describe("IncidentFolder", () => {
  it("names a file by its time and chance, readable by its owner only", async () => {
    const path = await Deno.makeTempDir();
    const folder = new IncidentFolder(path);
    const written = await folder.write(NOTHING, { redact });
    assertEquals(written.path.startsWith(`${path}/`), true);
    assertMatch(
      written.path.slice(path.length + 1),
      /^incident-20261101T103000Z-[0-9a-f]{8}\.telemcp$/,
    );
    const { size, mode } = await Deno.stat(written.path);
    assertEquals([size, mode! & 0o777], [written.bytes, 0o600]);
    assertEquals((await readIncidentFile(written.path)).facts, NOTHING.facts);
    assertEquals((await folder.write(NOTHING, { redact })).path === written.path, false);
    await Deno.remove(path, { recursive: true });
  });

  it("refuses to write where there is no folder, without naming it", async () => {
    const folder = new IncidentFolder("/nowhere/incidents");
    const error = await assertRejects(() => folder.write(NOTHING, { redact }), ToolError);
    assertEquals(error.message, "Cannot write the file of the recorded incident");
  });
});

describe("readIncidentFile", () => {
  it("says that there is no such file", async () => {
    const error = await assertRejects(() => readIncidentFile("/nowhere/a.telemcp"), ToolError);
    assertEquals(
      error.text,
      "not_found: Cannot read the file of the recorded incident. Check its path",
    );
  });
});
