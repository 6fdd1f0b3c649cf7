import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { lineOf } from "../../testing/signal_fixture.ts";
import { situationWith } from "../../testing/situation_fixture.ts";
import type { LogShift } from "../signals/log_shift.ts";
import {
  failedCalls,
  failureKind,
  failuresByService,
  isClusterName,
  serviceName,
} from "./failed_calls.ts";

const SERVICES = [
  { metadata: { name: "orders", namespace: "shop" }, spec: { clusterIP: "10.96.4.7" } },
  { metadata: { name: "orders-db", namespace: "data" }, spec: { clusterIP: "None" } },
];

function callsIn(shift: LogShift) {
  const situation = situationWith({ objects: { services: SERVICES }, logs: [shift] });
  return failedCalls(situation).map(({ kind, host, port, service }) =>
    [kind, host, port, service?.metadata.name] as const
  );
}

describe("failedCalls", () => {
  const cases: readonly (readonly [line: string, ...readonly unknown[]])[] = [
    [
      "dial tcp 10.96.4.7:8080: connect: connection refused",
      "connection refused",
      "10.96.4.7",
      8080,
      "orders",
    ],
    ["connect ECONNREFUSED orders:8080", "connection refused", "orders", 8080, "orders"],
    [
      'Get "http://orders.shop.svc.cluster.local:8080/v1": i/o timeout',
      "timeout",
      "orders.shop.svc.cluster.local",
      8080,
      "orders",
    ],
    [
      "lookup orders-db.data on 10.96.0.10:53: no such host",
      "no such host",
      "orders-db.data",
      undefined,
      "orders-db",
    ],
    ["getaddrinfo ENOTFOUND payments", "no such host", "payments", undefined, undefined],
    [
      "POST https://api.pay.example.org/charge timed out",
      "timeout",
      "api.pay.example.org",
      undefined,
      undefined,
    ],
  ];
  for (const [line, ...expected] of cases) {
    it(`reads ${line}`, () => {
      assertEquals(callsIn(lineOf("web", line)), [expected] as unknown);
    });
  }

  it("reads nothing in a line without a host, in other errors, and in lines that are gone", () => {
    assertEquals(callsIn(lineOf("web", "upstream timed out")), []);
    assertEquals(callsIn(lineOf("web", "orders:8080 answered 500")), []);
    assertEquals(callsIn(lineOf("web", "connect ECONNREFUSED orders:8080", { kind: "gone" })), []);
  });

  it("looks a bare name up in the caller's namespace", () => {
    const elsewhere = { kind: "Deployment", namespace: "dev", name: "web" };
    const line = lineOf("web", "connect ECONNREFUSED orders:8080", { entity: elsewhere });
    assertEquals(callsIn(line)[0]?.[3], undefined);
  });
});

describe("failuresByService", () => {
  it("groups the calls that were meant for a Service of the cluster", () => {
    const logs = [
      lineOf("web", "connect ECONNREFUSED orders:8080"),
      lineOf("edge", "dial tcp 10.96.4.7:8080: i/o timeout"),
      lineOf("edge", "getaddrinfo ENOTFOUND payments"),
    ];
    const failures = failedCalls(situationWith({ objects: { services: SERVICES }, logs }));
    const counts = [...failuresByService(failures)].map(([key, calls]) => [key, calls.length]);
    assertEquals(counts, [["Service shop/orders", 2]]);
  });
});

describe("failureKind", () => {
  it("tells a refusal, a timeout and a name that does not resolve apart", () => {
    assertEquals(
      ["connection refused", "context deadline exceeded", "SERVFAIL", "all is well"].map(
        failureKind,
      ),
      ["connection refused", "timeout", "no such host", undefined],
    );
  });
});

describe("names of the cluster", () => {
  it("are bare or say svc", () => {
    const hosts = ["orders", "orders.shop.svc", "orders.shop.svc.cluster.local", "example.org"];
    assertEquals(hosts.map(isClusterName), [true, true, true, false]);
  });

  it("hold the namespace second, the caller's where they have none", () => {
    const caller = { kind: "Deployment", namespace: "shop", name: "web" };
    assertEquals(serviceName("orders", caller), { namespace: "shop", name: "orders" });
    assertEquals(serviceName("db.data.svc.", caller), { namespace: "data", name: "db" });
  });
});
