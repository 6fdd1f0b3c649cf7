import { parseArgs } from "node:util";
import { formatBytes } from "./analysis/quantity.ts";
import { complain, print, UsageError } from "./command_line.ts";
import type { Principal, Progress, Runtime } from "./context.ts";
import { captureIncident } from "./evidence/capture.ts";
import { parseTime } from "./render/time.ts";
import { contextOf, redactorOf } from "./run_tool.ts";
import { writeIncidentFile } from "./storage/incident_file.ts";

export interface CaptureOptions {
  readonly output: string;
  readonly since: string;
  readonly namespace: string | undefined;
  readonly keyFile: string | undefined;
}

/** Reads the command line of `capture`. @throws {UsageError} */
export function readCaptureOptions(args: readonly string[]): CaptureOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      output: { type: "string", short: "o" },
      since: { type: "string", default: "2h" },
      namespace: { type: "string" },
      "key-file": { type: "string" },
    },
  });
  const { output, since, namespace, "key-file": keyFile } = values;
  if (output === undefined) throw new UsageError("Expected -o with the file to write");
  if (parseTime(since, new Date(0)) === undefined) {
    throw new UsageError("Expected --since with a time such as 2h or 2026-11-01T10:00:00Z");
  }
  return { output, since, namespace, keyFile };
}

export interface CaptureCall extends CaptureOptions {
  readonly principal: Principal;
  /** Ends the capture before it is done. */
  readonly stop: Promise<void>;
}

/** Captures an incident into a file, prints what it holds, and tells on the way how far it is. @throws {ToolError} */
export async function captureToFile(runtime: Runtime, call: CaptureCall): Promise<void> {
  const { output, namespace, principal } = call;
  const stopped = new AbortController();
  call.stop.then(() => stopped.abort());
  const context = contextOf(runtime, { principal }, { signal: stopped.signal, report: steps() });
  const start = parseTime(call.since, context.now()) ?? context.now();
  const incident = await captureIncident(context, { namespace, start });
  const { value: redact } = redactorOf(runtime);
  const { path, bytes, manifest } = await writeIncidentFile(output, incident, { redact });
  for (const { name, records } of manifest.parts) {
    if (records > 0) print(`${String(records).padStart(8)} ${name}`);
  }
  for (const { source, state, detail } of manifest.sources) {
    print([source, state, detail].filter((part) => part !== undefined).join(": "));
  }
  for (const { what, reason } of manifest.leftOut) print(`left out: ${what}: ${reason}`);
  print(`wrote ${path} (${formatBytes(bytes)})`);
}

/** Says each tenth of the way. */
function steps(): (progress: Progress) => void {
  let said = 0;
  return ({ message, progress, total = progress }) => {
    const tenth = Math.floor(progress / total * 10);
    if (tenth <= said) return;
    said = tenth;
    complain(`${tenth * 10} %: ${message}`);
  };
}
