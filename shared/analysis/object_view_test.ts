import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { outline } from "./object_outline.ts";
import { fullView, trimmedView } from "./object_view.ts";

const POD = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name: "cart",
    namespace: "shop",
    uid: "0b0d2f61-7a3e-4c8d-9a52-3f0d8a1b2c3d",
    resourceVersion: "42",
    managedFields: [{ manager: "kubectl" }],
    labels: { app: "cart" },
    annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}", team: "shop" },
  },
  spec: {
    dnsPolicy: "ClusterFirst",
    restartPolicy: "Never",
    containers: [{
      name: "app",
      image: "cart:1",
      terminationMessagePath: "/dev/termination-log",
      env: [{ name: "DB_PASSWORD", value: "hunter2" }],
      volumeMounts: [{ name: "kube-api-access-x2x4z", mountPath: "/var/run" }],
    }],
    tolerations: [
      { key: "node.kubernetes.io/not-ready", operator: "Exists", tolerationSeconds: 300 },
      { key: "dedicated", operator: "Exists" },
    ],
  },
  status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }] },
};

describe("fullView", () => {
  it("drops managedFields and last-applied, masks secrets and keeps the rest", () => {
    const { metadata, spec, status } = fullView(POD);
    assertEquals(metadata, {
      name: "cart",
      namespace: "shop",
      uid: "0b0d2f61-7a3e-4c8d-9a52-3f0d8a1b2c3d",
      resourceVersion: "42",
      labels: { app: "cart" },
      annotations: { team: "shop" },
    });
    assertEquals(status, POD.status);
    assertEquals(JSON.stringify(spec).includes("hunter2"), false);
    assertEquals(JSON.stringify(spec).includes("ClusterFirst"), true);
  });

  it("puts the status first and the metadata last", () => {
    assertEquals(Object.keys(fullView(POD)), ["status", "apiVersion", "kind", "spec", "metadata"]);
  });

  it("leaves the object itself as it was", () => {
    fullView(POD);
    assertEquals(POD.spec.containers[0]?.env[0]?.value, "hunter2");
    assertEquals(POD.metadata.managedFields.length, 1);
  });
});

describe("trimmedView", () => {
  it("keeps what was chosen and what became of it", () => {
    assertEquals(trimmedView(POD), {
      status: { phase: "Running" },
      spec: {
        restartPolicy: "Never",
        containers: [{
          name: "app",
          image: "cart:1",
          env: [{ name: "DB_PASSWORD", value: "<masked>" }],
        }],
        tolerations: [{ key: "dedicated", operator: "Exists" }],
      },
      metadata: { labels: { app: "cart" }, annotations: { team: "shop" } },
    });
  });

  it("gives the data of a ConfigMap by size", () => {
    const map = { metadata: { name: "c" }, data: { Corefile: ".:53 {\n}", "password": "hunter2" } };
    assertEquals(trimmedView(map), {
      data: { Corefile: "(8 characters)", password: "(8 characters)" },
    });
  });
});

describe("outline", () => {
  it("prints small lists and maps on one line and the rest indented", () => {
    const value = {
      spec: {
        replicas: 3,
        containers: [
          { name: "app", args: ["-v", "--port=80"], resources: { limits: { memory: "256Mi" } } },
          { name: "proxy" },
        ],
      },
      data: { Corefile: ".:53 {\n  errors\n}\n" },
      empty: "",
    };
    assertEquals(outline(value), [
      "spec:",
      "  replicas: 3",
      "  containers:",
      "  - name: app",
      "    args: [-v, --port=80]",
      "    resources:",
      "      limits: {memory: 256Mi}",
      "  - {name: proxy}",
      "data:",
      "  Corefile: |",
      "    .:53 {",
      "      errors",
      "    }",
      'empty: ""',
    ]);
  });
});
