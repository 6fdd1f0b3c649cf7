import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Coverage } from "../../render/coverage.ts";
import type { Signal } from "../signals/signal.ts";
import type { Suspect } from "./ranking.ts";
import { situationOf } from "./situation.ts";
import { judge } from "./verdict.ts";

const NOW = new Date("2026-11-01T10:30:00Z");
const OK: readonly Coverage[] = [{ source: "kubernetes", state: "ok" }];

function suspect(name: string, parts: Partial<Suspect> & { severity?: 1 | 2 | 3 } = {}): Suspect {
  const { severity = 3, ...rest } = parts;
  const entity = { kind: "Service", namespace: "shop", name };
  return {
    entity,
    findings: [{ entity, rule: "r", class: 2, title: "t", severity, facts: [{ text: "f" }] }],
    isOld: false,
    explains: [{ entity, since: "2026-11-01T10:12:00Z" }],
    changes: [],
    score: 50,
    ...rest,
  };
}

const FAILING: Signal = {
  signal: "errors",
  entity: { kind: "Service", namespace: "shop", name: "web" },
  labels: {},
  unit: "requests/s",
  now: 9,
  score: 50,
  since: "2026-11-01T10:12:00Z",
  isBad: true,
  expr: "up",
};

function verdict(
  suspects: readonly Suspect[],
  { signals = [], coverage = OK }: {
    readonly signals?: readonly Signal[];
    readonly coverage?: readonly Coverage[];
  } = {},
) {
  const window = { start: new Date("2026-11-01T09:30:00Z"), end: NOW };
  return judge({ suspects, situation: situationOf({ now: NOW, window, signals }), coverage });
}

describe("judge", () => {
  it("is sure of one cause that explains what suffers", () => {
    assertEquals(verdict([suspect("cart")], { signals: [FAILING] }), {
      kind: "cause",
      confidence: "high",
      doubts: [],
    });
  });

  it("doubts a cause that nothing that suffers depends on", () => {
    assertEquals(
      verdict([suspect("cart", { explains: [] })], { signals: [FAILING] }).confidence,
      "medium",
    );
  });

  it("doubts a cause beside another that is nearly as likely", () => {
    const close = verdict([suspect("cart"), suspect("mail", { score: 47 })]);
    assertEquals(close.doubts, ["mail is nearly as likely"]);
    assertEquals(close.confidence, "medium");
    assertEquals(verdict([suspect("cart"), suspect("mail", { score: 30 })]).confidence, "high");
  });

  it("does not count a victim as a rival of its cause", () => {
    const victim = suspect("web", { score: 47, explainedBy: suspect("cart").entity });
    assertEquals(verdict([suspect("cart"), victim]).confidence, "high");
  });

  it("is less sure where a source could not be read, and names it", () => {
    const coverage: readonly Coverage[] = [...OK, { source: "loki", state: "unavailable" }];
    assertEquals(verdict([suspect("cart")], { coverage }), {
      kind: "cause",
      confidence: "medium",
      doubts: ["loki unavailable"],
    });
  });

  it("is less sure of nothing where a namespace may not be read, and says so once", () => {
    const forbidden: Coverage = { source: "namespace platform", state: "forbidden" };
    assertEquals(verdict([], { coverage: [...OK, forbidden, forbidden] }), {
      kind: "nothing",
      confidence: "medium",
      doubts: ["namespace platform forbidden"],
    });
  });

  it("calls it no cause where something fails and nobody could look why", () => {
    const located = suspect("web");
    const [lead] = located.findings;
    const findings = [{ ...lead, locates: true as const }] as const;
    const coverage: readonly Coverage[] = [...OK, { source: "loki", state: "unavailable" }];
    const suspects = [{ ...located, findings }];
    assertEquals(verdict(suspects, { signals: [FAILING], coverage }).kind, "symptoms");
    assertEquals(verdict(suspects, { signals: [FAILING] }).kind, "cause");
  });

  it("finds symptoms without a cause", () => {
    assertEquals(verdict([], { signals: [FAILING] }).kind, "symptoms");
    assertEquals(
      verdict([suspect("cart", { isOld: true })], { signals: [FAILING] }).kind,
      "symptoms",
    );
  });

  it("finds nothing where all that is wrong is old or minor", () => {
    const minor = suspect("cart", { severity: 1 });
    assertEquals(verdict([suspect("ads", { isOld: true }), minor]), {
      kind: "nothing",
      confidence: "high",
      doubts: [],
    });
  });
});
