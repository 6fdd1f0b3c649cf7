import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { LogShift } from "../signals/log_shift.ts";
import { DISK_RULES } from "./rules_disks.ts";
import { lineOf } from "../../testing/signal_fixture.ts";
import { situationWith, told } from "../../testing/situation_fixture.ts";

const SAMPLE = "open /spool/7: no space left on device";

function toldOf(disk: { used_percent: number; inodes_percent: number }, logs: LogShift[] = []) {
  const facts = { disks: [{ mount: "/var", device: "/dev/vdb", ...disk }] };
  const hosts = [{ version: 1 as const, node: "node-01", facts }];
  return told(DISK_RULES, situationWith({ hosts, logs }));
}

describe("host-disk-full", () => {
  it("tells inodes from bytes", () => {
    assertEquals(toldOf({ used_percent: 38, inodes_percent: 100 }), [
      "host-disk-full 2: Node node-01",
      "- node-01 disk /var 100% of inodes used, 38% of its bytes",
    ]);
  });

  it("weighs more where a workload could not write on that node", () => {
    const logs = [lineOf("orders", SAMPLE, { nodes: ["node-01"] })];
    assertEquals(toldOf({ used_percent: 99, inodes_percent: 12 }, logs), [
      "host-disk-full 3: Node node-01",
      "- node-01 disk /var 99% full",
      "- Deployment shop/orders logs no space left on device since 10:05, 100 lines «open " +
      "/spool/7: no space left on device»",
    ]);
  });

  it("leaves out what failed on other nodes", () => {
    const logs = [lineOf("orders", SAMPLE, { nodes: ["node-02"] })];
    assertEquals(
      toldOf({ used_percent: 99, inodes_percent: 12 }, logs)[0],
      "host-disk-full 2: Node node-01",
    );
  });
});
