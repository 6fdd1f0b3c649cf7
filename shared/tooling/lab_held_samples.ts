import type { Expected, Held } from "./lab_held.ts";
import { secondLab } from "./lab_second.ts";

/** Counts every sample again in the real Prometheus, and looks for the series that the file names. */
export async function heldSamples({ written, scenario, world }: Expected): Promise<Held> {
  const [start, end] = [world.startMs / 1000, world.nowMs / 1000];
  const found = { series: 0, samples: 0 };
  const problems: string[] = [];
  for (const [name, expected] of Object.entries(written.samples)) {
    const { series, samples } = await countSamples(name, { start, end });
    found.series += series;
    found.samples += samples;
    if (series === expected.series && samples === expected.samples) continue;
    problems.push(
      `${name}: ${samples} samples of ${series} series where ` +
        `${expected.samples} of ${expected.series} were written`,
    );
  }
  for (const selector of new Set(scenario.metrics.map(({ series }) => series))) {
    const series: readonly unknown[] = await read("series", { "match[]": selector, start, end });
    if (series.length === 0) problems.push(`no series ${selector}`);
  }
  return { counts: found, problems };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

async function countSamples(name: string, { start, end }: Span) {
  const query = `count_over_time({__name__=${JSON.stringify(name)}}[${end - start + 1}s])`;
  const { result }: { result: readonly { value: readonly [number, string] }[] } = await read(
    "query",
    { query, time: end },
  );
  const samples = result.reduce((sum, { value: [, count] }) => sum + Number(count), 0);
  return { series: result.length, samples };
}

async function read<Data>(path: string, parameters: Record<string, string | number>) {
  const body = new URLSearchParams(
    Object.entries(parameters).map(([name, value]) => [name, String(value)]),
  );
  const url = `${secondLab.urls.prometheus}/api/v1/${path}`;
  const answer: { data: Data; error?: string } = await (await fetch(url, { method: "POST", body }))
    .json();
  if (answer.error !== undefined) throw new Error(`Prometheus refuses ${path}: ${answer.error}`);
  return answer.data;
}
