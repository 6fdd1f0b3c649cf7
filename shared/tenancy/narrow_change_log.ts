import type { ChangeLogReader } from "../analysis/changes/change_log.ts";
import { refuseForeign } from "./own_namespaces.ts";

/** Gives a change log that tells of these namespaces only: of what is in them, and of themselves. */
export function narrowChangeLog(
  log: ChangeLogReader,
  namespaces: readonly string[],
): ChangeLogReader {
  const own = new Set(namespaces);
  return {
    since: async ({ limit, ...query }) => {
      if (query.namespace !== undefined) refuseForeign(query.namespace, namespaces);
      const { changes, historyStart } = await log.since(query);
      const seen = changes.filter(({ entity }) =>
        own.has(entity.kind === "Namespace" ? entity.name : entity.namespace)
      );
      return { changes: limit === undefined ? seen : seen.slice(0, limit), historyStart };
    },
  };
}
