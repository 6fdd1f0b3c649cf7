import type { ClusterKind } from "../cluster_kinds.ts";
import { CLUSTER_SOURCES } from "../cluster_sources.ts";
import { entityOf } from "../entity.ts";
import type { KubeObject } from "../kube_object.ts";
import type { Change } from "./change.ts";
import { changeValues } from "./change_value.ts";
import { fieldName } from "./field_name.ts";
import { untimedWriter } from "./field_ownership.ts";
import { lastWrite } from "./last_write.ts";
import { diffFields } from "./object_diff.ts";
import { isObserved, type ObservedPart, observedParts, valueOf } from "./observed_parts.ts";

/** One object before and after; absent before its creation and after its deletion. */
export interface ObservedStates {
  readonly before?: KubeObject | undefined;
  readonly after?: KubeObject | undefined;
  /** When the change was seen, which counts where the object does not say when it was written. */
  readonly seenAt: Date;
}

/** Tells what one write changed in an object: its fields, or that it came or went. */
export function observedChanges(kind: ClusterKind, states: ObservedStates): readonly Change[] {
  const { before, after } = states;
  const object = after ?? before;
  if (object === undefined || !isObserved(kind, object)) return [];
  if (before === undefined || after === undefined) return [existence(kind, object, states)];
  const parts = observedParts(kind) ?? [];
  return parts.flatMap((part) => partChanges(kind, part, { ...states, before, after }));
}

function existence(
  kind: ClusterKind,
  object: KubeObject,
  { before, seenAt }: ObservedStates,
): Change {
  const created = before === undefined;
  const by = created ? lastWrite(object)?.by : undefined;
  const { creationTimestamp, deletionTimestamp } = object.metadata;
  return {
    at: (created ? creationTimestamp : deletionTimestamp) ?? seenAt.toISOString(),
    entity: entityOf(CLUSTER_SOURCES[kind].kind, object),
    kind: created ? "created" : "deleted",
    field: "object",
    ...(by !== undefined && { by }),
    source: "change log",
  };
}

function partChanges(
  kind: ClusterKind,
  part: ObservedPart,
  { before, after, seenAt }: ObservedStates & { before: KubeObject; after: KubeObject },
): readonly Change[] {
  const [from, to] = [valueOf(part, before), valueOf(part, after)];
  if (from === to) return [];
  const writing = { ofStatus: part.isStatus === true };
  const write = lastWrite(after, writing);
  // A write that was there before did not do it.
  const isNew = write !== undefined && write.at !== lastWrite(before, writing)?.at;
  return diffFields(from, to, { steps: part.steps }).map((diff): Change => {
    const by = isNew ? write.by : untimedWriter(after, diff.steps);
    return {
      at: isNew ? write.at : seenAt.toISOString(),
      entity: entityOf(CLUSTER_SOURCES[kind].kind, after),
      kind: part.kind,
      field: fieldName(diff.steps),
      ...changeValues(diff),
      ...(by !== undefined && { by }),
      source: "change log",
    };
  });
}
