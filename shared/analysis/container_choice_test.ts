import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { chooseContainer, containersOf } from "./container_choice.ts";
import type { ContainerStatus, Pod } from "./kube_pod.ts";

const RUNNING = { state: { running: {} } };
const CRASHING = {
  state: { waiting: { reason: "CrashLoopBackOff" } },
  lastState: { terminated: { exitCode: 1 } },
};

function pod(
  containers: Readonly<Record<string, Partial<ContainerStatus>>>,
  { init = {}, annotations = {} }: {
    init?: Readonly<Record<string, Partial<ContainerStatus>>>;
    annotations?: Readonly<Record<string, string>>;
  } = {},
): Pod {
  const statuses = (of: Readonly<Record<string, Partial<ContainerStatus>>>) =>
    Object.entries(of).map(([name, status]) => ({ name, ...status }));
  return {
    metadata: { name: "p", annotations },
    spec: {
      containers: Object.keys(containers).map((name) => ({ name })),
      initContainers: Object.keys(init).map((name) => ({ name })),
    },
    status: { containerStatuses: statuses(containers), initContainerStatuses: statuses(init) },
  };
}

describe("chooseContainer", () => {
  it("takes the only one", () => {
    assertEquals(chooseContainer(pod({ app: RUNNING })), { name: "app", reason: "the only one" });
  });

  it("takes the one that crashes, of several the one that did so most", () => {
    const subject = pod({
      app: RUNNING,
      proxy: { ...CRASHING, restartCount: 2 },
      cache: { ...CRASHING, restartCount: 9 },
    });
    assertEquals(chooseContainer(subject), { name: "cache", reason: "it crashes" });
  });

  it("takes one that runs again after a crash", () => {
    const revived = { ...RUNNING, lastState: { terminated: { exitCode: 137 } } };
    assertEquals(chooseContainer(pod({ app: RUNNING, cache: revived }))?.name, "cache");
  });

  it("takes one that has ended badly, and not one that has done its work", () => {
    const ended = (exitCode: number) => ({ state: { terminated: { exitCode } } });
    assertEquals(
      chooseContainer(pod({ app: RUNNING, once: ended(0), job: ended(2) }))?.name,
      "job",
    );
    assertEquals(chooseContainer(pod({ app: RUNNING, once: ended(0) }))?.name, "app");
  });

  it("takes the init container that keeps the pod from starting", () => {
    const subject = pod({ app: { state: { waiting: { reason: "PodInitializing" } } } }, {
      init: { migrate: CRASHING },
    });
    assertEquals(chooseContainer(subject), { name: "migrate", reason: "it does not start" });
  });

  it("takes the pod's default, else the first", () => {
    const containers = { app: RUNNING, proxy: RUNNING };
    const annotations = { "kubectl.kubernetes.io/default-container": "proxy" };
    assertEquals(chooseContainer(pod(containers, { annotations }))?.name, "proxy");
    const gone = { "kubectl.kubernetes.io/default-container": "gone" };
    assertEquals(chooseContainer(pod(containers, { annotations: gone }))?.name, "app");
    assertEquals(chooseContainer(pod(containers)), { name: "app", reason: "the first" });
  });

  it("finds none in a pod without containers", () => {
    assertEquals(chooseContainer({ metadata: { name: "p" } }), undefined);
  });
});

describe("containersOf", () => {
  it("lists init containers last", () => {
    assertEquals(containersOf(pod({ app: {} }, { init: { migrate: {} } })), ["app", "migrate"]);
  });
});
