import type { Incident } from "../catalogue/incident.ts";
import type { BundleOptions } from "./incident_bundle.ts";
import { writeIncidentFile, type WrittenIncident } from "./incident_file.ts";

/** Keeps recorded incidents in one folder, each under a name that no caller chooses. */
export class IncidentFolder {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Writes an incident. @throws {ToolError} `limit_exceeded`, `internal` */
  async write(incident: Incident, options: BundleOptions): Promise<WrittenIncident> {
    const time = incident.facts.capturedAt.replace(/\.\d+/, "").replaceAll(/[-:]/g, "");
    const name = `incident-${time}-${crypto.randomUUID().slice(0, 8)}.telemcp`;
    return await writeIncidentFile(`${this.#path}/${name}`, incident, options);
  }
}
