import type { Entity } from "../entity.ts";
import type { Fact } from "./finding.ts";

/** The call that shows an object. */
export function lookAt({ kind, namespace, name }: Entity) {
  return {
    tool: "k8s.get",
    arguments: { kind, ...(namespace !== "" && { namespace }), name },
  };
}

/** Makes a fact that one look at an object shows again. */
export function objectFact(entity: Entity, text: string, quote?: string): Fact {
  return { text, ...(quote && { quote }), reproduce: lookAt(entity) };
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
