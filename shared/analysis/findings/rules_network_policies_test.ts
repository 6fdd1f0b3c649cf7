import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { cartPod, RECENTLY, situationWith, told } from "../../testing/situation_fixture.ts";
import { lineOf } from "../../testing/signal_fixture.ts";
import type { NetworkPolicy } from "../kube_network.ts";
import type { CallEdge } from "../signals/signal.ts";
import { NETWORK_POLICY_RULES } from "./rules_network_policies.ts";

const CALLER = cartPod({
  metadata: {
    name: "checkout-5c9f-b",
    labels: { app: "checkout" },
    ownerReferences: [{ kind: "StatefulSet", name: "checkout", controller: true }],
  },
});
const SERVICE = {
  metadata: { name: "cart", namespace: "shop" },
  spec: { selector: { app: "cart" }, ports: [{ port: 80, targetPort: 8080 }] },
};

function policy(name: string, spec: NonNullable<NetworkPolicy["spec"]>): NetworkPolicy {
  return { metadata: { name, namespace: "shop", creationTimestamp: RECENTLY }, spec };
}

function tell(networkPolicies: readonly NetworkPolicy[], errorShare = 1) {
  const edge: CallEdge = {
    from: { kind: "Service", namespace: "shop", name: "checkout" },
    to: { kind: "Service", namespace: "shop", name: "cart" },
    requestsPerSecond: 9,
    errorShare,
  };
  const objects = { networkPolicies, services: [SERVICE], pods: [CALLER, cartPod()] };
  return told(NETWORK_POLICY_RULES, situationWith({ objects, calls: [edge] }));
}

const CART = { podSelector: { matchLabels: { app: "cart" } } };
const PCI = policy("cart-pci", {
  ...CART,
  ingress: [{
    from: [{ podSelector: { matchLabels: { role: "checkout" } } }],
    ports: [{ port: 8080 }],
  }],
});
const ALLOW = policy("default-allow", {
  podSelector: { matchExpressions: [{ key: "app", operator: "NotIn", values: ["cart"] }] },
  ingress: [{}],
});

describe("network policy rules", () => {
  it("name the selector that was asked, the caller's labels, and who else could have admitted it", () => {
    assertEquals(tell([PCI, ALLOW]), [
      "network-policy-admits-no-caller 3: NetworkPolicy shop/cart-pci since 10:05",
      "- selects app=cart; ingress admits only pods with role=checkout on TCP 8080; checkout's pods carry app=checkout; so checkout -> cart TCP 8080 is dropped",
      "- NetworkPolicy default-allow would admit it but selects app NotIn (cart), not cart",
      "+ cart: 1/1 ready",
      "+ checkout: 1/1 ready",
    ]);
  });

  it("find nothing where one policy admits the caller", () => {
    assertEquals(tell([PCI, policy("allow", { ...CART, ingress: [{}] })]), []);
  });

  it("find a caller that may not call out", () => {
    const caller = { podSelector: { matchLabels: { app: "checkout" } }, policyTypes: ["Egress"] };
    assertEquals(
      tell([policy("closed", caller)])[0],
      "network-policy-keeps-caller-in 3: NetworkPolicy shop/closed since 10:05",
    );
  });

  it("find pods that may not ask the cluster's DNS", () => {
    const dns = cartPod({
      metadata: {
        name: "coredns-1",
        namespace: "kube-system",
        labels: { "k8s-app": "kube-dns" },
        ownerReferences: [{ kind: "StatefulSet", name: "coredns", controller: true }],
      },
    });
    const look = (networkPolicies: readonly NetworkPolicy[]) =>
      told(
        NETWORK_POLICY_RULES,
        situationWith({
          objects: { networkPolicies, pods: [cartPod(), dns] },
          logs: [lineOf("cart", "lookup api.example.org on 10.96.0.10:53: i/o timeout")],
        }),
      );
    const http = { ports: [{ port: 443 }] };
    const udp = { ports: [{ port: 53, protocol: "UDP" as const }] };
    const closed = { ...CART, policyTypes: ["Egress" as const] };
    assertEquals(look([policy("https-only", { ...closed, egress: [http] })]), [
      "network-policy-blocks-dns 3: NetworkPolicy shop/https-only since 10:05",
      "- selects app=cart; egress admits everybody on TCP 443; coredns's pods carry k8s-app=kube-dns; so cart -> coredns UDP 53 is dropped",
      "- Deployment shop/cart logs timeouts on calls to coredns since 10:05, 100 lines «lookup api.example.org on 10.96.0.10:53: i/o timeout»",
      "+ coredns: 1/1 ready",
    ]);
    assertEquals(look([policy("https", { ...closed, egress: [http, udp] })]), [] as string[]);
  });

  it("are disconfirmed by calls that succeed: not every network enforces policies", () => {
    assertEquals(tell([PCI], 0), [
      "not network-policy-admits-no-caller: calls of checkout to cart succeed",
    ]);
  });
});
