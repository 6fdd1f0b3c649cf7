/** Load from `wrk`, pinned to one core: request bodies in turn over a number of connections. */

export interface Load {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  /** Sent in turn; each a body (POST) or a path with query (GET). */
  readonly requests: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  /** The core that `wrk` runs on. */
  readonly core: number;
}

export interface LoadResult {
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 2xx and broken connections. */
  readonly failures: number;
}

/** Runs one load to its end. @throws {Error} when `wrk` is not installed or fails */
export async function runLoad(load: Load): Promise<LoadResult> {
  const script = await Deno.makeTempFile({ suffix: ".lua" });
  try {
    await Deno.writeTextFile(script, luaScript(load));
    const { success, stdout, stderr } = await new Deno.Command("taskset", {
      args: [
        "-c",
        String(load.core),
        "wrk",
        ...["-t", "1", "-c", String(load.connections), "-d", `${load.seconds}s`],
        ...["--timeout", "30s", "-s", script, load.url],
      ],
    }).output();
    const text = new TextDecoder();
    if (!success) throw new Error(`wrk: ${text.decode(stderr)}`);
    return parseResult(text.decode(stdout));
  } finally {
    await Deno.remove(script);
  }
}

function luaScript({ method, headers, requests }: Load): string {
  const field = (name: string, value: string) => `  [${quote(name)}] = ${quote(value)},`;
  return [
    "local headers = {",
    ...Object.entries(headers).map(([name, value]) => field(name, value)),
    "}",
    "local requests = {",
    ...requests.map((request) => `  ${quote(request)},`),
    "}",
    "local turn = 0",
    "function request()",
    "  turn = turn % #requests + 1",
    method === "GET"
      ? "  return wrk.format('GET', requests[turn], headers)"
      : "  return wrk.format('POST', nil, headers, requests[turn])",
    "end",
    "function done(summary, latency)",
    "  local e = summary.errors",
    "  io.write(string.format('RESULT %d %d %d %d %d\\n', summary.requests, summary.duration,",
    "    latency:percentile(50), latency:percentile(99),",
    "    e.connect + e.read + e.write + e.status + e.timeout))",
    "end",
  ].join("\n");
}

function quote(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&").replace(/\n/g, "\\n")}"`;
}

function parseResult(output: string): LoadResult {
  const numbers = /RESULT (\d+) (\d+) (\d+) (\d+) (\d+)/.exec(output)?.slice(1).map(Number);
  if (numbers === undefined) throw new Error(`wrk: no result in ${output}`);
  const [requests = 0, microseconds = 1, p50 = 0, p99 = 0, failures = 0] = numbers;
  return {
    requests,
    requestsPerSecond: requests / (microseconds / 1e6),
    p50Ms: p50 / 1_000,
    p99Ms: p99 / 1_000,
    failures,
  };
}
