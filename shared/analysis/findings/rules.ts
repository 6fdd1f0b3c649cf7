import type { FindingRule } from "./finding.ts";

/** Every rule, by the class of incident it tells; adding one is adding a row to a table. */
export const FINDING_RULES: readonly FindingRule[] = [];
