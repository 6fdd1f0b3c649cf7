import { createKubernetes } from "../backends/kubernetes.ts";
import { type AnswerOf, readingWith } from "./loopback_fixture.ts";

const resource = (
  plural: string,
  kind: string,
  more: { readonly shortNames?: string[]; readonly scope?: string; readonly verbs?: string[] } = {},
) => ({
  resource: plural,
  responseKind: { group: "", version: "", kind },
  scope: "Namespaced",
  singularResource: kind.toLowerCase(),
  verbs: ["get", "list", "watch"],
  ...more,
});

const group = (name: string, versions: Readonly<Record<string, readonly unknown[]>>) => ({
  metadata: { name, creationTimestamp: null },
  versions: Object.entries(versions).map(([version, resources]) => (
    { version, resources, freshness: "Current" }
  )),
});

const discovery = (items: readonly unknown[]) =>
  Response.json({
    kind: "APIGroupDiscoveryList",
    apiVersion: "apidiscovery.k8s.io/v2",
    metadata: {},
    items,
  });

/** Answers discovery like kube-apiserver 1.36 (aggregated, v2), a few kinds of it. */
export const DISCOVERY: Readonly<Record<string, () => Response>> = {
  "/api": () =>
    discovery([{
      ...group("", {
        v1: [
          resource("bindings", "Binding", { verbs: ["create"] }),
          resource("events", "Event", { shortNames: ["ev"] }),
          resource("namespaces", "Namespace", { shortNames: ["ns"], scope: "Cluster" }),
          resource("nodes", "Node", { shortNames: ["no"], scope: "Cluster" }),
          resource("pods", "Pod", { shortNames: ["po"] }),
          resource("secrets", "Secret"),
        ],
      }),
      // The core group has no name on the wire.
      metadata: { creationTimestamp: null },
    }]),
  "/apis": () =>
    discovery([
      group("apps", { v1: [resource("deployments", "Deployment", { shortNames: ["deploy"] })] }),
      group("autoscaling", {
        v2: [
          resource("horizontalpodautoscalers", "HorizontalPodAutoscaler", { shortNames: ["hpa"] }),
        ],
        v1: [
          resource("horizontalpodautoscalers", "HorizontalPodAutoscaler", { shortNames: ["hpa"] }),
        ],
      }),
      group("events.k8s.io", { v1: [resource("events", "Event", { shortNames: ["ev"] })] }),
      group("cert-manager.io", {
        v1: [resource("certificates", "Certificate", { shortNames: ["cert", "certs"] })],
        v1alpha1: [resource("oldthings", "OldThing")],
      }),
      group("metrics.k8s.io", { v1beta1: [resource("pods", "PodMetrics")] }),
    ]),
};

/** Lets a Kubernetes reader read from a server that answers discovery, and all else as the test says. */
export const readingKubernetes = readingWith(createKubernetes, {
  name: "kubernetes",
  setting: "TELEMCP_KUBECONFIG",
});

/** Answers discovery, and other paths by `answer`. */
export function besidesDiscovery(answer: AnswerOf): AnswerOf {
  return (request, index) => DISCOVERY[request.path]?.() ?? answer(request, index);
}

/** What the API server says when it refuses. */
export function statusAnswer(code: number, message = "upstream words"): Response {
  const status = { kind: "Status", apiVersion: "v1", status: "Failure", message, code };
  return Response.json(status, { status: code });
}
