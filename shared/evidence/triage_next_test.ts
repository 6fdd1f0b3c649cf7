import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { callText } from "../render/call_text.ts";
import { suspectNamed, triageOf } from "../testing/triage_fixture.ts";
import type { Triage } from "./triage_schema.ts";
import { triageNext } from "./triage_next.ts";

function calls(parts: Partial<Triage>): readonly string[] {
  return triageNext(triageOf(parts)).map((call) => callText(call));
}

describe("triageNext", () => {
  it("explains the first two suspects and asks for changes around the first", () => {
    const suspects = [suspectNamed("cart"), suspectNamed("web"), suspectNamed("ads")];
    assertEquals(calls({ suspects }), [
      'workload.explain {"namespace":"shop","workload":"Deployment/cart"}',
      'workload.explain {"namespace":"shop","workload":"Deployment/web"}',
      'changes.recent {"namespace":"shop"}',
    ]);
  });

  it("shows a finding again that one look at the suspect does not show", () => {
    const tailed = { tool: "tail.pod_logs", arguments: { namespace: "shop", pod: "cart-x2x4z" } };
    const facts = [
      {
        text: "a",
        reproduce: { tool: "k8s.get", arguments: { kind: "Deployment", name: "cart" } },
      },
      { text: "b", reproduce: tailed },
    ];
    assertEquals(
      calls({ suspects: [suspectNamed("cart", { facts })] })[1],
      'tail.pod_logs {"namespace":"shop","pod":"cart-x2x4z"}',
    );
  });

  it("looks at the host of a node, and at the object of any other kind", () => {
    const node = suspectNamed("", { entity: { kind: "Node", namespace: "", name: "node-04" } });
    const service = suspectNamed("", {
      entity: { kind: "Service", namespace: "shop", name: "cart" },
    });
    assertEquals(calls({ suspects: [node, service] }), [
      'node.facts {"node":"node-04"}',
      'k8s.get {"kind":"Service","namespace":"shop","name":"cart"}',
      "changes.recent {}",
    ]);
  });

  it("passes over what is old, and shows how figures went where nobody is suspected", () => {
    const suspects = [suspectNamed("ads", { isOld: true })];
    const signal = {
      signal: "error_rate",
      entity: { kind: "Service", namespace: "shop", name: "web" },
      labels: {},
      unit: "requests/s",
      now: 9,
      expr: "sum(rate(errors[5m]))",
    };
    assertEquals(calls({ suspects, signals: [signal] }), [
      'promql.query {"expr":"sum(rate(errors[5m]))","range":"2h"}',
    ]);
  });
});
