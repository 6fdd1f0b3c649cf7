/** Why a query cannot be used, and where. */
export interface SyntaxProblem {
  /** 0-based position in the query, in UTF-16 units. */
  readonly offset: number;
  /** 1-based line. */
  readonly line: number;
  /** 1-based column within the line. */
  readonly column: number;
  /** Our own sentence without a full stop. */
  readonly message: string;
  /** The query's text at the position, at most 24 characters. */
  readonly near: string;
  /** The whole query with the obvious mistake corrected; it is known to parse. */
  readonly suggestion?: string;
}

/** The tree of a query, or the first problem in it. */
export type ParseResult<Ast> =
  | { readonly ok: true; readonly ast: Ast }
  | { readonly ok: false; readonly problem: SyntaxProblem };

/** A mistake found inside a query; `repaired` is the query without it, when there is an obvious one. */
export class QueryMistake extends Error {
  override readonly name = "QueryMistake";

  constructor(message: string, readonly offset: number, readonly repaired?: string) {
    super(message);
  }
}

/** A way to correct one kind of slip: what it was, where, and the query without it. */
export interface Repair {
  readonly message: string;
  readonly offset: number;
  readonly expr: string;
}

export interface RepairOptions<Ast> {
  /** @throws {QueryMistake} */
  readonly read: (expr: string) => Ast;
  /** Repairs worth trying on a query that has this mistake, likeliest first. */
  readonly propose: (expr: string, mistake: QueryMistake) => Iterable<Repair>;
}

const NEAR_LENGTH = 24;
const MAX_REPAIRS = 3;
const MAX_READS = 150;
/** Longer queries are refused, and those longer than the second number are not searched for repairs. */
const MAX_LENGTH = 20_000;
const MAX_REPAIRED_LENGTH = 2_000;

/** Reads a query; on a mistake it looks for a sequence of up to three repairs after which the query reads. */
export function readOrRepair<Ast>(
  expr: string,
  { read, propose }: RepairOptions<Ast>,
): ParseResult<Ast> {
  const first = attempt(expr, read);
  if (!(first instanceof QueryMistake)) return { ok: true, ast: first };
  let reads = 0;

  function search(
    text: string,
    mistake: QueryMistake,
    depth: number,
  ): readonly Repair[] | undefined {
    const failed: (readonly [Repair, QueryMistake])[] = [];
    for (const repair of propose(text, mistake)) {
      if (repair.expr === text || ++reads > MAX_READS) continue;
      const result = attempt(repair.expr, read);
      if (!(result instanceof QueryMistake)) return [repair];
      failed.push([repair, result]);
    }
    if (depth === MAX_REPAIRS) return undefined;
    for (const [repair, next] of failed) {
      const rest = search(repair.expr, next, depth + 1);
      if (rest !== undefined) return [repair, ...rest];
    }
    return undefined;
  }

  const repairs = expr.length > MAX_REPAIRED_LENGTH ? undefined : search(expr, first, 1);
  return { ok: false, problem: describe(expr, first, repairs) };
}

function attempt<Ast>(expr: string, read: (expr: string) => Ast): Ast | QueryMistake {
  if (expr.length > MAX_LENGTH) {
    return new QueryMistake(`The query is longer than ${MAX_LENGTH} characters`, MAX_LENGTH);
  }
  try {
    return read(expr);
  } catch (error) {
    if (error instanceof QueryMistake) return error;
    throw error;
  }
}

function describe(
  expr: string,
  mistake: QueryMistake,
  repairs: readonly Repair[] | undefined,
): SyntaxProblem {
  const { message, offset } = repairs?.[0] ?? mistake;
  const suggestion = repairs?.at(-1)?.expr;
  const before = expr.slice(0, offset);
  return {
    offset,
    line: before.split("\n").length,
    column: offset - before.lastIndexOf("\n"),
    message,
    near: expr.slice(offset, offset + NEAR_LENGTH),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
