import { assertEquals, assertStringIncludes } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { suspectNamed, triageOf } from "../testing/triage_fixture.ts";
import { triageHeadline } from "./triage_headline.ts";

const LOOKED = "Looked at cluster, last 1h, at 2026-11-01T10:30:00Z: 20 nodes";
const SIGNAL = {
  signal: "error_rate",
  entity: { kind: "Service", namespace: "shop", name: "web" },
  labels: { code: "503" },
  unit: "requests/s",
  before: 0,
  now: 9,
  expr: "up",
};
const ALERT = {
  alertname: "KubePodCrashLooping",
  severity: "warning",
  namespace: "shop",
  subject: "Deployment/ads",
  members: 1,
  startsAt: "2026-10-30T08:00:00Z",
  state: "active",
};

describe("triageHeadline", () => {
  it("names the likeliest cause that is not old, what it is and since when", () => {
    const old = suspectNamed("ads", { isOld: true });
    const cause = suspectNamed("cart", { since: "2026-11-01T10:12:00Z" });
    assertEquals(
      triageHeadline(triageOf({ verdict: "cause", suspects: [old, cause] })),
      `Likely cause (confidence high): Deployment shop/cart: Container ends again and again since 18m. ${LOOKED}`,
    );
  });

  it("says why it is not sure, the first three reasons", () => {
    const doubts = ["loki unavailable", "a", "b", "c", "d"];
    const suspects = [suspectNamed("cart")];
    const text = triageHeadline(
      triageOf({ verdict: "cause", confidence: "low", doubts, suspects }),
    );
    assertStringIncludes(
      text,
      "(confidence low: loki unavailable; a; b and 2 more): Deployment shop/cart",
    );
  });

  it("says what suffers where no cause was found", () => {
    assertEquals(
      triageHeadline(triageOf({ verdict: "symptoms", signals: [SIGNAL] })),
      "No cause found (confidence high), but Service shop/web error_rate code=503 0/s → 9/s. Looked at cluster, last 1h, at 2026-11-01T10:30:00Z: 20 nodes",
    );
  });

  it("finds nothing, and counts what is old or minor beside it", () => {
    assertEquals(triageHeadline(triageOf()), `Nothing found (confidence high). ${LOOKED}`);
    const suspects = [suspectNamed("ads", { isOld: true })];
    assertEquals(
      triageHeadline(triageOf({ suspects, alerts: [ALERT] })),
      `Nothing found (confidence high); listed below: 1 alert, 1 old or minor finding. ${LOOKED}`,
    );
  });
});
