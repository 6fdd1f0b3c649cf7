import type { Pod } from "../kube_pod.ts";

/** Names a container that has done its work while another of its pod runs on, so that the pod never ends. */
export function sidecarText({ metadata: { name }, spec, status }: Pod): string | undefined {
  const statuses = status?.containerStatuses ?? [];
  const done = statuses.find(({ state }) => state?.terminated?.exitCode === 0);
  const running = statuses.find(({ state }) => state?.running !== undefined);
  if (done === undefined || running === undefined) return undefined;
  const image = spec?.containers?.find((container) => container.name === running.name)?.image;
  return `container ${done.name} of pod ${name} has completed, but sidecar ${running.name} ` +
    `(image ${image ?? running.image}) still runs`;
}
