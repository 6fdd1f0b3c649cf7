import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertLessOrEqual, assertRejects, assertStringIncludes } from "@std/assert";
import { ToolError } from "../shared/errors.ts";
import { estimateTokens } from "../shared/render/tokens.ts";
import type { Change } from "../shared/analysis/changes/change.ts";
import type { ChangeLogQuery, ChangeLogReader } from "../shared/analysis/changes/change_log.ts";
import { type ContextParts, NOW } from "../shared/testing/fake_context.ts";
import { runHandler } from "../shared/testing/run_handler.ts";
import { tool } from "./inventory_snapshot.ts";

type Objects = Readonly<Record<string, readonly object[]>>;

function missing() {
  return Promise.reject(
    new ToolError("upstream_unavailable", "Cannot ask", { coverage: "not configured" }),
  );
}

/** A cluster of these objects, by the name they are listed by; other add-ons are not installed. */
function cluster(objects: Objects, rest: ContextParts = {}): ContextParts {
  return {
    prometheus: { instant: missing },
    ...rest,
    kubernetes: {
      list: (resource) => {
        const items = objects[String(resource)] ?? [];
        return Promise.resolve({ items, total: items.length, unread: [] });
      },
      namespaces: () => Promise.resolve(["shop"]),
      podUsage: missing,
      nodeUsage: missing,
      ...rest.kubernetes,
    },
  };
}

interface PodParts {
  readonly namespace?: string;
  readonly workload?: string;
  readonly node?: string;
  readonly container?: object;
  readonly labels?: Readonly<Record<string, string>>;
}

function pod(name: string, parts: PodParts = {}) {
  const { namespace = "shop", workload = "cart", node = "node-1", labels = {} } = parts;
  const running = { name: "app", ready: true, restartCount: 0, state: { running: {} } };
  const container: { ready?: boolean } = { ...running, ...parts.container };
  return {
    metadata: {
      name,
      namespace,
      creationTimestamp: "2026-11-01T08:00:00Z",
      labels: { "pod-template-hash": "6d5f7c9b8", ...labels },
      ownerReferences: [{ kind: "ReplicaSet", name: `${workload}-6d5f7c9b8`, controller: true }],
    },
    spec: {
      nodeName: node,
      containers: [{
        name: "app",
        resources: { requests: { cpu: "500m" }, limits: { memory: "256Mi" } },
      }],
    },
    status: {
      phase: "Running",
      conditions: [{ type: "Ready", status: container.ready ? "True" : "False" }],
      containerStatuses: [container],
    },
  };
}

const CRASHED = {
  ready: false,
  restartCount: 9,
  state: { waiting: { reason: "CrashLoopBackOff" } },
  lastState: {
    terminated: { exitCode: 137, reason: "OOMKilled", finishedAt: "2026-11-01T10:27:00Z" },
  },
};

function node(name: string, ready = "True") {
  return {
    metadata: { name },
    status: {
      conditions: [{ type: "Ready", status: ready, lastTransitionTime: "2026-11-01T10:00:00Z" }],
      allocatable: { cpu: "4", memory: "16Gi" },
      nodeInfo: { kubeletVersion: "v1.36.4" },
    },
  };
}

function named(name: string, rest: object) {
  return { metadata: { name, namespace: "shop" }, ...rest };
}

const BROKEN: Objects = {
  namespaces: [{ metadata: { name: "shop" } }],
  nodes: [node("node-1"), node("node-2", "Unknown")],
  pods: [
    pod("cart-a", { container: CRASHED, labels: { app: "cart" } }),
    pod("web-a", { workload: "web", labels: { app: "web" } }),
  ],
  services: [named("web", { spec: { selector: { app: "wbe" }, ports: [{ port: 80 }] } })],
  "ingresses.networking.k8s.io": [named("shop", {
    spec: { defaultBackend: { service: { name: "gone", port: { number: 80 } } } },
  })],
  jobs: [named("export", {
    status: { conditions: [{ type: "Failed", status: "True", reason: "BackoffLimitExceeded" }] },
  })],
  horizontalpodautoscalers: [named("web", {
    spec: { maxReplicas: 3 },
    status: { currentReplicas: 3 },
  })],
  poddisruptionbudgets: [named("web", { status: { expectedPods: 1, disruptionsAllowed: 0 } })],
  persistentvolumeclaims: [named("data", { status: { phase: "Pending" } })],
};

