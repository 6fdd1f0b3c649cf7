/** Prometheus remote write 1.0: the protobuf message by hand, snappy as literals. */

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
  for (let start = 0; start < series.length; start += SERIES_PER_REQUEST) {
    const batch = series.slice(start, start + SERIES_PER_REQUEST);
    const encoded = batch.map((one) => field(1, timeSeries(one, offsets, window.loadedAtSeconds)));
    await post(snappy(concatenated(encoded)));
  }
  return series.length * offsets.length;
}

async function post(body: Uint8Array<ArrayBuffer>): Promise<void> {
  const response = await fetch(`${URLS.prometheus}/api/v1/write`, {
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
function timeSeries(series: Series, offsets: readonly number[], loadedAtSeconds: number) {
  const text = new TextEncoder();
  const sorted = Object.entries(series.labels).sort(([a], [b]) => a < b ? -1 : 1);
  const labels = sorted.map(([name, value]) =>
    field(1, concatenated([field(1, text.encode(name)), field(2, text.encode(value))]))
  );
  const samples = offsets.map((offset) =>
    sample(series.value(offset), (loadedAtSeconds + offset) * 1000)
  );
  return concatenated([...labels, ...samples]);
}

function sample(value: number, millis: number): Uint8Array<ArrayBuffer> {
  const time = varint(millis);
  const bytes = new Uint8Array(12 + time.length);
  bytes.set([0x12, 10 + time.length, 0x09]);
  new DataView(bytes.buffer).setFloat64(3, value, true);
  bytes[11] = 0x10;
  bytes.set(time, 12);
  return bytes;
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

// Arithmetic and not shifts: times in milliseconds have more than 32 bits.
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
