import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import { createAlertmanager } from "./alertmanager.ts";
import { readingWith } from "../testing/loopback_fixture.ts";

// The answers have the shape of Alertmanager 0.34's API v2.
const ALERT = {
  annotations: { summary: "cart is down" },
  endsAt: "2026-11-01T10:34:00.000Z",
  fingerprint: "0a1b2c3d4e5f6071",
  receivers: [{ name: "default" }],
  startsAt: "2026-11-01T10:00:00.000Z",
  status: { inhibitedBy: ["ffff"], mutedBy: [], silencedBy: ["9d2c"], state: "suppressed" },
  updatedAt: "2026-11-01T10:30:00.000Z",
  generatorURL: "http://prometheus:9090/graph",
  labels: { alertname: "Down", namespace: "shop" },
};
const SILENCE = {
  id: "9d2c",
  status: { state: "active" },
  updatedAt: "2026-11-01T09:00:00.000Z",
  comment: "maintenance",
  createdBy: "ops",
  endsAt: "2026-11-01T12:00:00.000Z",
  startsAt: "2026-11-01T09:00:00.000Z",
  matchers: [
    { isEqual: false, isRegex: true, name: "namespace", value: "kube-.*" },
    { isRegex: false, name: "alertname", value: "Down" },
  ],
};

const reading = readingWith(createAlertmanager, {
  name: "alertmanager",
  setting: "TELEMCP_ALERTMANAGER_URL",
});

describe("alertmanager.alerts()", () => {
  it("gives alerts with what silences and inhibits them", async () => {
    const { result, requests } = await reading(
      () => Response.json([ALERT]),
      (one) => one.alerts({ filter: ['severity="critical"', "namespace=~shop|web"] }),
    );
    assertEquals(result, [{
      fingerprint: "0a1b2c3d4e5f6071",
      labels: { alertname: "Down", namespace: "shop" },
      annotations: { summary: "cart is down" },
      startsAt: "2026-11-01T10:00:00.000Z",
      endsAt: "2026-11-01T10:34:00.000Z",
      state: "suppressed",
      silencedBy: ["9d2c"],
      inhibitedBy: ["ffff"],
    }]);
    assertEquals(requests[0]?.path, "/api/v2/alerts");
    assertEquals(requests[0]?.parameters.getAll("filter"), [
      'severity="critical"',
      "namespace=~shop|web",
    ]);
  });

  it("rejects a filter that Alertmanager rejects", async () => {
    const { result } = await reading(
      () => Response.json("bad matcher format: severity", { status: 400 }),
      (one) => assertRejects(() => one.alerts({ filter: ["severity"] }), ToolError),
    );
    assertEquals(result.code, "upstream_rejected");
    assertEquals(
      result.message,
      "Cannot read alerts from Alertmanager: Alertmanager rejected the request",
    );
  });

  it("does not understand an object in place of the list", async () => {
    const { result } = await reading(
      () => Response.json({ alerts: [] }),
      (one) => assertRejects(() => one.alerts(), ToolError),
    );
    assertEquals(result.message, "Cannot understand the answer of Alertmanager");
  });
});

describe("alertmanager.silences()", () => {
  it("gives silences; a matcher without isEqual is a positive one", async () => {
    const { result } = await reading(() => Response.json([SILENCE]), (one) => one.silences());
    assertEquals(result, [{
      id: "9d2c",
      state: "active",
      createdBy: "ops",
      comment: "maintenance",
      startsAt: "2026-11-01T09:00:00.000Z",
      endsAt: "2026-11-01T12:00:00.000Z",
      matchers: [
        { name: "namespace", value: "kube-.*", isRegex: true, isEqual: false },
        { name: "alertname", value: "Down", isRegex: false, isEqual: true },
      ],
    }]);
  });
});

describe("alertmanager.health()", () => {
  const cases = [
    ["ready", "ok", undefined],
    ["disabled", "ok", undefined],
    ["settling", "degraded", "Its cluster has not settled yet"],
  ] as const;
  for (const [status, state, detail] of cases) {
    it(`is ${state} when its cluster is ${status}`, async () => {
      const { result: { latencyMs: _, ...health } } = await reading(
        () => Response.json({ cluster: { status }, versionInfo: { version: "0.34.2" } }),
        (one) => one.health(),
      );
      assertEquals(health, {
        name: "alertmanager",
        state,
        version: "0.34.2",
        ...(detail !== undefined && { detail }),
      });
    });
  }
});
