import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import type { KubeObject } from "./kube_object.ts";
import { listing, rankByTrouble, tableOf } from "./object_columns.ts";

const NOW = new Date("2026-11-01T10:30:00Z");
const BORN = "2026-11-01T08:00:00Z";

interface Sample {
  readonly resource: string;
  readonly object: object;
  readonly columns: readonly string[];
  readonly row: readonly unknown[];
}

const SAMPLES: readonly Sample[] = [
  {
    resource: "pods",
    object: {
      spec: { containers: [{ name: "app" }], nodeName: "node-1" },
      status: {
        phase: "Running",
        containerStatuses: [{
          name: "app",
          restartCount: 7,
          state: { waiting: { reason: "CrashLoopBackOff" } },
          lastState: {
            terminated: { exitCode: 137, reason: "OOMKilled", finishedAt: "2026-11-01T10:27:00Z" },
          },
        }],
      },
    },
    columns: ["ready", "status", "restarts", "node", "owner"],
    row: ["0/1", "CrashLoopBackOff (OOMKilled)", "7 (3m ago)", "node-1", "Pod/x"],
  },
  {
    resource: "deployments.apps",
    object: {
      spec: { replicas: 3 },
      status: {
        readyReplicas: 1,
        updatedReplicas: 3,
        conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }],
      },
    },
    columns: ["ready", "updated", "available", "problem"],
    row: ["1/3", 3, 0, "ProgressDeadlineExceeded"],
  },
  {
    resource: "daemonsets.apps",
    object: { status: { desiredNumberScheduled: 20, numberReady: 19, updatedNumberScheduled: 20 } },
    columns: ["ready", "updated", "misscheduled"],
    row: ["19/20", 20, 0],
  },
  {
    resource: "jobs.batch",
    object: {
      spec: { completions: 2 },
      status: {
        failed: 4,
        startTime: "2026-11-01T10:00:00Z",
        conditions: [{ type: "Failed", status: "True", reason: "BackoffLimitExceeded" }],
      },
    },
    columns: ["status", "completions", "failed pods", "duration"],
    row: ["Failed (BackoffLimitExceeded)", "0/2", 4, "30m"],
  },
  {
    resource: "cronjobs.batch",
    object: {
      spec: { schedule: "*/5 * * * *", suspend: true },
      status: { lastScheduleTime: "2026-11-01T09:30:00Z" },
    },
    columns: ["schedule", "suspended", "active", "last run"],
    row: ["*/5 * * * *", true, 0, "1h"],
  },
  {
    resource: "horizontalpodautoscalers.autoscaling",
    object: {
      spec: {
        scaleTargetRef: { kind: "Deployment", name: "web" },
        minReplicas: 2,
        maxReplicas: 5,
        metrics: [{
          type: "Resource",
          resource: { name: "cpu", target: { averageUtilization: 70 } },
        }],
      },
      status: {
        currentReplicas: 5,
        currentMetrics: [{
          type: "Resource",
          resource: { name: "cpu", current: { averageUtilization: 93 } },
        }],
      },
    },
    columns: ["target", "replicas", "metrics", "problem"],
    row: ["Deployment/web", "5 of 2-5", "cpu 93%/70%", "at maximum"],
  },
  {
    resource: "poddisruptionbudgets.policy",
    object: {
      spec: { minAvailable: 2 },
      status: { currentHealthy: 2, expectedPods: 2, disruptionsAllowed: 0 },
    },
    columns: ["min available", "healthy", "allowed disruptions"],
    row: [2, "2/2", 0],
  },
  {
    resource: "services",
    object: {
      spec: {
        type: "NodePort",
        clusterIP: "10.96.0.7",
        ports: [{ port: 80, targetPort: "http", nodePort: 30080 }, { port: 53, protocol: "UDP" }],
        selector: { tier: "web", app: "cart" },
      },
    },
    columns: ["type", "cluster ip", "ports", "selector"],
    row: ["NodePort", "10.96.0.7", "80:30080→http,53/UDP", "app=cart,tier=web"],
  },
  {
    resource: "endpointslices.discovery.k8s.io",
    object: {
      endpoints: [
        { addresses: ["10.0.0.1"], conditions: { ready: true } },
        { addresses: ["10.0.0.2"], conditions: { ready: false } },
      ],
      ports: [{ port: 8080 }],
    },
    columns: ["ready", "ports"],
    row: ["1/2", "8080"],
  },
  {
    resource: "ingresses.networking.k8s.io",
    object: {
      spec: {
        ingressClassName: "nginx",
        rules: [{
          host: "shop.example",
          http: { paths: [{ backend: { service: { name: "web" } } }] },
        }],
      },
    },
    columns: ["class", "hosts", "backends", "tls"],
    row: ["nginx", "shop.example", "web", false],
  },
  {
    resource: "networkpolicies.networking.k8s.io",
    object: { spec: { podSelector: {}, policyTypes: ["Ingress"], ingress: [{}] } },
    columns: ["pods", "types", "ingress rules", "egress rules"],
    row: ["all", "Ingress", 1, 0],
  },
  {
    resource: "persistentvolumeclaims",
    object: {
      spec: { resources: { requests: { storage: "10Gi" } }, storageClassName: "fast" },
      status: { phase: "Pending" },
    },
    columns: ["status", "capacity", "class"],
    row: ["Pending", "10Gi", "fast"],
  },
  {
    resource: "configmaps",
    object: { data: { "app.conf": "a".repeat(2_048) }, binaryData: { logo: "AAAA" } },
    columns: ["keys", "sizes"],
    row: [2, "app.conf 2Ki, logo 3"],
  },
  {
    resource: "nodes",
    object: {
      spec: {
        unschedulable: true,
        taints: [{ key: "dedicated", value: "db", effect: "NoSchedule" }],
      },
      status: {
        allocatable: { cpu: "7910m", memory: "32Gi" },
        nodeInfo: { kubeletVersion: "v1.36.4" },
        conditions: [
          { type: "Ready", status: "True" },
          { type: "DiskPressure", status: "True" },
          { type: "MemoryPressure", status: "False" },
        ],
      },
    },
    columns: ["status", "version", "cpu", "memory", "taints"],
    row: [
      "Ready,DiskPressure,SchedulingDisabled",
      "v1.36.4",
      "7.9",
      "32Gi",
      "dedicated=db:NoSchedule",
    ],
  },
  {
    resource: "resourcequotas",
    object: { status: { hard: { pods: "10", cpu: "4" }, used: { pods: "10", cpu: "500m" } } },
    columns: ["used/hard"],
    row: ["pods 10/10, cpu 500m/4"],
  },
  {
    resource: "certificates.cert-manager.io",
    object: {
      status: {
        phase: "Issuing",
        conditions: [{ type: "Ready", status: "False", reason: "IncorrectIssuer" }],
      },
    },
    columns: ["ready", "phase", "reason"],
    row: ["False", "Issuing", "IncorrectIssuer"],
  },
];

