import { z } from "zod";
import { chooseContainer, containersOf, statusOfContainer } from "../analysis/container_choice.ts";
import type { ContainerStatus, Pod } from "../analysis/kube_pod.ts";
import { podProblem } from "../analysis/pod_problem.ts";
import { podStatus } from "../analysis/pod_status.ts";
import { similarNames } from "../analysis/similar_names.ts";
import type { ToolContext } from "../context.ts";
import { quoted, ToolError } from "../errors.ts";
import { correctedCall, type GivenCall } from "../render/corrected_call.ts";
import { ageOf } from "../render/time.ts";
import { others } from "./existing_namespace.ts";
import { readNamed } from "./named_object.ts";

/** The container whose log is read, and how it is. */
export const logContainerSchema = z.object({
  container: z.string(),
  /** Why this one, where the caller named none. */
  chosen: z.string().optional(),
  otherContainers: z.array(z.string()),
  /** The pod's status, or what is wrong with it. */
  status: z.string(),
  restarts: z.number(),
  /** How the run before this one ended: `OOMKilled, exit 137, 3m ago`. */
  lastEnd: z.string().optional(),
});

export type LogContainer = z.output<typeof logContainerSchema>;

export interface LogContainerQuery {
  readonly namespace: string;
  readonly pod: string;
  readonly container?: string | undefined;
  readonly previous?: boolean | undefined;
  /** The call to correct when something does not exist. */
  readonly call: GivenCall;
}

/**
 * Finds the container to read: the named one, else the one in trouble; reads the pod once.
 *
 * @throws {ToolError} `not_found` with the nearest pod or container, or when there was no earlier run
 */
export async function findLogContainer(
  context: Pick<ToolContext, "kubernetes" | "now">,
  query: LogContainerQuery,
): Promise<LogContainer> {
  const pod = await readPod(context, query);
  const { name, reason } = chosenContainer(pod, query);
  const status = statusOfContainer(pod, name);
  if (query.previous && status?.restartCount === 0) throw neverRestarted(name, query);
  if (hasNeverRun(status)) throw neverRan(name, query);
  const lastEnd = lastEndText(status, context.now());
  return {
    container: name,
    ...(query.container === undefined && { chosen: reason }),
    otherContainers: containersOf(pod).filter((other) => other !== name),
    status: podProblem(pod, context.now())?.reason ?? podStatus(pod).status,
    restarts: status?.restartCount ?? 0,
    ...(lastEnd !== undefined && { lastEnd }),
  };
}

async function readPod(
  { kubernetes }: Pick<ToolContext, "kubernetes">,
  { namespace, pod: name, call }: LogContainerQuery,
): Promise<Pod> {
  const resource = await kubernetes.resolve("pods");
  const wanted = { resource, name, namespace, call, argument: "pod" };
  const [pod] = await readNamed<Pod>({ kubernetes }, wanted);
  return pod as Pod;
}

function chosenContainer(pod: Pod, { container, call }: LogContainerQuery) {
  const names = containersOf(pod);
  if (container === undefined) {
    const choice = chooseContainer(pod);
    if (choice !== undefined) return choice;
    throw new ToolError("not_found", `Cannot find a container in pod ${quoted(pod.metadata.name)}`);
  }
  if (names.includes(container)) return { name: container, reason: "named" };
  const near = [...new Set([...similarNames(container, names), ...names])];
  const message = `Cannot find container ${quoted(container)} in pod ${quoted(pod.metadata.name)}`;
  throw new ToolError("not_found", message, {
    hint: correctedCall(call, { container: near[0] }) + others(near),
  });
}

function neverRestarted(container: string, { call }: LogContainerQuery): ToolError {
  const message = `Cannot read an earlier run of container ${
    quoted(container)
  }: it has not restarted`;
  return new ToolError("not_found", message, {
    hint: correctedCall(call, { previous: undefined }),
  });
}

function hasNeverRun(status: ContainerStatus | undefined): boolean {
  return status?.state?.waiting !== undefined && status.lastState?.terminated === undefined &&
    (status.restartCount ?? 0) === 0;
}

function neverRan(container: string, { namespace, pod }: LogContainerQuery): ToolError {
  const events = { namespace, object: `Pod/${pod}` };
  return new ToolError(
    "not_found",
    `Cannot read the log of container ${quoted(container)}: it has not started`,
    {
      hint: `The events say why: k8s.events ${JSON.stringify(events)}`,
    },
  );
}

function lastEndText(status: ContainerStatus | undefined, now: Date): string | undefined {
  const end = status?.lastState?.terminated;
  if (end === undefined) return undefined;
  const ago = ageOf(end.finishedAt, now);
  return [end.reason ?? "Ended", `exit ${end.exitCode}`, ...(ago === "" ? [] : [`${ago} ago`])]
    .join(", ");
}
