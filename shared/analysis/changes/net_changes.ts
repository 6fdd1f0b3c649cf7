import { entityText } from "../entity.ts";
import type { Change } from "./change.ts";

/** Kinds of change that are not made to objects of the cluster. */
const ELSEWHERE: ReadonlySet<Change["kind"]> = new Set(["alert", "host"]);

/** The field of a change that is the coming or going of the object itself. */
const EXISTENCE = "object";

/**
 * Folds what happened into how objects differ from how they were at the beginning: each field once, from what it was
 * to what it is. What came back to what it was, and what came and went again, is left out.
 *
 * Takes changes newest first, and gives them so.
 */
export function netChanges(changes: readonly Change[]): readonly Change[] {
  const made = changes.filter(({ kind }) => !ELSEWHERE.has(kind));
  const net = new Set(
    [...Map.groupBy(made, ({ entity }) => entityText(entity)).values()].flatMap(netOfObject),
  );
  return [...net].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

function netOfObject(changes: readonly Change[]): readonly Change[] {
  const existence = changes.filter(({ field }) => field === EXISTENCE);
  const [newest, oldest] = [existence[0], existence.at(-1)];
  const wasThere = oldest?.kind !== "created";
  const isThere = newest?.kind !== "deleted";
  if (wasThere && isThere) return [...newest === undefined ? [] : [newest], ...netFields(changes)];
  // The fields of what is new, or gone, are part of that.
  return newest !== undefined && wasThere !== isThere ? [newest] : [];
}

function netFields(changes: readonly Change[]): readonly Change[] {
  const fields = Map.groupBy(
    changes.filter(({ field }) => field !== EXISTENCE),
    ({ field }) => field,
  );
  return [...fields.values()].flatMap((ofField): readonly Change[] => {
    const [newest, oldest] = [ofField[0], ofField.at(-1)];
    if (newest === undefined || oldest === undefined) return [];
    const { from: _, ...last } = newest;
    // A secret, and a moment without values, shows no difference where there is one.
    const isBack = ofField.length > 1 && oldest.from === newest.to && oldest.from !== undefined;
    if (isBack) return [];
    return [oldest.from === undefined ? last : { ...last, from: oldest.from }];
  });
}
