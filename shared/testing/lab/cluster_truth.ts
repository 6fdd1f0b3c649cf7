/** What kubectl says at this moment, to compare answers with. */

import { z } from "zod";
import { lab } from "../../tooling/lab_access.ts";
import { until } from "../../tooling/lab_wait.ts";

const podListSchema = z.object({
  items: z.array(z.object({
    metadata: z.object({ name: z.string(), creationTimestamp: z.string() }),
    spec: z.object({ nodeName: z.string().optional() }),
    status: z.object({
      conditions: z.array(
        z.object({ type: z.string(), status: z.string(), lastTransitionTime: z.string() }),
      ).default([]),
      containerStatuses: z.array(z.object({ restartCount: z.number() })).default([]),
    }),
  })),
});

export interface TruePod {
  readonly name: string;
  readonly node: string | undefined;
  readonly restarts: number;
  readonly createdAt: Date;
  /** Since when it is not ready; absent when it is. */
  readonly unreadySince: Date | undefined;
}

/** The pods of a workload of the lab, which are labelled by its name. */
export async function podsOf(
  { namespace, workload }: { readonly namespace: string; readonly workload: string },
): Promise<readonly TruePod[]> {
  const args = ["get", "pods", "-n", namespace, "-l", `app=${workload}`, "-o", "json"];
  return podListSchema.parse(JSON.parse(await lab.kubectl(args))).items
    .map(({ metadata, spec, status }) => ({
      name: metadata.name,
      node: spec.nodeName,
      createdAt: new Date(metadata.creationTimestamp),
      unreadySince: unreadySince(status.conditions),
      restarts: status.containerStatuses.reduce((sum, { restartCount }) => sum + restartCount, 0),
    }));
}

function unreadySince(
  conditions: readonly { type: string; status: string; lastTransitionTime: string }[],
): Date | undefined {
  const ready = conditions.find(({ type, status }) => type === "Ready" && status !== "True");
  return ready && new Date(ready.lastTransitionTime);
}

/** The one pod of a workload. */
export async function podOf(
  workload: { readonly namespace: string; readonly workload: string },
): Promise<TruePod> {
  const [pod] = await podsOf(workload);
  if (pod === undefined) throw new Error(`Cannot find a pod of ${workload.workload}`);
  return pod;
}

/** A moment before or after the lab was loaded, which is when its pods were made. */
export async function sinceLoad(minutes: number): Promise<string> {
  const { createdAt } = await podOf({ namespace: "shop", workload: "payments" });
  return new Date(createdAt.getTime() + minutes * 60_000).toISOString();
}

/** A pod may take so long to become ready before that is called trouble. */
const START_SECONDS = 125;

/** Waits until what is not ready on a lab just loaded can no longer be starting. @throws {Error} when that never comes */
export async function untilSettled(): Promise<void> {
  const { notReady, downNode } = lab.facts;
  const settled = await until(async () => {
    const workers = await podsOf({ namespace: "batch", workload: "worker" });
    const lost = workers.filter(({ node }) => node === downNode);
    return [...lost, await podOf(notReady)].every(({ unreadySince }) =>
      unreadySince !== undefined && Date.now() - unreadySince.getTime() > START_SECONDS * 1_000
    );
  }, { timeoutSeconds: 2 * START_SECONDS });
  if (!settled) throw new Error("Cannot find the pods of the lab that stay unready");
}

const PAUSE_MS = 500;

/**
 * Repeats a comparison with something that moves, until it holds.
 *
 * @throws what it throws the last time, after ten seconds
 */
export async function eventually(comparison: () => Promise<void>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (true) {
    try {
      return await comparison();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}
