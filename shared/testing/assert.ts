import assertion, { AssertionError } from "node:assert";

// The names, signatures and meaning of @std/assert over node:assert, for places where JSR is out of
// reach. One difference: an object without a prototype does not equal one with.

export { AssertionError };

/** Any class, whatever its constructor takes. */
export type ClassOf<T> = abstract new (...parameters: never[]) => T;

// `(msg?)` or `(ErrorClass, msgIncludes?, msg?)`.
type Expectation = readonly (string | ClassOf<Error> | undefined)[];

/** Asserts that a value is truthy. */
export function assert(expr: unknown, msg = ""): asserts expr {
  if (!expr) fail(msg);
}

/** Asserts that a value is falsy. */
export function assertFalse(expr: unknown, msg?: string): void {
  if (expr) failed("Expected a falsy value", msg);
}

/** Tells whether two values are deeply equal, types and undefined properties included. */
export function equal(left: unknown, right: unknown): boolean {
  try {
    assertion.deepStrictEqual(left, right);
    return true;
  } catch {
    return false;
  }
}

/** Asserts that two values are deeply equal, types and undefined properties included. */
export function assertEquals<T>(actual: T, expected: T, msg?: string): void {
  withMessage(() => assertion.deepStrictEqual(actual, expected), msg);
}

/** Asserts that two values are not deeply equal. */
export function assertNotEquals<T>(actual: T, expected: T, msg?: string): void {
  withMessage(() => assertion.notDeepStrictEqual(actual, expected), msg);
}

/** Asserts that two values are the same by `Object.is`. */
export function assertStrictEquals<T>(
  actual: unknown,
  expected: T,
  msg?: string,
): asserts actual is T {
  withMessage(() => assertion.strictEqual(actual, expected), msg);
}

/** Asserts that two values are not the same by `Object.is`. */
export function assertNotStrictEquals<T>(actual: T, expected: T, msg?: string): void {
  withMessage(() => assertion.notStrictEqual(actual, expected), msg);
}

/** Asserts that two numbers differ by at most the tolerance, by default a ten-millionth of `expected`. */
export function assertAlmostEquals(
  actual: number,
  expected: number,
  tolerance = Number.isFinite(expected) ? Math.abs(expected * 1e-7) : 1e-7,
  msg?: string,
): void {
  if (Object.is(actual, expected) || Math.abs(expected - actual) <= tolerance) return;
  failed(`Expected ${actual} to be within ${tolerance} of ${expected}`, msg);
}

/** Asserts that `actual > expected`. */
export function assertGreater<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual > expected)) failed(`Expected ${show(actual)} > ${show(expected)}`, msg);
}

/** Asserts that `actual >= expected`. */
export function assertGreaterOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual >= expected)) failed(`Expected ${show(actual)} >= ${show(expected)}`, msg);
}

/** Asserts that `actual < expected`. */
export function assertLess<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual < expected)) failed(`Expected ${show(actual)} < ${show(expected)}`, msg);
}

/** Asserts that `actual <= expected`. */
export function assertLessOrEqual<T>(actual: T, expected: T, msg?: string): void {
  if (!(actual <= expected)) failed(`Expected ${show(actual)} <= ${show(expected)}`, msg);
}

/** Asserts that a value is neither `undefined` nor `null`. */
export function assertExists<T>(actual: T, msg?: string): asserts actual is NonNullable<T> {
  if (actual === undefined || actual === null) {
    failed(`Expected ${show(actual)} to be neither null nor undefined`, msg);
  }
}

/** Asserts that a value is an instance of a class. */
export function assertInstanceOf<T>(
  actual: unknown,
  expectedType: ClassOf<T>,
  msg?: string,
): asserts actual is T {
  if (actual instanceof expectedType) return;
  failed(`Expected an instance of ${expectedType.name} instead of ${show(actual)}`, msg);
}

/** Asserts that a value is not an instance of a class. */
export function assertNotInstanceOf<A, T>(
  actual: A,
  unexpectedType: ClassOf<T>,
  msg?: string,
): asserts actual is Exclude<A, T> {
  if (actual instanceof unexpectedType) failed(`Unexpected ${unexpectedType.name}`, msg);
}

/** Asserts that a text matches an expression. */
export function assertMatch(actual: string, expected: RegExp, msg?: string): void {
  if (actual.search(expected) === -1) failed(`Expected ${show(actual)} to match ${expected}`, msg);
}

/** Asserts that a text does not match an expression. */
export function assertNotMatch(actual: string, expected: RegExp, msg?: string): void {
  if (actual.search(expected) !== -1) {
    failed(`Expected ${show(actual)} not to match ${expected}`, msg);
  }
}

/** Asserts that a text contains another. */
export function assertStringIncludes(actual: string, expected: string, msg?: string): void {
  if (!actual.includes(expected)) {
    failed(`Expected ${show(actual)} to contain ${show(expected)}`, msg);
  }
}

