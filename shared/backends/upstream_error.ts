import { type CoverageState, type ErrorCode, ToolError } from "../errors.ts";
import { type FailureKind, UpstreamFailure } from "./upstream_failure.ts";
import type { UpstreamRequest } from "./upstream_request.ts";

/** What the sentence about a failure is made of. */
export interface FailedRead {
  /** Display name of the upstream: `Prometheus`. */
  readonly title: string;
  /** The environment name of the setting that says where it is. */
  readonly setting: string;
  readonly timeoutSeconds: number;
  readonly limitBytes: number;
  readonly request: Pick<UpstreamRequest, "purpose" | "explain">;
  /** Of the caller: aborted when it is the one who left. */
  readonly signal: AbortSignal;
}

interface Words extends Pick<FailedRead, "title" | "setting" | "timeoutSeconds" | "limitBytes"> {
  readonly purpose: string;
}

interface Wording {
  readonly code: ErrorCode;
  readonly coverage?: CoverageState;
  message(words: Words, failure: UpstreamFailure): string;
  hint(words: Words, failure: UpstreamFailure): string;
}

const CODE_OF_STATUS: Readonly<Record<number, ErrorCode>> = {
  401: "forbidden",
  403: "forbidden",
  404: "not_found",
  408: "timeout",
  413: "limit_exceeded",
  429: "rate_limited",
  504: "timeout",
};

const narrower = () => "Narrow it: one namespace, a shorter window, a stricter selector";

const REFUSALS: Readonly<Record<string, Omit<Wording, "code">>> = {
  upstream_rejected: {
    message: ({ purpose, title }) => `Cannot ${purpose}: ${title} rejected the request`,
    hint: () => "Check the arguments, or ask for less",
  },
  forbidden: {
    message: ({ purpose, title }) => `Cannot ${purpose}: ${title} denied access`,
    hint: ({ setting }) => `The operator can check the credentials that go with ${setting}`,
  },
  not_found: {
    message: ({ purpose, title }) => `Cannot ${purpose}: ${title} does not have it`,
    hint: ({ setting, title }) => `Check the name, and that ${setting} points at ${title}`,
  },
  timeout: {
    message: ({ purpose, title }) => `Cannot ${purpose}: ${title} gave up waiting`,
    hint: narrower,
  },
  limit_exceeded: {
    message: ({ purpose, title }) => `Cannot ${purpose}: ${title} finds the request too large`,
    hint: narrower,
  },
  rate_limited: {
    message: ({ purpose, title }) => `Cannot ${purpose}: ${title} asks to slow down`,
    hint: (_, { retryAfterSeconds }) =>
      `Try again in ${retryAfterSeconds ?? 10} seconds, or ask for less`,
  },
  upstream_unavailable: {
    message: ({ purpose, title }, { status }) =>
      `Cannot ${purpose}: ${title} answered with status ${status}`,
    hint: () => "Try again; health_check shows the state of every backend",
  },
};

/** What a recorded incident lacks, by the word it says it with. */
const NOT_CAPTURED: Readonly<Record<string, string>> = {
  source: "this source was not captured",
  kind: "this kind was not captured",
  metric: "a metric of it was not captured",
  time: "the time it asks for was not captured",
  namespace: "other namespaces were not captured",
  lines: "not all lines of that time were captured",
};

const WORDINGS: Readonly<Record<Exclude<FailureKind, "refused">, Wording>> = {
  unreachable: {
    code: "upstream_unavailable",
    message: ({ title }) => `Cannot reach ${title}`,
    hint: ({ setting, title }) => `Check that ${title} runs and that ${setting} points at it`,
  },
  deadline: {
    code: "timeout",
    message: ({ purpose, timeoutSeconds }) => `Cannot ${purpose} within ${timeoutSeconds} seconds`,
    hint: narrower,
  },
  abandoned: {
    code: "timeout",
    message: ({ purpose }) => `Cannot ${purpose} before the call ended`,
    hint: narrower,
  },
  "circuit open": {
    code: "upstream_unavailable",
    message: ({ title }) => `Cannot reach ${title}`,
    hint: () => "It failed several times in a row and is left alone for a moment; try again soon",
  },
  "too large": {
    code: "limit_exceeded",
    message: ({ purpose, limitBytes }) =>
      `Cannot ${purpose}: the answer is larger than ${limitBytes} bytes`,
    hint: narrower,
  },
  "not captured": {
    code: "upstream_rejected",
    coverage: "not captured",
    message: ({ purpose }, { missing = "" }) =>
      `Cannot ${purpose}: ${NOT_CAPTURED[missing] ?? "it was not captured"}`,
    hint: () =>
      "This is a recorded incident; health_check says which times and namespaces it holds",
  },
  unreadable: {
    code: "upstream_unavailable",
    message: ({ title }) => `Cannot understand the answer of ${title}`,
    hint: ({ setting, title }) => `Check that ${setting} points at the API of ${title}`,
  },
};

/** Puts whatever ended a read into our own words; the upstream's stay behind in `cause`. */
export function toolErrorOf(error: unknown, read: FailedRead): ToolError {
  if (error instanceof ToolError) return error;
  const { purpose, explain } = read.request;
  const failure = asFailure(error, read.signal);
  if (failure === undefined) {
    return new ToolError("internal", `Cannot ${purpose}`, { cause: error });
  }
  return explain?.(failure) ?? inOurWords(failure, { ...read, purpose });
}

/** The error of every read of an upstream that the configuration does not name. */
export function notConfigured(read: Pick<FailedRead, "title" | "setting">): ToolError {
  return new ToolError("upstream_unavailable", `Cannot read ${read.title}: it is not configured`, {
    hint: `The operator can set ${read.setting}`,
    coverage: "not configured",
  });
}

function asFailure(error: unknown, signal: AbortSignal): UpstreamFailure | undefined {
  if (error instanceof UpstreamFailure) return error;
  return signal.aborted ? new UpstreamFailure("abandoned", { cause: error }) : undefined;
}

function inOurWords(failure: UpstreamFailure, words: Words): ToolError {
  const { code, coverage, message, hint } = wordingOf(failure);
  return new ToolError(code, message(words, failure), {
    hint: hint(words, failure),
    ...(coverage !== undefined && { coverage }),
    cause: failure,
  });
}

function wordingOf({ kind, status = 0 }: UpstreamFailure): Wording {
  if (kind !== "refused") return WORDINGS[kind];
  const isClientError = status >= 400 && status < 500;
  const code = CODE_OF_STATUS[status] ??
    (isClientError ? "upstream_rejected" : "upstream_unavailable");
  return { code, ...REFUSALS[code]! };
}