describe("inventory.snapshot", () => {
  it("finds what is wrong in every list", async () => {
    const { output, text } = await runHandler(tool, {}, cluster(BROKEN));
    assertStringIncludes(
      text,
      "cluster: 2 nodes, 2 workloads, 2 pods; in trouble: 1 node, 1 workload, 1 service, " +
        "1 route, 1 job, 2 autoscalers and budgets, 1 volume",
    );
    assertEquals(output.workloads.rows[0], {
      namespace: "shop",
      workload: "Deployment/cart",
      ready: 0,
      desired: 1,
      restarts: 9,
      problem: "CrashLoopBackOff (OOMKilled)",
      since: "2026-11-01T08:00:00Z",
      pod: "cart-a",
    });
    assertEquals(output.nodes.rows.map(({ name, status }) => [name, status]), [
      ["node-2", "NotReady (Unknown)"],
      ["node-1", "Ready"],
    ]);
    assertEquals(output.serviceFaults.rows[0]?.nearest, "app=web matches 1 pods, 1 ready");
    assertEquals(output.routes.rows[0]?.problem, "service does not exist");
    assertEquals(output.batchFaults.rows, [
      { object: "shop Job/export", problem: "failed: BackoffLimitExceeded" },
    ]);
    assertEquals(output.scalingFaults.rows, [
      { object: "shop HorizontalPodAutoscaler/web", problem: "at maximum" },
      { object: "shop PodDisruptionBudget/web", problem: "allows no disruption" },
    ]);
    assertEquals(output.volumeFaults.rows[0]?.problem, "Pending");
    assertEquals(output.oomKills.rows[0]?.restarts, 9);
    assertStringIncludes(
      text,
      'next: tail.pod_logs {"namespace":"shop","pod":"cart-a","previous":true}',
    );
  });

  it("answers without usage, and says which sources have none", async () => {
    const { output, text } = await runHandler(tool, {}, cluster(BROKEN));
    assertEquals(output.usageSource, undefined);
    assertStringIncludes(text, "usage: no source has figures");
    assertStringIncludes(text, "metrics.k8s.io nodes, prometheus throttling");
  });

  it("sums usage and requests per node, namespace and workload", async () => {
    const usage = {
      podUsage: () =>
        Promise.resolve([{ namespace: "shop", pod: "web-a", cpuCores: 1, memoryBytes: 2 ** 30 }]),
    };
    const { output } = await runHandler(tool, {}, cluster(BROKEN, { kubernetes: usage }));
    const web = output.workloads.rows.find(({ workload }) => workload === "Deployment/web");
    assertEquals([output.usageSource, web?.cpuCores, web?.memoryBytes], [
      "metrics.k8s.io",
      1,
      2 ** 30,
    ]);
    assertEquals(output.namespaces.rows[0]?.cpuCores, 1);
    const first = output.nodes.rows.find(({ name }) => name === "node-1");
    assertEquals([first?.cpuCores, first?.cpuRequested, first?.pods], [1, 1, 2]);
  });

  it("ranks namespaces and healthy workloads by use, and counts versions", async () => {
    const usage = [["a", 1], ["b", 3], ["c", 2]] as const;
    const objects: Objects = {
      namespaces: ["quiet", "shop", "dev"].map((name) => ({ metadata: { name } })),
      nodes: [node("node-1"), node("node-2")],
      pods: [
        ...usage.map(([name]) => pod(`${name}-0`, { workload: name, namespace: "shop" })),
        pod("x-0", { workload: "x", namespace: "dev", container: CRASHED }),
      ],
    };
    const podUsage = () =>
      Promise.resolve(usage.map(([name, cpuCores]) => ({
        namespace: "shop",
        pod: `${name}-0`,
        cpuCores,
        memoryBytes: 0,
      })));
    const { output } = await runHandler(tool, {}, cluster(objects, { kubernetes: { podUsage } }));
    assertEquals(output.workloads.rows.map(({ workload }) => workload), [
      "Deployment/x",
      "Deployment/b",
      "Deployment/c",
      "Deployment/a",
    ]);
    assertEquals(output.namespaces.rows.map(({ name, workloads }) => [name, workloads]), [
      ["dev", 1],
      ["shop", 3],
      ["quiet", 0],
    ]);
    assertEquals([output.versions, output.faultyRoutes], [{ "v1.36.4": 2 }, 0]);
  });

  it("counts only faulty routes and nearly full volumes, and goes on with both worst workloads", async () => {
    const claim = (name: string) => named(name, { status: { phase: "Bound" } });
    const objects: Objects = {
      ...BROKEN,
      pods: [
        pod("cart-a", { container: CRASHED }),
        pod("slow-a", { workload: "slow", container: { ready: false } }),
      ],
      services: [named("out", { spec: { type: "ExternalName" } })],
      "ingresses.networking.k8s.io": [
        named("good", { spec: { defaultBackend: { service: { name: "out" } } } }),
        named("bad", { spec: { defaultBackend: { service: { name: "gone" } } } }),
      ],
      persistentvolumeclaims: [claim("full"), claim("roomy")],
    };
    const fill = (expr: string) =>
      expr.includes("volume_stats") ? [["full", 0.9], ["roomy", 0.2]] as const : [];
    const { output, text } = await runHandler(
      tool,
      {},
      cluster(objects, {
        prometheus: {
          instant: ({ expr }) =>
            Promise.resolve({
              resultType: "vector",
              series: fill(expr).map(([persistentvolumeclaim, share]) => ({
                labels: { namespace: "shop", persistentvolumeclaim },
                samples: [[0, share]],
              })),
              warnings: [],
              infos: [],
            }),
        },
      }),
    );
    assertEquals([output.faultyRoutes, output.routes.total], [1, 2]);
    assertEquals(output.volumeFaults.rows, [
      { object: "shop PersistentVolumeClaim/full", problem: "90% full" },
    ]);
    assertEquals(text.match(/^next: [^—]*\}/gm), [
      'next: tail.pod_logs {"namespace":"shop","pod":"cart-a","previous":true}',
      'next: k8s.events {"namespace":"shop","object":"Deployment/slow"}',
    ]);
  });

  it("goes on without a kind that may not be read", async () => {
    const context = cluster(BROKEN);
    const list = context.kubernetes?.list;
    const { output, text } = await runHandler(tool, {}, {
      ...context,
      kubernetes: {
        ...context.kubernetes,
        list: (resource, options) =>
          resource === "endpointslices.discovery.k8s.io"
            ? Promise.reject(new ToolError("forbidden", "Cannot list endpointslices"))
            : list?.(resource, options) ?? missing(),
      },
    });
    assertEquals(output.troubledWorkloads, 1);
    // Without endpoints nobody can say that a Service reaches nothing.
    assertEquals(output.serviceFaults.total, 0);
    assertStringIncludes(text, "1 volume, of what could be read");
    assertEquals(output.coverage[1], {
      source: "kubernetes endpointslices",
      state: "forbidden",
      detail: "Cannot list endpointslices",
    });
  });

  it("calls nothing healthy that it could not read", async () => {
    const pods = (state: "forbidden" | "ok") =>
      cluster({ namespaces: [{ metadata: { name: "shop" } }] }, {
        kubernetes: {
          list: (resource) =>
            resource === "pods" && state === "forbidden"
              ? Promise.reject(new ToolError("forbidden", "Cannot list pods"))
              : Promise.resolve({ items: [{ metadata: { name: "x" } }], total: 1, unread: [] }),
        },
      });
    const blind = await runHandler(tool, {}, pods("forbidden"));
    assertStringIncludes(blind.text, "pods unread;");
    assertStringIncludes(blind.text, ", of what could be read");
    assertEquals(blind.output.counts["pods"], undefined);
    const seen = await runHandler(tool, {}, pods("ok"));
    assertEquals(/unread|could be read/.test(seen.text), false);
  });

  it("fails when no list can be read", async () => {
    const context = cluster({}, { kubernetes: { list: missing } });
    const error = await assertRejects(() => runHandler(tool, {}, context), ToolError);
    assertEquals(error.coverage, "not configured");
  });

  it("answers a misspelt namespace with the corrected call", async () => {
    const error = await assertRejects(
      () => runHandler(tool, { namespace: "shpo" }, cluster({})),
      ToolError,
    );
    assertEquals(
      error.text,
      'not_found: Cannot find namespace "shpo". Call inventory.snapshot {"namespace":"shop"}',
    );
  });

  const large: Objects = {
    namespaces: Array.from({ length: 10 }, (_, at) => ({ metadata: { name: `namespace-${at}` } })),
    nodes: Array.from({ length: 20 }, (_, at) => node(`node-${at}`, at === 7 ? "False" : "True")),
    pods: Array.from({ length: 500 }, (_, at) =>
      pod(`workload-${at % 50}-6d5f7c9b8-${at}`, {
        namespace: `namespace-${at % 10}`,
        workload: `workload-${at % 50}`,
        node: `node-${at % 20}`,
        ...(at === 33 && { container: CRASHED }),
      })),
    services: [named("web", { spec: { selector: { app: "nothing" } } })],
  };

  it("tells 20 nodes and 500 pods in less than 1,500 tokens without losing what is wrong", async () => {
    const { output, text } = await runHandler(tool, {}, cluster(large));
    assertEquals([output.nodes.total, output.counts["pods"], output.workloads.total], [
      20,
      500,
      50,
    ]);
    assertLessOrEqual(estimateTokens(text), 1_500);
    for (
      const fact of [
        "workload-33",
        "CrashLoopBackOff (OOMKilled)",
        "node-7",
        "selector matches no pods",
      ]
    ) {
      assertStringIncludes(text, fact);
    }
  });

  it("fits into 24,000 characters as JSON however long the names are, and says what it cut", async () => {
    const long = (text: string) => text.padEnd(200, "x");
    const objects: Objects = {
      nodes: Array.from({ length: 300 }, (_, at) => node(long(`node-${at}`), "False")),
      pods: Array.from(
        { length: 1_000 },
        (_, at) => pod(long(`pod-${at}`), { workload: long(`workload-${at}`), container: CRASHED }),
      ),
      services: Array.from(
        { length: 300 },
        (_, at) => named(long(`service-${at}`), { spec: { selector: { app: long(`app-${at}`) } } }),
      ),
      jobs: BROKEN["jobs"] ?? [],
    };
    const { output } = await runHandler(tool, { detail: "full" }, cluster(objects));
    assertLessOrEqual(JSON.stringify(output).length, 24_000);
    assertEquals([output.nodes.total, output.workloads.total, output.serviceFaults.total], [
      300,
      1_000,
      300,
    ]);
    assertEquals(output.nodes.shown, output.nodes.rows.length);
    assertEquals(output.batchFaults.shown, 1);
  });
});

