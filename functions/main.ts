import { parseArgs } from "node:util";
import { type Command, EXIT, print, Refusal, runCommandLine } from "../shared/command_line.ts";
import { loadConfig } from "../shared/config.ts";
import type { Principal, Runtime } from "../shared/context.ts";
import { ToolError } from "../shared/errors.ts";
import { observe, serveHttp } from "../shared/http/server.ts";
import { startTracing } from "../shared/http/start_tracing.ts";
import { serveMcp } from "../shared/mcp/serve.ts";
import { configOfEnvironment, createRuntime } from "../shared/runtime.ts";
import { tools } from "./_registry.ts";

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: {
    usage: "serve [--replay FILE]",
    summary: "Serves MCP and the JSON routes, of a recorded incident too, until SIGTERM or SIGINT",
    run: serve,
  },
  stdio: {
    usage: "stdio [--key-file FILE]",
    summary: "Serves one MCP client over standard input and output",
    run: stdio,
  },
  call: {
    usage: "call TOOL [JSON] [--url URL] [--key-file FILE] | call --list",
    summary: "Calls a tool of a running server and prints its answer",
    run: async (args) => (await import("../shared/mcp/call_command.ts")).call(args),
  },
  capture: {
    usage: "capture -o FILE [--since 2h] [--namespace NAME] [--key-file FILE]",
    summary: "Records an incident: what all sources say since a time, in one file to be replayed",
    run: capture,
  },
  demo: {
    usage: "demo [--scenario ID] [--port N] [--scenarios DIR] | demo --list",
    summary: "Serves an incident of a cluster from memory and shows what an agent would read",
    run: demo,
  },
  embedded: {
    usage: "embedded [--scenario ID | --base NAME] [--port N] [--scenarios DIR]",
    summary:
      "Serves the APIs of a cluster from memory, for kubectl and others, until SIGTERM or SIGINT",
    run: async (args) =>
      (await import("../shared/embedded/embedded_command.ts")).embedded(args, toldToStop()),
  },
};

async function serve(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { replay: { type: "string" } } });
  const upstreams = values.replay === undefined ? undefined : await openReplay(values.replay);
  const config = await configOfEnvironment(upstreams?.settings);
  const stopTracing = await startTracing(config);
  const observation = observe(config);
  const { log, recorder } = observation;
  const runtime = await createRuntime(config, { ...upstreams, tools, recorder });
  const onError = (error: Error) => log("debug", { event: "mcp", error });
  const server = serveHttp(runtime, { ...observation, mcp: await serveMcp(runtime, { onError }) });
  runtime.start();
  await toldToStop();
  await server.stop();
  await stopTracing();
  return EXIT.ok;
}

async function stdio(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { "key-file": { type: "string" } } });
  const config = await configOfEnvironment();
  const stopTracing = await startTracing(config);
  const { log, recorder } = observe(config);
  const runtime = await createRuntime(config, { tools, recorder });
  const principal = await principalOf(runtime, values["key-file"]);
  runtime.start();
  const { serveOverStdio } = await import("../shared/mcp/stdio.ts");
  const onError = (error: Error) => log("warn", { event: "mcp", error });
  await serveOverStdio(runtime, { principal, onError });
  await runtime.close();
  await stopTracing();
  return EXIT.ok;
}

async function principalOf(runtime: Runtime, keyFile: string | undefined): Promise<Principal> {
  const key = keyFile && (await Deno.readTextFile(keyFile)).trim();
  const principal = await runtime.identify(key);
  if (principal === undefined || (key === undefined && runtime.config.mode === "production")) {
    throw new Refusal("Cannot read without a valid key here: name its file with --key-file");
  }
  return principal;
}

async function openReplay(path: string) {
  const { readIncidentFile } = await import("../shared/storage/incident_file.ts");
  const { replayUpstreams } = await import("../shared/embedded/replay/replay_upstreams.ts");
  return replayUpstreams(await readIncidentFile(path).catch(refuse));
}

async function capture(args: readonly string[]): Promise<number> {
  const { captureToFile, readCaptureOptions } = await import("../shared/capture_command.ts");
  const options = readCaptureOptions(args);
  const runtime = await createRuntime(await configOfEnvironment(), { tools });
  const principal = await principalOf(runtime, options.keyFile);
  await captureToFile(runtime, { ...options, principal, stop: toldToStop() }).catch(refuse);
  await runtime.close();
  return EXIT.ok;
}

/** What a tool would answer is all that the command line prints. */
function refuse(error: unknown): never {
  throw error instanceof ToolError ? new Refusal(error.text) : error;
}

async function demo(args: readonly string[]): Promise<number> {
  const { demoList, openDemo, readDemoOptions } = await import("../shared/embedded/demo.ts");
  const options = readDemoOptions(args);
  if (options.list) {
    print(await demoList(options));
    return EXIT.ok;
  }
  const { upstreams, symptom } = await openDemo(options);
  const config = loadConfig({
    ...upstreams.settings,
    TELEMCP_PORT: String(options.port),
    TELEMCP_LOG_LEVEL: "warn",
  });
  const observation = observe(config);
  const { recorder } = observation;
  const runtime = await createRuntime(config, { ...upstreams, tools, recorder });
  const server = serveHttp(runtime, { ...observation, mcp: await serveMcp(runtime) });
  const { showFirstCalls } = await import("../shared/mcp/first_calls.ts");
  await showFirstCalls({ url: `${server.url}/mcp`, symptom, now: upstreams.now(), print });
  await toldToStop();
  await server.stop();
  return EXIT.ok;
}

function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      Deno.addSignalListener(signal, () => resolve());
    }
  });
}

if (import.meta.main) Deno.exit(await runCommandLine(COMMANDS, Deno.args));
