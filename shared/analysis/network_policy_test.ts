import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { NetworkPolicy } from "./kube_network.ts";
import type { Pod } from "./kube_pod.ts";
import {
  admissionText,
  blockingPolicies,
  type Connection,
  type PolicyDirection,
} from "./network_policy.ts";

function pod(app: string, { namespace = "shop", ip = "10.244.1.7" } = {}): Pod {
  return {
    metadata: { name: `${app}-1`, namespace, labels: { app } },
    spec: { containers: [{ name: app, ports: [{ name: "http", containerPort: 8080 }] }] },
    status: { podIP: ip },
  };
}

function policy(name: string, spec: NonNullable<NetworkPolicy["spec"]>): NetworkPolicy {
  return { metadata: { name, namespace: "shop" }, spec };
}

const CALL: Connection = {
  from: { pod: pod("checkout"), namespaceLabels: { team: "shop" } },
  to: { pod: pod("payments"), namespaceLabels: { team: "shop" } },
  port: { protocol: "TCP", number: 8080 },
};

function blocked(
  policies: readonly NetworkPolicy[],
  { call = CALL, direction = "Ingress" }: {
    readonly call?: Connection;
    readonly direction?: PolicyDirection;
  } = {},
) {
  return blockingPolicies(policies, call, direction).map(({ metadata }) => metadata.name);
}

const PAYMENTS = { podSelector: { matchLabels: { app: "payments" } } };

describe("blockingPolicies", () => {
  it("lets everything pass where no policy selects the pod", () => {
    assertEquals(blocked([]), []);
    assertEquals(blocked([policy("other", { podSelector: { matchLabels: { app: "cart" } } })]), []);
  });

  it("names the policies that isolate a pod when none of their rules admits the caller", () => {
    const deny = policy("deny", { podSelector: {}, policyTypes: ["Ingress"] });
    const pci = policy("pci", {
      ...PAYMENTS,
      ingress: [{ from: [{ podSelector: { matchLabels: { role: "checkout" } } }] }],
    });
    assertEquals(blocked([deny, pci]), ["deny", "pci"]);
  });

  it("lets pass what one of several policies admits", () => {
    const deny = policy("deny", { podSelector: {} });
    const allow = policy("allow", {
      ...PAYMENTS,
      ingress: [{ from: [{ podSelector: { matchLabels: { app: "checkout" } } }] }],
    });
    assertEquals(blocked([deny, allow]), []);
  });

  it("does not count a policy that would admit but selects other pods", () => {
    const notPayments = {
      matchExpressions: [{ key: "app", operator: "NotIn", values: ["payments"] }],
    };
    const open = policy("default-allow", { podSelector: notPayments, ingress: [{}] });
    assertEquals(blocked([open, policy("deny", PAYMENTS)]), ["deny"]);
  });

  it("reads ports by number, range and name", () => {
    const ports = (port: { port?: number | string; endPort?: number; protocol?: string }) =>
      blocked([policy("pci", { ...PAYMENTS, ingress: [{ ports: [port] }] })]);
    assertEquals(ports({ port: 8080 }), []);
    assertEquals(ports({ port: 8000, endPort: 8100 }), []);
    assertEquals(ports({ port: "http" }), []);
    assertEquals(ports({ port: "metrics" }), ["pci"]);
    assertEquals(ports({ port: 8080, protocol: "UDP" }), ["pci"]);
  });

  it("takes a peer without namespace selector for a pod of its own namespace", () => {
    const call = { ...CALL, from: { pod: pod("checkout", { namespace: "other" }) } };
    const anyPod = policy("pci", { ...PAYMENTS, ingress: [{ from: [{ podSelector: {} }] }] });
    assertEquals(blocked([anyPod], { call }), ["pci"]);
    assertEquals(blocked([anyPod]), []);
  });

  it("asks both selectors of a peer", () => {
    const from = [{
      namespaceSelector: { matchLabels: { team: "shop" } },
      podSelector: { matchLabels: { app: "web" } },
    }];
    assertEquals(blocked([policy("pci", { ...PAYMENTS, ingress: [{ from }] })]), ["pci"]);
  });

  it("reads address blocks with their exceptions", () => {
    const block = (cidr: string, except: readonly string[] = []) =>
      blocked([
        policy("pci", { ...PAYMENTS, ingress: [{ from: [{ ipBlock: { cidr, except } }] }] }),
      ]);
    assertEquals(block("10.244.0.0/16"), []);
    assertEquals(block("10.0.0.0/16"), ["pci"]);
    assertEquals(block("10.244.0.0/16", ["10.244.1.0/24"]), ["pci"]);
    assertEquals(block("0.0.0.0/0"), []);
  });

  it("isolates for egress only by type or by rules", () => {
    const checkout = { podSelector: { matchLabels: { app: "checkout" } } };
    const egress = { direction: "Egress" } as const;
    assertEquals(blocked([policy("in", checkout)], egress), []);
    assertEquals(
      blocked([policy("out", { ...checkout, policyTypes: ["Egress"] })], egress),
      ["out"],
    );
  });
});

describe("admissionText", () => {
  it("says whom a policy admits, and where", () => {
    const ingress = [{
      from: [{ podSelector: { matchLabels: { role: "checkout" } } }, { namespaceSelector: {} }],
      ports: [{ protocol: "TCP", port: 8080 }],
    }];
    assertEquals(
      admissionText(policy("pci", { ingress }), "Ingress"),
      "only pods with role=checkout or pods of any namespace on TCP 8080",
    );
    assertEquals(admissionText(policy("deny", {}), "Ingress"), "nobody");
    assertEquals(admissionText(policy("open", { ingress: [{}] }), "Ingress"), "everybody");
  });
});
