import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { deploymentNamed, lineOf, readyShop, signalOf } from "../../testing/signal_fixture.ts";
import { cartEvent, situationWith, told } from "../../testing/situation_fixture.ts";
import type { SituationParts } from "./situation.ts";
import { API_SERVER } from "./api_server_load.ts";
import { API_SERVER_RULES } from "./rules_api_server.ts";

const REJECTED = signalOf("api_rejected", API_SERVER, {
  labels: { priority_level: "workload-low", reason: "queue-full" },
  now: 38,
});
const REFUSED = signalOf("api_error_rate", API_SERVER, {
  labels: { verb: "LIST", resource: "pods", code: "429" },
  now: 31,
});
const ASKED = signalOf("api_request_rate", API_SERVER, {
  labels: { verb: "LIST", resource: "pods" },
  before: 2,
  now: 75,
  isBad: false,
});
const COUNTED = signalOf("client_api_rate", deploymentNamed("auditor"), { now: 158, isBad: false });
const SLOW = signalOf("api_latency_p99", API_SERVER, {
  labels: { verb: "LIST" },
  unit: "seconds",
  before: 0.1,
  now: 6,
});

function tell(parts: Partial<SituationParts>) {
  const objects = readyShop("auditor", "metrics");
  return told(API_SERVER_RULES, situationWith({ objects, ...parts }));
}

describe("api-server-overloaded", () => {
  it("blames the client that asks most, and says what is asked, answered and refused", () => {
    const signals = [REJECTED, REFUSED, ASKED, COUNTED];
    const logs = [
      lineOf("auditor", "LIST pods: trying again at once"),
      lineOf("metrics", "list of pods: too many requests"),
    ];
    const events = [cartEvent({ reason: "LeaderElection", message: "x stopped leading" })];
    assertEquals(tell({ signals, logs, events }), [
      "api-server-overloaded 3: Deployment shop/auditor since 10:05",
      "- apiserver refuses with 429: rejected by priority level workload-low (queue-full) 0/s → 38/s; 429 for LIST pods 0/s → 31/s since 10:05",
      "- auditor asks the API server 0/s → 158/s",
      "- Deployment shop/auditor logs a new line since 10:05, 100 lines «LIST pods: trying again at once»",
      "- LIST pods: 44/s answered, 31/s refused, 2/s before",
      "- Deployment shop/metrics logs that the API server refuses it since 10:05, 100 lines «list of pods: too many requests»",
      "- cart-6d5f7c9b8-x2x4z failed to renew lease 4 times since 10:05 «x stopped leading»",
      "+ auditor: 1/1 ready, 0 restarts",
    ]);
  });

  it("blames a client that counts nothing by its logs beside a change of its own", () => {
    const logs = [lineOf("auditor", "LIST pods: 429, trying again")];
    const change = {
      at: "2026-11-01T10:01:00Z",
      entity: deploymentNamed("auditor"),
      kind: "created" as const,
      field: "object",
      source: "change log" as const,
    };
    assertEquals(
      tell({ signals: [REJECTED], logs, changes: [change] })[0],
      "api-server-overloaded 3: Deployment shop/auditor since 10:05",
    );
  });

  it("blames the API server itself where no client is known", () => {
    assertEquals(
      tell({ signals: [REFUSED] })[0],
      "api-server-overloaded 3: Service default/kubernetes since 10:05",
    );
  });

  it("is disconfirmed by as many refusals before", () => {
    const { since: _, ...always } = REJECTED;
    assertEquals(tell({ signals: [{ ...always, before: 36 }] }), [
      "not api-server-overloaded: the API server refuses as many requests as before",
    ]);
  });

  it("leaves errors that have nothing to do with load alone", () => {
    assertEquals(
      tell({ signals: [{ ...REFUSED, labels: { ...REFUSED.labels, code: "404" } }] }),
      [],
    );
  });
});

describe("api-server-slow", () => {
  it("finds answers that take longer where nothing explains it", () => {
    const logs = [lineOf("metrics", "failed to renew lease: context deadline exceeded")];
    assertEquals(tell({ signals: [SLOW], logs }), [
      "api-server-slow 2: Service default/kubernetes since 10:05",
      "- Service default/kubernetes api_latency_p99 verb=LIST 0.1s → 6s",
      "- Deployment shop/metrics logs that the API server refuses it since 10:05, 100 lines «failed to renew lease: context deadline exceeded»",
    ]);
  });

  it("finds several verbs that got slower", () => {
    const writes = { ...SLOW, labels: { verb: "PUT" } };
    assertEquals(tell({ signals: [SLOW, writes] }), [
      "api-server-slow 2: Service default/kubernetes since 10:05",
      "- Service default/kubernetes api_latency_p99 verb=LIST 0.1s → 6s",
      "- Service default/kubernetes api_latency_p99 verb=PUT 0.1s → 6s",
    ]);
  });

  it("is disconfirmed by one slow verb of which nobody complains", () => {
    assertEquals(tell({ signals: [SLOW] }), [
      "not api-server-slow: one verb is slow, and nobody fails for it",
    ]);
  });

  it("leaves the rest to an overload", () => {
    assertEquals(tell({ signals: [SLOW, REJECTED] }).filter((line) => /slow/.test(line)), []);
  });
});

describe("etcd-slow", () => {
  const etcd = { kind: "Pod", namespace: "kube-system", name: "etcd-cp-01" };
  const fsync = signalOf("etcd_fsync_p99", etcd, { unit: "seconds", before: 0.01, now: 0.8 });

  it("blames the disk of etcd for an API server that answers slowly", () => {
    assertEquals(tell({ signals: [SLOW, fsync] }), [
      "etcd-slow 3: Pod kube-system/etcd-cp-01 since 10:05",
      "- etcd fsync p99 0.01s → 0.8s",
    ]);
  });

  it("is disconfirmed by an API server as fast as before", () => {
    assertEquals(tell({ signals: [fsync] }), [
      "not etcd-slow: the API server answers as fast as before",
    ]);
  });
});
