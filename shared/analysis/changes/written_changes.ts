import type { ClusterKind, ClusterObjects } from "../cluster_kinds.ts";
import { type Entity, entityOf, entityText } from "../entity.ts";
import type { KubeObject } from "../kube_object.ts";
import type { Change } from "./change.ts";
import { changeValues } from "./change_value.ts";
import { fieldName, templateSteps } from "./field_name.ts";
import { type OwnedField, type Write, writesOf } from "./field_ownership.ts";
import { changeKind, WRITTEN_KINDS } from "./kind_traits.ts";
import { appliedValue } from "./last_applied.ts";
import { revisionHistories } from "./rollout_changes.ts";

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
        // Revisions tell what a template was before; fields only what it is.
        const hasHistory = histories.has(entityText(entity));
        return writesOf(object).flatMap((write) => {
          const fields = write.fields.filter(({ steps }) =>
            !hasHistory || templateSteps(steps) === undefined
          );
          return changesOfWrite({ ...write, fields }, { entity, object, trait });
        });
      })
    );
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
      ...changeValues({ steps, from, to: value }),
      by,
      source: "managed fields",
    };
  });
}

const MOST_NAMED = 6;

/** One change for all fields of which some were written. */
function unspecific({ at, by, fields }: Write, { entity, trait }: Written): Change {
  const groups = [...Map.groupBy(fields, groupOf)].map(([name, members]) => ({ name, members }));
  const names = groups.slice(0, MOST_NAMED).map(({ name }) => name);
  const more = groups.length > MOST_NAMED ? ` and ${groups.length - MOST_NAMED} more` : "";
  const { to } = changeValues({
    steps: [],
    to: Object.fromEntries(
      groups.flatMap(({ members: [first, second] }) =>
        first === undefined || second !== undefined
          ? []
          : [[first.steps.slice(1).join("."), first.value]]
      ),
    ),
  });
  return {
    at,
    entity,
    kind: trait.change,
    field: `one of ${names.join(", ")}${more}`,
    ...(to !== undefined && to !== "" && { to }),
    by,
    source: "managed fields",
  };
}

/** The part of an object that a field belongs to: `data.TIMEOUT`, `spec.ports`, `spec.template`. */
function groupOf({ steps }: OwnedField): string {
  return steps.slice(0, 2).join(".");
}
