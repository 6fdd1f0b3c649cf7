import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects, assertThrows } from "@std/assert";
import { parseArgs } from "node:util";
import {
  type Command,
  EXIT,
  readPort,
  Refusal,
  runCommandLine,
  UsageError,
} from "./command_line.ts";
import { ConfigError } from "./config.ts";

function commandThat(run: Command["run"]): Readonly<Record<string, Command>> {
  return { work: { usage: "work", summary: "Works", run } };
}

describe("runCommandLine()", () => {
  it("gives the arguments to the command and its exit code to the shell", async () => {
    const commands = commandThat((args) => Promise.resolve(args.length));
    assertEquals(await runCommandLine(commands, ["work", "a", "b", "c"]), 3);
  });

  it("tells misuse from failure by the exit code", async () => {
    const codeOf = (error: Error) =>
      runCommandLine(commandThat(() => Promise.reject(error)), ["work"]);
    assertEquals(await codeOf(new UsageError("Expected one tool")), EXIT.misused);
    assertEquals(await codeOf(new ConfigError(["port: wrong"])), EXIT.misused);
    assertEquals(await codeOf(new Refusal("Cannot listen")), EXIT.failed);
    assertEquals(await runCommandLine({}, ["toString"]), EXIT.misused);
  });

  it("takes an option that parseArgs does not know for misuse", async () => {
    const command = commandThat((args) => {
      parseArgs({ args: [...args], options: {} });
      return Promise.resolve(EXIT.ok);
    });
    assertEquals(await runCommandLine(command, ["work", "--nonsense"]), EXIT.misused);
  });

  it("does not hide a defect", async () => {
    const broken = commandThat(() => Promise.reject(new TypeError("boom")));
    await assertRejects(() => runCommandLine(broken, ["work"]), TypeError, "boom");
  });
});

describe("readPort()", () => {
  it("reads a port and refuses what is none", () => {
    assertEquals([readPort("0"), readPort("65535")], [0, 65_535]);
    for (const text of ["65536", "-1", "1e3", "http", ""]) {
      assertThrows(() => readPort(text), UsageError, "Expected a port");
    }
  });
});
