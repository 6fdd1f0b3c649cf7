import { PRODUCT } from "./catalogue/product.ts";
import { ConfigError } from "./config.ts";

/** One word of the command line. */
export interface Command {
  /** What follows the program's name. */
  readonly usage: string;
  readonly summary: string;
  /** Does it and gives the exit code. @throws {UsageError} @throws {Refusal} @throws {ConfigError} */
  run(args: readonly string[]): Promise<number>;
}

export const EXIT = { ok: 0, failed: 1, misused: 2 } as const;

/** The command line was wrong; the usage of its command is printed with it. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The work cannot be done as things are; the message says what to change, and is all that is printed. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

const encoder = new TextEncoder();

/** Prints to standard output. */
export function print(text: string): void {
  Deno.stdout.writeSync(encoder.encode(`${text}\n`));
}

/** Prints to standard error. */
export function complain(text: string): void {
  Deno.stderr.writeSync(encoder.encode(`${text}\n`));
}

/** Runs the command that the first argument names and gives the exit code; errors are printed, not thrown. */
export async function runCommandLine(
  commands: Readonly<Record<string, Command>>,
  [word, ...args]: readonly string[],
): Promise<number> {
  if (word === "--version") {
    print(`${PRODUCT.name} ${PRODUCT.version}`);
    return EXIT.ok;
  }
  if (word === undefined || word === "--help" || word === "-h" || word === "help") {
    print(help(commands));
    return word === undefined ? EXIT.misused : EXIT.ok;
  }
  const command = Object.hasOwn(commands, word) ? commands[word] : undefined;
  if (command === undefined) {
    complain(`Unknown command "${word}"\n\n${help(commands)}`);
    return EXIT.misused;
  }
  if (args.includes("--help")) {
    print(usage(command));
    return EXIT.ok;
  }
  return await run(command, args);
}

async function run(command: Command, args: readonly string[]): Promise<number> {
  try {
    return await command.run(args);
  } catch (error) {
    if (error instanceof UsageError || isMisreadOption(error)) {
      complain(`${error.message}\n\n${usage(command)}`);
      return EXIT.misused;
    }
    if (error instanceof ConfigError) {
      complain(error.message);
      return EXIT.misused;
    }
    if (!(error instanceof Refusal)) throw error;
    complain(error.message);
    return EXIT.failed;
  }
}

/** Reads a port from the command line. @throws {UsageError} */
export function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError("Expected a port between 0 and 65535");
}

/** Whether it is what `parseArgs` throws at an option it does not know. */
function isMisreadOption(error: unknown): error is TypeError {
  return error instanceof TypeError && "code" in error &&
    String(error.code).startsWith("ERR_PARSE_ARGS_");
}

function usage({ usage, summary }: Command): string {
  return `Usage: ${PRODUCT.name} ${usage}\n${summary}`;
}

function help(commands: Readonly<Record<string, Command>>): string {
  const width = Math.max(...Object.keys(commands).map((word) => word.length));
  const lines = Object.entries(commands)
    .map(([word, { summary }]) => `  ${word.padEnd(width)}  ${summary}`);
  return [
    `Usage: ${PRODUCT.name} COMMAND [--help]`,
    "",
    ...lines,
    "",
    "Settings come from TELEMCP_… variables and the file that TELEMCP_CONFIG names.",
  ].join("\n");
}
