import { type Entity, entityText, isSame } from "../entity.ts";
import { ascending } from "../order.ts";
import { formatAge } from "../../render/time.ts";
import { figureText } from "../signals/signal_text.ts";
import type { Change } from "./change.ts";
import type { ErrorRise } from "./error_rises.ts";

/** Something that began to move at a time. */
interface Movement {
  readonly at: string;
  readonly entity: Entity;
  readonly text: string;
}

/** What could move because of a change, in order of time. */
export interface Movements {
  /** Changes of the kind `alert`. */
  readonly alerts: readonly Change[];
  readonly errors: readonly ErrorRise[];
}

const AFTER_MS = 30 * 60_000;
const MOST_NAMED = 2;

/**
 * Names what moved within thirty minutes after a change: about the same object first, then in its namespace, then
 * earliest. That it came after does not make the change its cause.
 */
export function movedAfter(change: Change, movements: Movements): readonly string[] {
  const start = Date.parse(change.at);
  const after = movementsOf(movements).filter(({ at }) => {
    const time = Date.parse(at);
    return time >= start && time <= start + AFTER_MS;
  });
  const nearest = after.map((movement) => ({ movement, far: remoteness(movement.entity, change) }))
    .filter(({ far }) => far < ELSEWHERE || change.entity.namespace === "")
    .sort((a, b) =>
      a.far - b.far || ascending(a.movement.at, b.movement.at) ||
      ascending(a.movement.text, b.movement.text)
    );
  const named = nearest.slice(0, MOST_NAMED).map(({ movement: { at, text } }) =>
    `${text} +${formatAge((Date.parse(at) - start) / 1_000)}`
  );
  const more = nearest.length - named.length;
  return more > 0 ? [...named, `${more} more`] : named;
}

function movementsOf({ alerts, errors }: Movements): readonly Movement[] {
  return [
    ...alerts.map(({ at, entity, field }) => ({
      at,
      entity,
      text: `${field} ${entityText(entity)}`,
    })),
    ...errors.map(({ at, entity, from, to }) => ({
      at,
      entity,
      text: `errors of ${entityText(entity)} ${
        figureText({ unit: "errors/s", before: from, now: to })
      }`,
    })),
  ];
}

const ELSEWHERE = 3;

function remoteness(entity: Entity, { entity: changed }: Change): number {
  if (isSame(entity, changed)) return 0;
  if (entity.namespace !== changed.namespace) return ELSEWHERE;
  return entity.name === changed.name ? 1 : 2;
}
