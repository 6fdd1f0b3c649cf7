import { parseArgs } from "node:util";
import { EXIT, print, readPort, Refusal, UsageError } from "../command_line.ts";
import { type BaseName, BASES } from "./base/base_sizes.ts";
import { runEmbedded } from "./run_embedded.ts";
import { refusing } from "./scenario_refusal.ts";

/** The command `embedded`: listens with the APIs of a scenario or a base until it is told to stop. */
export async function embedded(args: readonly string[], stop: Promise<void>): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      scenario: { type: "string" },
      base: { type: "string" },
      port: { type: "string" },
      scenarios: { type: "string", multiple: true, default: [] },
    },
  });
  const { scenario, base, port, scenarios: folders } = values;
  if (scenario !== undefined && base !== undefined) {
    throw new UsageError("Expected --scenario or --base, not both");
  }
  const stopping = new AbortController();
  stop.then(() => stopping.abort());
  const options = {
    folders,
    ...(scenario !== undefined && { scenario }),
    ...(base !== undefined && { base: readBase(base) }),
    ...(port !== undefined && { port: readPort(port) }),
    signal: stopping.signal,
    print,
  };
  await refusing(() => runEmbedded(options), { folders }).catch(refusePort);
  return EXIT.ok;
}

function readBase(name: string): BaseName {
  if (Object.hasOwn(BASES, name)) return name as BaseName;
  throw new UsageError(`Expected one of the bases ${Object.keys(BASES).join(", ")}`);
}

function refusePort(cause: unknown): never {
  if (!(cause instanceof Deno.errors.AddrInUse)) throw cause;
  throw new Refusal("Cannot listen: one of the five ports is in use, give another with --port", {
    cause,
  });
}
