// What must never be masked or merged: a template that mixes status 500 with 200, or "refused" with
// "reset", hides the very lines that are looked for.

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT"];
const LEVELS = [
  ..."TRACE DEBUG INFO NOTICE WARN WARNING ERROR ERR FATAL CRITICAL PANIC SEVERE".split(" "),
];
const SYMPTOMS = [
  ..."refused reset timeout timed deadline denied unauthorized unauthenticated forbidden".split(
    " ",
  ),
  ..."nxdomain servfail x509 expired unreachable unavailable closed killed oom panic".split(" "),
  ..."evicted exceeded exhausted throttled deadlock corrupt missing invalid failed".split(" "),
];

const EXACT = new Set([...METHODS, ...LEVELS]);
const ANY_CASE = new Set(SYMPTOMS);
/** Keys whose values are the meaning of a line. */
const KEYS = new Set(
  ("level lvl severity loglevel status status_code statuscode http_status response_code code grpc_code " +
    "method http_method verb reason exit_code exitcode exit_status errno signal exception error_class " +
    "error_type errortype exception_class type").split(" "),
);
const NUMBER_FOLLOWS = new Set(["status", "code", "errno", "signal", "returned", "responded"]);

const EDGE = /^["'`([{<]+|["'`)\]}>,.;:!?]+$/g;
const ERROR_CLASS = /^(?:[\w$]+\.)*[A-Z][\w$]*(?:Exception|Error|Panic|Failure)$/;
const ERRNO = /^E(?:[A-Z]{3,}|2BIG)$/;
const HTTP_VERSION = /HTTP\/\d(?:\.\d)?"?$/;
const HTTP_STATUS = /^[1-5]\d\d$/;
const SMALL_NUMBER = /^-?\d{1,3}$/;
const KLOG_HEADER = /^([IWEF])\d{4}$/;

/**
 * Gives the form in which a word stays in a template whatever happens, or `undefined` when it may vary.
 *
 * Protected are level, HTTP method, status, reason, exit code, errno, exception class and words of failure; `before`
 * is the word in front of it.
 */
export function protectedForm(token: string, before: string): string | undefined {
  const equals = token.indexOf("=");
  if (equals > 0) return protectedValue(token, equals);
  const core = token.replace(EDGE, "");
  if (EXACT.has(core) || ANY_CASE.has(core.toLowerCase())) return token;
  if (ERROR_CLASS.test(core) || ERRNO.test(core)) return token;
  const klog = KLOG_HEADER.exec(core);
  if (klog !== null) return `${klog[1]}<time>`;
  if (HTTP_STATUS.test(core) && HTTP_VERSION.test(before)) return statusForm(core);
  const follows = SMALL_NUMBER.test(core) &&
    NUMBER_FOLLOWS.has(before.replace(EDGE, "").toLowerCase());
  return follows ? core : undefined;
}

function protectedValue(token: string, equals: number): string | undefined {
  const key = token.slice(0, equals).replace(EDGE, "");
  const value = token.slice(equals + 1).replace(EDGE, "");
  if (KEYS.has(key.toLowerCase()) && value !== "") {
    return `${key}=${HTTP_STATUS.test(value) && !/^exit/i.test(key) ? statusForm(value) : value}`;
  }
  return ERROR_CLASS.test(value) || ERRNO.test(value) ? `${key}=${value}` : undefined;
}

// Successes differ by class only; 429 and 404, or 500 and 503, are different incidents.
function statusForm(status: string): string {
  return status >= "200" && status < "400" ? `${status[0]}xx` : status;
}
