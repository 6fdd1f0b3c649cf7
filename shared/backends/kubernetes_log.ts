import { type ErrorCode, quoted, ToolError } from "../errors.ts";
import type { ApiResource, PodLogOptions } from "./kubernetes.ts";
import { explainRefusal, pathOf, purposeOf, type Target } from "./kubernetes_resource.ts";
import type { UpstreamCall } from "./upstream.ts";
import type { UpstreamFailure } from "./upstream_failure.ts";
import type { UpstreamRequest } from "./upstream_request.ts";

const PODS: ApiResource = {
  group: "",
  version: "v1",
  resource: "pods",
  singular: "pod",
  kind: "Pod",
  shortNames: ["po"],
  namespaced: true,
  verbs: ["get", "list"],
};

/** Reads a container's log with RFC 3339 time stamps in front of the lines. */
export async function readPodLog(call: UpstreamCall, options: PodLogOptions): Promise<string> {
  return await call.text(logRequest(options));
}

/** Follows a container's log until the call ends or `followSeconds` have passed. */
export async function* followPodLog(
  call: UpstreamCall,
  options: PodLogOptions,
): AsyncGenerator<string> {
  const { query, ...request } = logRequest(options);
  const { followSeconds } = options;
  yield* call.lines(
    { ...request, query: { ...query, follow: true } },
    followSeconds === undefined ? {} : { seconds: followSeconds },
  );
}

function logRequest(options: PodLogOptions): UpstreamRequest {
  const { namespace, pod, container, previous, sinceSeconds, tailLines, limitBytes } = options;
  const target: Target = {
    resource: PODS,
    namespace,
    name: pod,
    purpose: `read the log of pod ${quoted(pod)}`,
  };
  return {
    purpose: purposeOf(target),
    path: `${pathOf(target)}/log`,
    // The API server asks the node, which may be away alone.
    isolated: true,
    query: { container, previous, sinceSeconds, tailLines, limitBytes, timestamps: true },
    explain: (failure) => explain(failure, target),
  };
}

interface Refusal {
  /** What the API server or the kubelet writes, matched but never repeated. */
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  readonly reason: string;
  readonly hint: string;
}

// All of these come with the status 400.
const REFUSALS: readonly Refusal[] = [
  {
    pattern: /container name must be specified/,
    code: "invalid_input",
    reason: "it has several containers",
    hint: "Name one with container",
  },
  {
    pattern: /is not valid for pod|not found in pod/,
    code: "not_found",
    reason: "it has no such container",
    hint: "Take the name from the spec of the pod",
  },
  {
    pattern: /previous terminated container/,
    code: "not_found",
    reason: "no earlier run of the container is kept",
    hint: "Leave out previous",
  },
  {
    pattern: /waiting to start|ContainerCreating|PodInitializing|trying and failing to pull/,
    code: "not_found",
    reason: "the container has not started yet",
    hint: "The events say why: k8s.events",
  },
];

// Kubelets know more texts than these; all of them mean that there is no log to give.
const NO_LOG: Omit<Refusal, "pattern"> = {
  code: "not_found",
  reason: "its node has no such log",
  hint: "Leave out previous, or see in k8s.events why the container has not started",
};

function explain(failure: UpstreamFailure, target: Target): ToolError | undefined {
  if (failure.kind === "too large") {
    return new ToolError("limit_exceeded", `Cannot ${purposeOf(target)} as a whole`, {
      hint: "Ask for fewer lines with tail, or for a shorter time with since",
      cause: failure,
    });
  }
  if (failure.status === 403) {
    return explainRefusal(failure, { ...target, resource: { ...PODS, resource: "pods/log" } });
  }
  if (failure.status !== 400) return explainRefusal(failure, target);
  const known = REFUSALS.find(({ pattern }) => pattern.test(failure.body)) ?? NO_LOG;
  const { code, reason, hint } = known;
  return new ToolError(code, `Cannot ${purposeOf(target)}: ${reason}`, { hint, cause: failure });
}
