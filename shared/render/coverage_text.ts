import type { Coverage } from "./coverage.ts";
import { visibleLine } from "./visible.ts";

const DETAIL_CHARACTERS = 160;

export interface CoverageTextOptions {
  /** @default true */
  readonly detail?: boolean;
}

/**
 * Prints coverage as one line, sources of one state together: `coverage: kubernetes, prometheus ok · loki timed out (8s)`.
 *
 * Empty when no source was read.
 */
export function coverageText(
  coverage: readonly Coverage[],
  { detail: withDetail = true }: CoverageTextOptions = {},
): string {
  const sources = new Map<string, string[]>();
  for (const { source, state, detail } of coverage) {
    const reason = withDetail && detail !== undefined
      ? ` (${visibleLine(detail, DETAIL_CHARACTERS)})`
      : "";
    const outcome = `${state}${reason}`;
    sources.set(outcome, [...sources.get(outcome) ?? [], visibleLine(source, DETAIL_CHARACTERS)]);
  }
  if (sources.size === 0) return "";
  const parts = [...sources].map(([outcome, names]) => `${names.join(", ")} ${outcome}`);
  return `coverage: ${parts.join(" · ")}`;
}
