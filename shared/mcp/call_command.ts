import { parseArgs } from "node:util";
import { EXIT, print, Refusal, UsageError } from "../command_line.ts";
import { type CallOptions, callTool, listTools } from "./call.ts";

/** The command `call`: calls a tool of a running server, or lists its tools. */
export async function call(args: readonly string[]): Promise<number> {
  const { values, positionals } = parsed(args);
  const keyFile = values["key-file"];
  const server: CallOptions = {
    url: values.url,
    ...(keyFile !== undefined && { key: await readKey(keyFile) }),
  };
  if (values.list) {
    print(await reached(server, () => listTools(server)));
    return EXIT.ok;
  }
  const [name, json = "{}", ...rest] = positionals;
  if (name === undefined || rest.length > 0) throw new UsageError("Expected one tool");
  const request = { name, arguments: toolArguments(json) };
  const { text, isError } = await reached(server, () => callTool(server, request));
  print(text);
  return isError ? EXIT.failed : EXIT.ok;
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        url: { type: "string", default: "http://127.0.0.1:8080/mcp" },
        "key-file": { type: "string" },
        list: { type: "boolean", default: false },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : "Cannot read the options");
  }
}

function toolArguments(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // The same complaint as for JSON that is no object.
  }
  throw new UsageError(`Expected the arguments as one JSON object, e.g. '{"namespace":"shop"}'`);
}

async function readKey(file: string): Promise<string> {
  try {
    return (await Deno.readTextFile(file)).trim();
  } catch (cause) {
    throw new Refusal(`Cannot read the key file ${file}`, { cause });
  }
}

async function reached<T>({ url }: CallOptions, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Refusal(`Cannot call ${url}: ${why}`, { cause });
  }
}
