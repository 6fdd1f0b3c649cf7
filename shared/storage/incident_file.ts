import type { Incident, IncidentManifest } from "../catalogue/incident.ts";
import { ToolError } from "../errors.ts";
import { bundleIncident, type BundleOptions } from "./incident_bundle.ts";
import { type ReadIncident, readIncident } from "./incident_reader.ts";

/** A recorded incident that was written. */
export interface WrittenIncident {
  readonly path: string;
  readonly bytes: number;
  readonly manifest: IncidentManifest;
}

/**
 * Writes an incident to a new file that only its owner reads.
 *
 * @throws {ToolError} `limit_exceeded` when it is too large, `internal` when the file cannot be written
 */
export async function writeIncidentFile(
  path: string,
  incident: Incident,
  options: BundleOptions,
): Promise<WrittenIncident> {
  const { bytes, manifest } = await bundleIncident(incident, options);
  try {
    await Deno.writeFile(path, bytes, { createNew: true, mode: 0o600 });
  } catch (cause) {
    throw new ToolError("internal", "Cannot write the file of the recorded incident", {
      hint: "Its folder must exist and be writable, and the file must be new",
      cause,
    });
  }
  return { path, bytes: bytes.length, manifest };
}

/** Reads and verifies the file of an incident. @throws {ToolError} `not_found`, or `invalid_input` with the reason */
export async function readIncidentFile(path: string): Promise<ReadIncident> {
  return await readIncident(await bytesOf(path));
}

async function bytesOf(path: string): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    throw new ToolError("not_found", "Cannot read the file of the recorded incident", {
      hint: "Check its path",
      cause,
    });
  }
}
