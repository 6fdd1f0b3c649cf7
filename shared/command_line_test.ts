import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { type Command, EXIT, Refusal, runCommandLine, UsageError } from "./command_line.ts";
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

  it("does not hide a defect", async () => {
    const broken = commandThat(() => Promise.reject(new TypeError("boom")));
    await assertRejects(() => runCommandLine(broken, ["work"]), TypeError, "boom");
  });
});
