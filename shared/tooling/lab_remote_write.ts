/** Prometheus remote write 1.0: the protobuf message by hand, snappy as literals. */

import type { StoredSeries } from "../embedded/promql_values.ts";
import type { Series } from "./lab_curve.ts";
import { URLS } from "./lab_layout.ts";

const SERIES_PER_REQUEST = 100;
const LITERAL_BYTES = 65536;

/** The times of the samples: `loadedAt` is the curves' zero. */
export interface Window {
  readonly loadedAtSeconds: number;
  readonly from: number;
  readonly until: number;
  readonly stepSeconds: number;
}

/** Writes every series at every step of the window, and returns the number of samples. */
export async function remoteWrite(series: readonly Series[], window: Window): Promise<number> {
  const offsets: number[] = [];
  for (let at = window.from; at <= window.until; at += window.stepSeconds) offsets.push(at);
  const t = offsets.map((offset) => (window.loadedAtSeconds + offset) * 1000);
  return await writeSeries(
    series.values().map(({ labels, value }) => ({ labels, samples: { t, v: offsets.map(value) } })),
  );
}

/** Writes stored series with the markers of their ends, and returns the number of samples. */
export async function writeSeries(
  series: Iterable<StoredSeries>,
  { url = URLS.prometheus }: { readonly url?: string } = {},
): Promise<number> {
  let written = 0;
  let batch: Uint8Array[] = [];
  for (const one of series) {
    batch.push(field(1, timeSeries(one)));
    written += one.samples.t.length;
    if (batch.length < SERIES_PER_REQUEST) continue;
    await post(url, snappy(concatenated(batch)));
    batch = [];
  }
  if (batch.length > 0) await post(url, snappy(concatenated(batch)));
  return written;
}

async function post(url: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  const response = await fetch(`${url}/api/v1/write`, {
    method: "POST",
    body,
    headers: {
      "content-type": "application/x-protobuf",
      "content-encoding": "snappy",
      "x-prometheus-remote-write-version": "0.1.0",
    },
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`Prometheus refuses samples: ${response.status} ${answer}`);
}

/** Labels are `{1: name, 2: value}` in field 1, sorted; samples are `{1: double, 2: millis}` in 2. */
function timeSeries(series: StoredSeries): Uint8Array<ArrayBuffer> {
  const text = new TextEncoder();
  const sorted = Object.entries(series.labels).sort(([a], [b]) => a < b ? -1 : 1);
  const labels = sorted.map(([name, value]) =>
    field(1, concatenated([field(1, text.encode(name)), field(2, text.encode(value))]))
  );
  return concatenated([...labels, samplesOf(series)]);
}

/** The NaN that marks a series as gone; a number of the language does not keep its last bits. */
const STALE = 0x7ff0000000000002n;

// Millions of samples: written into one piece of memory, each at its place.
function samplesOf({ samples: { t, v }, staleAt = [] }: StoredSeries): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array((t.length + staleAt.length) * SAMPLE_BYTES);
  const view = new DataView(bytes.buffer);
  [...t, ...staleAt].forEach((millis, i) => {
    const start = i * SAMPLE_BYTES;
    bytes.set(SAMPLE_HEAD, start);
    if (i < t.length) view.setFloat64(start + 3, v[i] ?? NaN, true);
    else view.setBigUint64(start + 3, STALE, true);
    bytes[start + 11] = 0x10;
    writeTime(bytes, start + 12, millis);
  });
  return bytes;
}

const TIME_BYTES = 6; // of seven bits each: enough until 2109
const SAMPLE_BYTES = 12 + TIME_BYTES;
const SAMPLE_HEAD = [0x12, SAMPLE_BYTES - 2, 0x09];

function writeTime(bytes: Uint8Array, start: number, millis: number): void {
  let rest = millis;
  for (let i = start; i < start + TIME_BYTES - 1; i++) {
    bytes[i] = rest % 128 | 128;
    rest = Math.floor(rest / 128);
  }
  bytes[start + TIME_BYTES - 1] = rest;
}

function field(number: number, content: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatenated([varint(number << 3 | 2), varint(content.length), content]);
}

/** Snappy's block format without compression: the length, then runs of literal bytes. */
function snappy(content: Uint8Array): Uint8Array<ArrayBuffer> {
  const parts = [varint(content.length)];
  for (let start = 0; start < content.length; start += LITERAL_BYTES) {
    const literal = content.subarray(start, start + LITERAL_BYTES);
    const length = literal.length - 1;
    parts.push(Uint8Array.of(61 << 2, length & 255, length >> 8), new Uint8Array(literal));
  }
  return concatenated(parts);
}

function varint(value: number): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push(rest % 128 | 128);
  return Uint8Array.of(...bytes, rest);
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
