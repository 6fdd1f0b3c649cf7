import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { HostFacts } from "../catalogue/node_facts.ts";
import { isStale } from "./node_facts_age.ts";
import { hostTroubles } from "./node_facts_trouble.ts";

const AT = new Date("2026-11-01T10:30:00Z");

function troubles(facts: HostFacts): string[] {
  return hostTroubles(facts, AT).map(({ fact, grade, text }) => `${grade} ${fact}: ${text}`);
}

describe("hostTroubles()", () => {
  const cases: readonly { name: string; facts: HostFacts; expected: readonly string[] }[] = [
    { name: "nothing where nothing could be read", facts: {}, expected: [] },
    {
      name: "failed units and units that restart over and over, not stopped ones",
      facts: {
        units: [
          { name: "kubelet.service", state: "failed" },
          { name: "chrony.service", state: "activating", sub: "auto-restart", restarts: 31 },
          { name: "backup.service", state: "inactive", sub: "dead" },
        ],
      },
      expected: [
        "broken units: kubelet.service failed",
        "broken units: chrony.service restarts (31)",
      ],
    },
    {
      name: "disks and inodes from 85 % on",
      facts: {
        disks: [
          { mount: "/", used_percent: 84.9, inodes_percent: 85 },
          { mount: "/var", used_percent: 95 },
        ],
      },
      expected: ["broken disks: /var 95% full", "soon disks: / 85% of inodes used"],
    },
    {
      name: "a connection table from three quarters on",
      facts: { conntrack: { entries: 196_608, max: 262_144 } },
      expected: ["soon conntrack: conntrack 75% full (196608/262144)"],
    },
    {
      name: "a full connection table",
      facts: { conntrack: { entries: 262_144, max: 262_144 } },
      expected: ["broken conntrack: conntrack 100% full (262144/262144)"],
    },
    {
      name: "no share of a connection table without a size",
      facts: { conntrack: { entries: 0, max: 0 } },
      expected: [],
    },
    {
      name: "a clock that is off, even a synchronised one",
      facts: { time: { synchronised: true, offset_seconds: -1.2044 } },
      expected: ["broken time: clock -1.204s off"],
    },
    {
      name: "a clock that nothing keeps",
      facts: { time: { synchronised: false, offset_seconds: 0.001 } },
      expected: ["soon time: clock not synchronised"],
    },
    {
      name: "certificates that end within three weeks, and a reboot that is due",
      facts: {
        certificates: [
          { path: "/a.pem", not_after: "2026-10-30T10:30:00Z" },
          { path: "/b.pem", not_after: "2026-11-07T10:30:00Z" },
          { path: "/c.pem", not_after: "2026-11-22T10:31:00Z" },
        ],
        packages: { pending: 3, security: 1, reboot_required: true },
      },
      expected: [
        "broken certificates: /a.pem expired 2d ago",
        "soon certificates: /b.pem expires in 6d",
        "soon packages: reboot required",
      ],
    },
  ];
  for (const { name, facts, expected } of cases) {
    it(`finds ${name}`, () => assertEquals(troubles(facts), expected));
  }
});

describe("isStale()", () => {
  it("holds facts for a quarter of an hour", () => {
    assertEquals(isStale("2026-11-01T10:15:00Z", AT), false);
    assertEquals(isStale("2026-11-01T10:14:59Z", AT), true);
    assertEquals(isStale(undefined, AT), true);
  });
});