function list(resource: string, objects: readonly object[]) {
  const [plural = "", ...group] = resource.split(".");
  const table = tableOf({ resource: plural, group: group.join(".") });
  const named = objects.map((object): KubeObject => ({
    metadata: { name: "x", creationTimestamp: BORN },
    ...object,
  }));
  return listing(named, { table, detail: "normal", now: NOW, withNamespace: false });
}

describe("listing", () => {
  for (const { resource, object, columns, row } of SAMPLES) {
    it(`lists ${resource} with the columns of their kind`, () => {
      const found = list(resource, [object]);
      assertEquals(found.columns, ["name", ...columns, "age"]);
      assertEquals(found.rows, [["x", ...row, "2h30m"]] as typeof found.rows);
    });
  }

  it("shows fewer columns when concise and more when full", () => {
    const table = tableOf({ group: "", resource: "pods" });
    const columns = (detail: "concise" | "full") =>
      listing([], { table, detail, now: NOW, withNamespace: true }).columns;
    assertEquals(columns("concise"), ["namespace", "name", "ready", "status", "restarts", "age"]);
    assertEquals(columns("full").slice(6), ["owner", "ip", "images", "age", "labels"]);
  });

  it("leaves out columns that say nothing about any object", () => {
    const { columns } = list("services", [{ spec: { type: "ClusterIP" } }]);
    assertEquals(columns, ["name", "type", "age"]);
  });
});

describe("rankByTrouble", () => {
  it("takes a condition of an unknown kind for trouble only when it means some", () => {
    const table = tableOf({ group: "lab.example", resource: "widgets" });
    const first = (...states: object[]) => {
      const widgets = states.map((status, at) => ({ metadata: { name: `w${at}` }, status }));
      return rankByTrouble(widgets, { table, now: NOW }).ranked[0]?.metadata.name;
    };
    const condition = (type: string, status: string) => ({ conditions: [{ type, status }] });
    assertEquals(first(condition("Ready", "True"), condition("Ready", "Unknown")), "w1");
    assertEquals(first({}, condition("Degraded", "True")), "w1");
    assertEquals(first({}, condition("PolicyConformant", "False")), "w0");
    assertEquals(first({}, { conditions: "none" }), "w0");
  });

  it("puts troubled objects first, then goes by namespace and name, for any order of the input", () => {
    const claim = (name: string, namespace: string, phase: string) => ({
      metadata: { name, namespace },
      status: { phase },
    });
    const claims = [
      claim("a", "shop", "Bound"),
      claim("b", "shop", "Lost"),
      claim("a", "test", "Pending"),
      claim("a", "batch", "Bound"),
    ];
    const table = tableOf({ group: "", resource: "persistentvolumeclaims" });
    const expected = ["shop/b", "test/a", "batch/a", "shop/a"];
    for (const objects of [claims, claims.toReversed()]) {
      const { ranked, troubled } = rankByTrouble(objects, { table, now: NOW });
      assertEquals(
        ranked.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`),
        expected,
      );
      assertEquals(troubled, 2);
    }
  });
});
