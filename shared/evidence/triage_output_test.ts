import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import type { Change } from "../analysis/changes/change.ts";
import type { Finding } from "../analysis/findings/finding.ts";
import type { Relations, Suspect } from "../analysis/findings/ranking.ts";
import { deploymentNamed, lineOf, readyShop, signalOf } from "../testing/signal_fixture.ts";
import { cartPod, deploymentOf, situationWith } from "../testing/situation_fixture.ts";
import {
  changesOutput,
  checkedOutput,
  logsOutput,
  readyOutput,
  ruledOutOutput,
  signalsOutput,
  suspectOutput,
} from "./triage_output.ts";

function finding(name: string, parts: Partial<Finding> = {}): Finding {
  return {
    entity: deploymentNamed(name),
    rule: "container-crash-looping",
    class: 4,
    title: "Container ends again and again",
    severity: 3,
    facts: [{ text: `fact of ${name}` }],
    ...parts,
  };
}

function suspect(name: string, parts: Partial<Suspect> = {}): Suspect {
  return {
    entity: deploymentNamed(name),
    findings: [finding(name)],
    isOld: false,
    explains: [],
    changes: [],
    score: 40,
    ...parts,
  };
}

function change(name: string, at: string, parts: Partial<Change> = {}): Change {
  return {
    at,
    entity: deploymentNamed(name),
    kind: "rollout",
    field: "image",
    source: "change log",
    ...parts,
  };
}

const LIKELY = { score: 0.9, parts: { time: 0.9, topology: 1, type: 1 }, relation: "the same" };

/** Nothing depends on anything, but for what stands here as near. */
function relations(...neighbours: readonly string[]): Relations {
  return {
    hops: () => undefined,
    neighbours: () => neighbours.map(deploymentNamed),
    changesBehind: () => [],
  };
}

describe("suspectOutput", () => {
  it("folds the findings about one thing into one row, each fact once", () => {
    const again = finding("cart", {
      rule: "rollout-stuck",
      facts: [{ text: "fact of cart" }, { text: "fact of cart", quote: "said so" }],
      ruledOut: ["cart: image unchanged"],
    });
    const { rules, title, facts, ruledOut } = suspectOutput(
      suspect("cart", {
        findings: [finding("cart", { ruledOut: ["cart: image unchanged"] }), again],
      }),
    );
    assertEquals(rules, ["container-crash-looping", "rollout-stuck"]);
    assertEquals(title, "Container ends again and again");
    assertEquals(facts, [{ text: "fact of cart" }, { text: "fact of cart", quote: "said so" }]);
    assertEquals(ruledOut, ["cart: image unchanged"]);
  });

  it("keeps eight facts", () => {
    const facts = Array.from({ length: 12 }, (_, at) => ({ text: `fact ${at}` }));
    const [first, ...others] = facts as [{ text: string }, ...{ text: string }[]];
    const many = suspect("cart", { findings: [finding("cart", { facts: [first, ...others] })] });
    assertEquals(suspectOutput(many).facts.at(-1), { text: "fact 7" });
  });
});

describe("signalsOutput", () => {
  it("gives the figures that hurt, without their scores", () => {
    const bad = signalOf("error_rate", deploymentNamed("web"));
    const signals = [{ ...bad, isBad: false }, bad];
    const { score: _, isBad: __, ...shown } = bad;
    assertEquals(signalsOutput(situationWith({ signals })), [shown]);
  });
});

describe("logsOutput", () => {
  it("puts the lines of those who are suspected most first, and of those they drag along", () => {
    const logs = ["ads", "db", "web", "cart"].map((name) => lineOf(name, `line of ${name}`));
    const first = suspect("cart", {
      findings: [finding("cart", { related: [deploymentNamed("db")] })],
    });
    const rows = logsOutput([first, suspect("web")], { logs });
    assertEquals(rows.map(({ entity }) => entity.name), ["cart", "db", "web", "ads"]);
  });
});

describe("changesOutput", () => {
  it("puts changes behind the suspects first, then the newest, each once and no alerts", () => {
    const behind = change("cart", "2026-11-01T10:02:00Z");
    const changes = [
      behind,
      change("ads", "2026-11-01T09:10:00Z"),
      change("web", "2026-11-01T10:20:00Z"),
      change("web", "2026-11-01T10:25:00Z", { kind: "alert" }),
    ];
    const suspects = [suspect("cart", { changes: [{ change: behind, ...LIKELY }] })];
    const rows = changesOutput(suspects, situationWith({ changes }));
    assertEquals(rows.map(({ entity }) => entity.name), ["cart", "web", "ads"]);
  });

  it("does not put the changes of what is old first", () => {
    const old = change("ads", "2026-11-01T09:10:00Z");
    const suspects = [
      suspect("ads", { isOld: true, changes: [{ change: old, ...LIKELY }] }),
    ];
    const changes = [old, change("web", "2026-11-01T10:20:00Z")];
    const rows = changesOutput(suspects, situationWith({ changes }));
    assertEquals(rows.map(({ entity }) => entity.name), ["web", "ads"]);
  });
});

describe("readyOutput", () => {
  it("names what is well of the suspects, of those near them and of the DNS", () => {
    const shop = readyShop("cart", "orders");
    const dns = cartPod({
      metadata: {
        name: "coredns-1",
        namespace: "kube-system",
        labels: { "k8s-app": "kube-dns" },
        ownerReferences: [{ kind: "StatefulSet", name: "coredns", controller: true }],
      },
    });
    const service = {
      metadata: { name: "kube-dns", namespace: "kube-system" },
      spec: { selector: { "k8s-app": "kube-dns" } },
    };
    const web = deploymentOf("web", { status: { readyReplicas: 0 } });
    const situation = situationWith({
      objects: {
        services: [service],
        pods: [...shop.pods, dns],
        deployments: [...shop.deployments, web],
      },
    });
    assertEquals(readyOutput([suspect("cart")], situation, relations("orders", "web")), [
      "cart 1/1 ready",
      "coredns 1/1 ready",
      "orders 1/1 ready",
    ]);
  });
});

describe("ruledOutOutput", () => {
  it("says what looked wrong, and what was seen instead", () => {
    const disconfirmed = [{ finding: finding("cart"), because: "3/3 ready for 2h" }];
    assertEquals(ruledOutOutput({ findings: [], disconfirmed }), [
      "Deployment shop/cart: Container ends again and again: 3/3 ready for 2h",
    ]);
  });
});

describe("checkedOutput", () => {
  it("counts what was looked at, and does not count nodes that were not read", () => {
    const signals = [signalOf("error_rate", deploymentNamed("web"))];
    const counts = checkedOutput(situationWith({ objects: readyShop("cart", "web"), signals }));
    assertEquals(counts.slice(0, 4), [
      "2 workloads",
      "2 pods",
      "0 alert groups",
      "1 shifted signal",
    ]);
    assertEquals(checkedOutput(situationWith({ objects: { nodes: [] } }))[0], "0 nodes");
  });
});
