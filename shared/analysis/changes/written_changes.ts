import type { ClusterKind, ClusterObjects } from "../cluster_kinds.ts";
import { type Entity, entityOf, entityText } from "../entity.ts";
import type { KubeObject } from "../kube_object.ts";
import type { Change } from "./change.ts";
import { changeValues } from "./change_value.ts";
import { fieldName, templateSteps } from "./field_name.ts";
import { fieldOf, type Write, writesOf } from "./field_ownership.ts";
import { changeKind, WRITTEN_KINDS } from "./kind_traits.ts";
import { appliedValue } from "./last_applied.ts";
import { type Revision, revisionHistories } from "./rollout_changes.ts";

interface Written {
  readonly entity: Entity;
  readonly object: KubeObject;
  readonly trait: NonNullable<typeof WRITTEN_KINDS[ClusterKind]>;
}

/**
 * What people and their tools wrote to objects, by who owns their fields since when.
 *
 * Of each manager only the latest time is known. Where its fields go back to the creation of the object, one change
 * names them together: `one of data.POOL_SIZE, data.TIMEOUT`.
 */
export function writtenChanges(objects: Partial<ClusterObjects>): readonly Change[] {
  const histories = revisionHistories(objects);
  return (Object.entries(WRITTEN_KINDS) as [ClusterKind, Written["trait"]][])
    .flatMap(([list, trait]) =>
      (objects[list] ?? []).flatMap((object: KubeObject) => {
        const entity = entityOf(trait.kind, object);
        const history = histories.get(entityText(entity)) ?? [];
        return writesOf(object).flatMap((write) =>
          changesOfWrite(withoutTold(write, history), { entity, object, trait })
        );
      })
    );
}

const SAME_MOMENT_MS = 120_000;

/** Leaves out what other traces tell better: templates whose revisions are kept, and taints that follow a cordon. */
function withoutTold(write: Write, history: readonly Revision[]): Write {
  const revision = history.findIndex(({ createdAt }) =>
    Math.abs(Date.parse(createdAt) - Date.parse(write.at)) <= SAME_MOMENT_MS
  );
  // The first revision that is kept has nothing to be compared with.
  const tellsTemplate = history.length === 0 || revision === 0;
  const isCordon = write.fields.some(({ steps }) => steps[1] === "unschedulable");
  const fields = write.fields.filter(({ steps }) =>
    (tellsTemplate || templateSteps(steps) === undefined) &&
    !(isCordon && steps[1] === "taints")
  );
  return { ...write, fields };
}

function changesOfWrite(write: Write, written: Written): readonly Change[] {
  const { at, by, fields, isWhole } = write;
  const { entity, object, trait } = written;
  const told = isWhole ? fields.filter(({ steps }) => steps[0] !== "metadata") : fields;
  if (isWhole && told.length > 1) return [unspecific({ ...write, fields: told }, written)];
  return told.map(({ steps, value }) => {
    const field = fieldName(steps);
    const from = appliedValue(object, { steps, value });
    return {
      at,
      entity,
      kind: changeKind(trait, field),
      field,
      ...changeValues({ steps, from, to: value ?? goneText(trait, from) }),
      by,
      source: "managed fields",
    };
  });
}

/** A setting that is gone is missed by those who read it; what else is gone is back at its default. */
function goneText({ change }: Written["trait"], from: unknown): string | undefined {
  return change === "config" && from === undefined ? "removed" : undefined;
}

const MOST_NAMED = 6;

/** What the API server fills in by itself. */
const FILLED_IN = /^spec\.(?:type|clusterIPs?|ipFamil\w+|internalTrafficPolicy|sessionAffinity)$/;

/** One change for all fields of which some were written. */
function unspecific({ at, by, fields }: Write, { entity, object, trait }: Written): Change {
  const parts = [...new Set(fields.map(({ steps }) => steps.slice(0, 2).join(".")))]
    .filter((part) => !FILLED_IN.test(part))
    .sort((a, b) => Number(b === "spec.template") - Number(a === "spec.template"));
  const named = parts.slice(0, MOST_NAMED);
  const more = parts.length > MOST_NAMED ? ` and ${parts.length - MOST_NAMED} more` : "";
  const values = named.filter((part) => part !== "spec.template").map((part) => {
    const [root = "", name = ""] = part.split(/\.(.*)/s);
    return [name, fieldOf(fieldOf(object, root), name)] as const;
  });
  const { to } = changeValues({ steps: [], to: Object.fromEntries(values) });
  return {
    at,
    entity,
    kind: trait.change,
    field: `one of ${named.join(", ")}${more}`,
    ...(to !== undefined && to !== "" && { to }),
    by,
    source: "managed fields",
  };
}