/** Asserts that a list has all the expected values, in any order, compared deeply. */
export function assertArrayIncludes<T>(
  actual: ArrayLike<T>,
  expected: ArrayLike<T>,
  msg?: string,
): void {
  const values = Array.from(actual);
  const missing = Array.from(expected).filter((wanted) =>
    !values.some((value) => equal(value, wanted))
  );
  if (missing.length > 0) failed(`Expected ${show(actual)} to include ${show(missing)}`, msg);
}

/** Asserts that an object has the expected properties, deeply; others may be there too. */
export function assertObjectMatch(
  actual: Record<PropertyKey, unknown>,
  expected: Record<PropertyKey, unknown>,
  msg?: string,
): void {
  assertEquals<unknown>(project(actual, expected), expected, msg);
}

/** Asserts that a value is an error, of a class and with a part of a message where given. */
export function assertIsError<E extends Error = Error>(
  error: unknown,
  ErrorClass?: ClassOf<E>,
  msgMatches?: string | RegExp,
  msg?: string,
): asserts error is E {
  if (!(error instanceof Error)) failed(`Expected an error instead of ${show(error)}`, msg);
  if (ErrorClass !== undefined && !(error instanceof ErrorClass)) {
    failed(`Expected ${ErrorClass.name} instead of ${error.name}: ${error.message}`, msg);
  }
  const found = typeof msgMatches === "string"
    ? error.message.includes(msgMatches)
    : error.message.search(msgMatches ?? "") !== -1;
  if (!found) failed(`Expected message ${show(error.message)} to match ${show(msgMatches)}`, msg);
}

/** Asserts that a function throws; returns what it threw. */
export function assertThrows(fn: () => unknown, msg?: string): unknown;
export function assertThrows<E extends Error = Error>(
  fn: () => unknown,
  ErrorClass: ClassOf<E>,
  msgIncludes?: string,
  msg?: string,
): E;
export function assertThrows(
  fn: () => unknown,
  ...expected: Expectation
): unknown {
  try {
    fn();
  } catch (error) {
    return checkThrown(error, expected);
  }
  failed("Expected the function to throw", lastText(expected));
}

/** Asserts that a promise is rejected; resolves to what it was rejected with. */
export function assertRejects(fn: () => PromiseLike<unknown>, msg?: string): Promise<unknown>;
export function assertRejects<E extends Error = Error>(
  fn: () => PromiseLike<unknown>,
  ErrorClass: ClassOf<E>,
  msgIncludes?: string,
  msg?: string,
): Promise<E>;
export async function assertRejects(
  fn: () => PromiseLike<unknown>,
  ...expected: Expectation
): Promise<unknown> {
  let promise: PromiseLike<unknown>;
  try {
    promise = fn();
  } catch {
    failed(
      "Expected the function to reject; it threw before it returned a promise",
      lastText(expected),
    );
  }
  try {
    await promise;
  } catch (error) {
    return checkThrown(error, expected);
  }
  failed("Expected the function to reject", lastText(expected));
}

/** Fails the test. */
export function fail(msg?: string): never {
  throw new AssertionError({ message: msg === undefined || msg === "" ? "Failed assertion" : msg });
}

/** Fails the test because a place was reached that should not be. */
export function unreachable(msg?: string): never {
  failed("Unreachable", msg);
}

function checkThrown(
  error: unknown,
  [first, second, third]: Expectation,
): unknown {
  if (typeof first !== "function") return error;
  assertIsError(error, first, asText(second), asText(third));
  return error;
}

function lastText(expected: Expectation): string | undefined {
  return typeof expected[0] === "function" ? asText(expected[2]) : expected[0];
}

function asText(value: string | ClassOf<Error> | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

// What of `actual` has a counterpart in `expected`; the rest does not matter.
function project(actual: unknown, expected: unknown): unknown {
  if (!isObject(actual) || !isObject(expected)) return actual;
  if (Array.isArray(actual) && Array.isArray(expected)) {
    return expected.flatMap((part, at) => at < actual.length ? [project(actual[at], part)] : []);
  }
  if (!isPlain(expected)) return actual;
  return Object.fromEntries(
    Reflect.ownKeys(expected).filter((key) => key in actual)
      .map((key) => [key, project(actual[key], expected[key])]),
  );
}

function isObject(value: unknown): value is Record<PropertyKey, unknown> {
  return typeof value === "object" && value !== null;
}

function isPlain(value: object): boolean {
  return Object.getPrototypeOf(value) === Object.prototype;
}

function withMessage(check: () => void, msg: string | undefined): void {
  try {
    check();
  } catch (error) {
    if (msg === undefined || !(error instanceof AssertionError)) throw error;
    const { actual, expected, operator } = error;
    throw new AssertionError({ message: `${msg}: ${error.message}`, actual, expected, operator });
  }
}

function failed(what: string, msg: string | undefined): never {
  fail(msg === undefined ? what : `${what}: ${msg}`);
}

function show(value: unknown): string {
  return Deno.inspect(value, { strAbbreviateSize: 2_000, colors: false });
}
