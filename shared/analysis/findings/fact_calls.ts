import type { Entity } from "../entity.ts";
import type { Fact } from "./finding.ts";

/** What kubectl and `k8s.get` call the kinds that findings are about. */
const RESOURCES: Readonly<Record<string, string>> = {
  HorizontalPodAutoscaler: "horizontalpodautoscalers",
  Ingress: "ingresses",
  NetworkPolicy: "networkpolicies",
  StorageClass: "storageclasses",
};

/** Makes a fact that one look at an object shows again. */
export function objectFact({ kind, namespace, name }: Entity, text: string, quote?: string): Fact {
  return {
    text,
    ...(quote && { quote }),
    reproduce: {
      tool: "k8s.get",
      arguments: {
        kind: RESOURCES[kind] ?? `${kind.toLowerCase()}s`,
        ...(namespace !== "" && { namespace }),
        name,
      },
    },
  };
}

/** Makes a fact that the host of a node says. */
export function hostFact(node: string, text: string, quote?: string): Fact {
  return {
    text,
    ...(quote && { quote }),
    reproduce: { tool: "node.facts", arguments: { node } },
  };
}

/** Makes a fact that the events of an object say. */
export function eventFact({ kind, namespace, name }: Entity, text: string, quote?: string): Fact {
  return {
    text,
    ...(quote && { quote }),
    reproduce: {
      tool: "k8s.events",
      arguments: { ...(namespace !== "" && { namespace }), object: `${kind}/${name}` },
    },
  };
}