describe("inventory.snapshot(compare_to)", () => {
  const change = (name: string, parts: Partial<Change>): Change => ({
    at: "2026-11-01T10:10:00Z",
    entity: { kind: "Deployment", namespace: "shop", name },
    kind: "rollout",
    field: "image of app",
    source: "change log",
    ...parts,
  });
  const objects: Objects = {
    ...BROKEN,
    deployments: ["web", "cart"].map((name) => named(name, { spec: { replicas: 1 } })),
  };

  function logged(changes: readonly Change[], began: string | undefined) {
    const asked: ChangeLogQuery[] = [];
    const historyStart = began === undefined ? undefined : new Date(began);
    const changeLog: ChangeLogReader = {
      since: (query) => {
        asked.push(query);
        return Promise.resolve({ changes, historyStart });
      },
    };
    return { asked, context: cluster(objects, { changeLog }) };
  }

  it("tells what differs, and how many there were", async () => {
    const { asked, context } = logged([
      change("cart", { from: "cart:1", to: "cart:2", by: "kubectl-edit" }),
      change("web", { kind: "created", field: "object" }),
    ], "2026-11-01T06:00:00Z");
    const { output, text } = await runHandler(tool, { compare_to: "2h" }, context);
    assertEquals(asked, [{ start: new Date("2026-11-01T08:30:00Z"), end: NOW }]);
    assertEquals(output.comparison, {
      to: "2026-11-01T08:30:00.000Z",
      historyStart: "2026-11-01T06:00:00.000Z",
      created: 1,
      deleted: 0,
      changed: 1,
      countsThen: { deployments: 1 },
    });
    assertStringIncludes(
      text,
      "since 2h ago: 1 created, 1 object changed (deployments 1 → 2)",
    );
    assertStringIncludes(
      text,
      "20m ago · Deployment shop/cart · image of app: cart:1 → cart:2 · kubectl-edit",
    );
  });

  it("says that it knows nothing of before the watching began", async () => {
    const { context } = logged([], "2026-11-01T10:00:00Z");
    const { text } = await runHandler(tool, { compare_to: "2h" }, context);
    assertStringIncludes(
      text,
      "since 30m ago: nothing changed; nothing is known of before",
    );
    assertStringIncludes(text, "begins at 2026-11-01T10:00:00.000Z, after that time");
  });

  it("compares nothing where nobody watches, or nothing has been seen yet", async () => {
    const unwatched = await runHandler(tool, { compare_to: "2h" }, cluster(objects));
    assertEquals(unwatched.output.comparison, undefined);
    assertEquals(unwatched.output.coverage.at(-1), {
      source: "change log",
      state: "not configured",
      detail: "clusterState watched keeps what a comparison needs",
    });
    const unsynced = await runHandler(
      tool,
      { compare_to: "2h" },
      logged([], undefined).context,
    );
    assertEquals(unsynced.output.coverage.at(-1)?.detail, "nothing watched yet");
  });

  it("keeps to its namespace, and refuses a time in the future", async () => {
    const { asked, context } = logged([
      change("node-1", {
        entity: { kind: "Node", namespace: "", name: "node-1" },
        field: "kernelVersion",
      }),
    ], "2026-11-01T06:00:00Z");
    const input = { namespace: "shop", compare_to: "1h" };
    const { output } = await runHandler(tool, input, context);
    assertEquals([asked[0]?.namespace, output.changes.total], ["shop", 0]);
    const future = { compare_to: "2027-01-01T00:00:00Z" };
    const error = await assertRejects(() => runHandler(tool, future, context), ToolError);
    assertEquals(error.code, "invalid_input");
  });
});
