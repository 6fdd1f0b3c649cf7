import type { Call } from "../render/answer.ts";
import type { Triage } from "./triage_schema.ts";

type Suspect = Triage["suspects"][number];

const WORKLOADS: ReadonlySet<string> = new Set(["Deployment", "StatefulSet", "DaemonSet"]);

/** The calls that show more of the likeliest cause, and of what else is open. */
export function triageNext({ suspects, signals }: Triage): readonly Call[] {
  const recent = suspects.filter(({ isOld }) => !isOld);
  const [first, second] = recent;
  if (first === undefined) {
    return signals.slice(0, 2).map(({ expr }) => ({
      tool: "promql.query",
      arguments: { expr, range: "2h" },
      why: "how it went",
    }));
  }
  const reproduced = first.facts.map(({ reproduce }) => reproduce).find((call) =>
    call !== undefined && call.arguments["name"] !== first.entity.name
  );
  return [
    lookAt(first),
    ...(reproduced === undefined ? [] : [{ ...reproduced, why: "shows the first finding again" }]),
    ...(second === undefined ? [] : [lookAt(second)]),
    changesAround(first),
  ];
}

function lookAt({ entity: { kind, namespace, name } }: Suspect): Call {
  if (WORKLOADS.has(kind)) {
    return {
      tool: "workload.explain",
      arguments: { namespace, workload: `${kind}/${name}` },
      why: "everything about it",
    };
  }
  if (kind === "Node") {
    return { tool: "node.facts", arguments: { node: name }, why: "what the host says" };
  }
  const place = namespace === "" ? {} : { namespace };
  return { tool: "k8s.get", arguments: { kind, ...place, name }, why: "its spec and status" };
}

function changesAround({ entity: { namespace } }: Suspect): Call {
  return {
    tool: "changes.recent",
    arguments: namespace === "" ? {} : { namespace },
    why: "what changed before",
  };
}
