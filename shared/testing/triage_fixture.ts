import type { Triage } from "../evidence/triage_schema.ts";

/** A triage of the hour until half past ten that found nothing, unless its parts say otherwise. */
export function triageOf(parts: Partial<Triage> = {}): Triage {
  return {
    verdict: "nothing",
    confidence: "high",
    doubts: [],
    since: "2026-11-01T09:30:00Z",
    until: "2026-11-01T10:30:00Z",
    scope: "cluster",
    suspects: [],
    shown: parts.suspects?.length ?? 0,
    total: parts.suspects?.length ?? 0,
    signals: [],
    logs: [],
    changes: [],
    alerts: [],
    ruledOut: [],
    ready: [],
    checked: ["20 nodes"],
    ...parts,
  };
}

/** A suspect Deployment of namespace shop that crashes, with one fact. */
export function suspectNamed(
  name: string,
  parts: Partial<Triage["suspects"][number]> = {},
): Triage["suspects"][number] {
  return {
    entity: { kind: "Deployment", namespace: "shop", name },
    class: 4,
    rules: ["container-crash-looping"],
    title: "Container ends again and again",
    severity: 3,
    isOld: false,
    facts: [{ text: `fact of ${name}` }],
    explains: [],
    changes: [],
    ruledOut: [],
    ...parts,
  };
}
