import {
  type Incident,
  INCIDENT_FORMAT,
  INCIDENT_PARTS,
  type IncidentManifest,
  incidentManifestSchema,
  type IncidentParts,
} from "../catalogue/incident.ts";
import { ToolError } from "../errors.ts";
import { BUNDLE_MAGIC } from "./incident_bundle.ts";
import { sha256 } from "./sha256.ts";

/** A recorded incident with what its file says about itself. */
export interface ReadIncident extends Incident {
  readonly manifest: IncidentManifest;
}

type Bytes = Uint8Array<ArrayBuffer>;

const HEADER = new RegExp(`^${BUNDLE_MAGIC} (\\d+) (\\d{1,9}) ([0-9a-f]{64})\n`);
const LONGEST_HEADER_BYTES = 120;
const LARGEST_MANIFEST_BYTES = 64 * 1024 * 1024;

/**
 * Reads the file of an incident after it has checked that all of it is there and as it was written.
 *
 * @throws {ToolError} `invalid_input` with the reason
 */
export async function readIncident(file: Bytes): Promise<ReadIncident> {
  const { manifest, body } = await readManifest(file);
  const parts: Record<string, unknown[]> = {};
  let start = 0;
  for (const { name, bytes, records, textBytes, sha256: expected } of manifest.parts) {
    const part = file.subarray(body + start, body + start + bytes);
    start += bytes;
    if (await sha256(part) !== expected) throw refused(`its part ${name} was changed`);
    const found = await Array.fromAsync(linesIn(part, textBytes), (line) => JSON.parse(line));
    if (found.length !== records) throw refused(`its part ${name} is not what its manifest says`);
    parts[name] = found;
  }
  const missing = INCIDENT_PARTS.find((name) => parts[name] === undefined);
  if (missing !== undefined) throw refused(`its part ${missing} is missing`);
  const { format: _, tool: __, redaction: ___, parts: ____, ...facts } = manifest;
  return { manifest, facts, parts: parts as unknown as IncidentParts };
}

/** The manifest, and where the parts begin. */
async function readManifest(file: Bytes): Promise<{ manifest: IncidentManifest; body: number }> {
  const { version, bytes, hash, start } = headerOf(file);
  if (version !== INCIDENT_FORMAT) {
    throw refused(`its format is ${version}, and this version reads ${INCIDENT_FORMAT}`);
  }
  const body = start + bytes;
  if (file.length < body) throw truncated(file.length, body);
  const head = file.subarray(start, body);
  if (await sha256(head) !== hash) throw refused("its manifest was changed");
  const [line = ""] = await Array.fromAsync(linesIn(head, LARGEST_MANIFEST_BYTES));
  const parsed = incidentManifestSchema.safeParse(JSON.parse(line));
  if (!parsed.success) throw refused("its manifest is not one that this version reads");
  const manifest = parsed.data;
  const end = manifest.parts.reduce((sum, part) => sum + part.bytes, body);
  if (file.length < end) throw truncated(file.length, end);
  if (file.length > end) throw refused(`${file.length - end} bytes were added to it`);
  return { manifest, body };
}

function headerOf(file: Bytes) {
  const text = new TextDecoder().decode(file.subarray(0, LONGEST_HEADER_BYTES));
  const [line, version, bytes, hash = ""] = HEADER.exec(text) ?? [];
  if (line !== undefined) {
    return { version: Number(version), bytes: Number(bytes), hash, start: line.length };
  }
  if (text !== "" && BUNDLE_MAGIC.startsWith(text.slice(0, BUNDLE_MAGIC.length))) {
    throw refused("it is truncated: not even its first line is whole");
  }
  throw refused("it is not a recorded incident");
}

/** Inflates what claims to be so long, and no more: a small file may hold a large one. */
async function* linesIn(bytes: Bytes, limitBytes: number): AsyncGenerator<string> {
  const inflated = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  const decoder = new TextDecoder();
  let length = 0;
  let rest = "";
  for await (const chunk of inflated) {
    length += chunk.length;
    if (length > limitBytes) throw refused("a part of it is larger than its manifest says");
    const lines = (rest + decoder.decode(chunk, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

function truncated(bytes: number, expected: number): ToolError {
  return refused(`it is truncated: ${bytes} of ${expected} bytes are there`);
}

function refused(reason: string): ToolError {
  return new ToolError("invalid_input", `Cannot use this file: ${reason}`, {
    hint: "Copy it anew, or capture again",
  });
}
