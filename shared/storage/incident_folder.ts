import type { Incident, IncidentManifest } from "../catalogue/incident.ts";
import { ToolError } from "../errors.ts";
import { bundleIncident, type BundleOptions } from "./incident_bundle.ts";

/** A recorded incident that was written. */
export interface WrittenIncident {
  readonly path: string;
  readonly bytes: number;
  readonly manifest: IncidentManifest;
}

/** Keeps recorded incidents in one folder, each under a name that no caller chooses. */
export class IncidentFolder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Writes an incident. @throws {ToolError} `limit_exceeded`, `internal` */
  async write(incident: Incident, options: BundleOptions): Promise<WrittenIncident> {
    const { bytes, manifest } = await bundleIncident(incident, options);
    const time = manifest.capturedAt.replace(/\.\d+/, "").replaceAll(/[-:]/g, "");
    const path = `${this.#path}/incident-${time}-${crypto.randomUUID().slice(0, 8)}.telemcp`;
    try {
      await Deno.writeFile(path, bytes, { createNew: true, mode: 0o600 });
    } catch (cause) {
      throw new ToolError("internal", "Cannot write into the folder of recorded incidents", {
        hint: "The operator can check the folder that TELEMCP_CAPTURE_DIRECTORY names",
        cause,
      });
    }
    return { path, bytes: bytes.length, manifest };
  }
}
