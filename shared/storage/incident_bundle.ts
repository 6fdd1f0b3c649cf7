import {
  type Incident,
  INCIDENT_FORMAT,
  INCIDENT_PARTS,
  type IncidentFacts,
  type IncidentManifest,
} from "../catalogue/incident.ts";
import { PRODUCT } from "../catalogue/product.ts";
import { ToolError } from "../errors.ts";
import { sha256 } from "./sha256.ts";

/** First word of the file; its version, the manifest's length and the manifest's hash follow on the line. */
export const BUNDLE_MAGIC = "telemcp-incident";

/** A recorded incident as a file: a line, the manifest, then the parts as NDJSON, each compressed by itself. */
export interface IncidentBundle {
  readonly manifest: IncidentManifest;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

export interface BundleOptions {
  /** Replaces the secrets of a record; nothing is kept without it. */
  readonly redact: (record: unknown) => unknown;
  /** Largest file. @default 64 MiB */
  readonly limitBytes?: number;
}

const LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * Makes the file of an incident.
 *
 * @throws {ToolError} `limit_exceeded` when it would be larger than the limit
 */
export async function bundleIncident(
  { facts, parts }: Incident,
  { redact, limitBytes = LIMIT_BYTES }: BundleOptions,
): Promise<IncidentBundle> {
  const written: { entry: IncidentManifest["parts"][number]; bytes: Uint8Array<ArrayBuffer> }[] =
    [];
  let total = 0;
  for (const name of INCIDENT_PARTS) {
    const { bytes, textBytes } = await compress(linesOf(parts[name], redact));
    total += bytes.length;
    if (total > limitBytes) throw tooLarge(limitBytes);
    const records = parts[name].length;
    const entry = { name, records, bytes: bytes.length, textBytes, sha256: await sha256(bytes) };
    written.push({ entry, bytes });
  }
  const manifest: IncidentManifest = {
    format: INCIDENT_FORMAT,
    tool: { name: PRODUCT.name, version: PRODUCT.version },
    redaction: { secrets: "pseudonyms" },
    ...redact(facts) as IncidentFacts,
    parts: written.map(({ entry }) => entry),
  };
  const { bytes: head } = await compress([JSON.stringify(manifest)]);
  const line = `${BUNDLE_MAGIC} ${INCIDENT_FORMAT} ${head.length} ${await sha256(head)}\n`;
  const file = new Blob([line, head, ...written.map(({ bytes }) => bytes)]);
  if (file.size > limitBytes) throw tooLarge(limitBytes);
  return { manifest, bytes: await file.bytes() };
}

function* linesOf(
  records: readonly unknown[],
  redact: BundleOptions["redact"],
): Generator<string> {
  for (const record of records) yield `${JSON.stringify(redact(record))}\n`;
}

async function compress(texts: Iterable<string>) {
  let textBytes = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(chunk, controller) {
      textBytes += chunk.length;
      controller.enqueue(chunk);
    },
  });
  const compressed = ReadableStream.from(texts)
    .pipeThrough(new TextEncoderStream())
    .pipeThrough(counted)
    .pipeThrough(new CompressionStream("gzip"));
  const bytes = await new Response(compressed).bytes();
  return { bytes, textBytes };
}

function tooLarge(limitBytes: number): ToolError {
  return new ToolError(
    "limit_exceeded",
    `Cannot keep this incident in a file of ${limitBytes} bytes`,
    { hint: "Capture one namespace, or a shorter time" },
  );
}
