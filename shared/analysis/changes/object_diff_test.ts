import { assertEquals, assertMatch } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { changeValues } from "./change_value.ts";
import { fieldName } from "./field_name.ts";
import { diffFields } from "./object_diff.ts";

function diff(before: unknown, after: unknown): readonly string[] {
  return diffFields(before, after).map((one) => {
    const { from, to } = changeValues(one);
    return `${fieldName(one.steps)}: ${from} -> ${to}`;
  });
}

function pod(spec: object, metadata: object = {}): object {
  return { spec: { template: { metadata, spec } } };
}

function container(fields: object, name = "cart"): object {
  return pod({ containers: [{ name, ...fields }] });
}

describe("the difference of two objects", () => {
  it("names fields of a pod template as people do", () => {
    const cases: readonly (readonly [object, object, string])[] = [
      [
        container({ image: "cart:1" }),
        container({ image: "cart:2" }),
        "image of cart: cart:1 -> cart:2",
      ],
      [
        container({ env: [{ name: "LOG", value: "info" }] }),
        container({ env: [{ name: "LOG", value: "debug" }] }),
        "env LOG of cart: info -> debug",
      ],
      [
        container({ resources: { limits: { memory: "256Mi" } } }),
        container({ resources: { limits: { memory: "96Mi" } } }),
        "limits.memory of cart: 256Mi -> 96Mi",
      ],
      [
        container({}),
        container({ resources: { limits: { cpu: "1" } } }),
        "limits.cpu of cart: undefined -> 1",
      ],
      [
        container({ livenessProbe: { httpGet: { path: "/healthz", port: 80 } } }),
        container({ livenessProbe: { httpGet: { path: "/livez", port: 80 } } }),
        "livenessProbe.httpGet.path of cart: /healthz -> /livez",
      ],
      [
        container({ args: ["--a"] }),
        container({ args: ["--a", "--b"] }),
        "args of cart: --a -> --a --b",
      ],
      [pod({}), pod({ nodeSelector: { zone: "b" } }), "nodeSelector.zone: undefined -> b"],
      [
        pod({}, { annotations: { "checksum/config": "1" } }),
        pod({}, { annotations: { "checksum/config": "2" } }),
        "annotation checksum/config: 1 -> 2",
      ],
      [
        pod({ volumes: [] }),
        pod({ volumes: [{ name: "store", hostPath: { path: "/var/tmp" } }] }),
        "volume store: undefined -> hostPath.path=/var/tmp",
      ],
    ];
    for (const [before, after, expected] of cases) assertEquals(diff(before, after), [expected]);
  });

  it("takes items of lists by name, whatever their order", () => {
    const [cart, shipper] = [{ name: "cart", image: "cart:1" }, { name: "shipper", image: "s:1" }];
    assertEquals(
      diff(pod({ containers: [cart, shipper] }), pod({ containers: [shipper, cart] })),
      [],
    );
    assertEquals(diff(pod({ containers: [cart] }), pod({ containers: [shipper, cart] })), [
      "container shipper: undefined -> image=s:1",
    ]);
    const cron = (image: string) => ({
      spec: {
        jobTemplate: { spec: { template: { spec: { containers: [{ name: "sync", image }] } } } },
      },
    });
    assertEquals(diff(cron("sync:1"), cron("sync:2")), ["image of sync: sync:1 -> sync:2"]);
  });

  it("tells items of one name apart by their position", () => {
    const tolerations = (effect: string) =>
      pod({ tolerations: [{ key: "spot", effect: "NoSchedule" }, { key: "spot", effect }] });
    assertEquals(diff(tolerations("NoSchedule"), tolerations("NoExecute")), [
      "tolerations[1].effect: NoSchedule -> NoExecute",
    ]);
  });

  it("keeps paths outside of templates as they are written", () => {
    assertEquals(
      diff({ spec: { selector: { app: "cart" } } }, { spec: { selector: { app: "crat" } } }),
      ["spec.selector.app: cart -> crat"],
    );
    assertEquals(
      diff({ spec: { ports: [{ name: "http", port: 80, targetPort: 8080 }] } }, {
        spec: { ports: [{ name: "http", port: 80, targetPort: 8443 }] },
      }),
      ["spec.ports[http].targetPort: 8080 -> 8443"],
    );
    assertEquals(diff({ data: { "app.conf": "a" } }, { data: {} }), [
      "data.app.conf: a -> undefined",
    ]);
  });

  it("masks secrets by the name of the variable, key or argument", () => {
    const env = (value: string) => container({ env: [{ name: "DB_PASSWORD", value }] });
    assertEquals(diff(env("hunter2"), env("hunter3")), [
      "env DB_PASSWORD of cart: <masked> -> <masked>",
    ]);
    assertEquals(diff({ data: { API_TOKEN: "a" } }, { data: { API_TOKEN: "b" } }), [
      "data.API_TOKEN: <masked> -> <masked>",
    ]);
    assertEquals(diff(container({ args: [] }), container({ args: ["--db-password=x"] })), [
      "args of cart:  -> --db-password=<masked>",
    ]);
    assertEquals(diff(container({}), env("hunter2")), [
      "env DB_PASSWORD of cart: undefined -> <masked>",
    ]);
  });

  it("cuts long values to where they differ, on one line", () => {
    const corefile = (forward: string) =>
      [".:53 {", ...Array(10).fill("    errors"), `    forward . ${forward}`, "}"].join("\n");
    assertEquals(
      diff({ data: { Corefile: corefile("10.0.0.2") } }, {
        data: { Corefile: corefile("10.9.9.9") },
      }),
      ["data.Corefile: forward . 10.0.0.2 -> forward . 10.9.9.9"],
    );
    const long = (end: string) => "a=b, ".repeat(40) + end;
    assertEquals(diff({ data: { A: long("c=1") } }, { data: { A: long("c=2") } }), [
      `data.A: …${"a=b, ".repeat(7)}c=1 -> …${"a=b, ".repeat(7)}c=2`,
    ]);
    assertEquals(diff({ data: { A: "" } }, { data: { A: "a\nb\u200b" } }), ["data.A:  -> a b"]);
  });

  it("keeps a secret and its name together when it cuts a value", () => {
    const line = (secret: string) => `${"a ".repeat(60)}password: ${"x".repeat(40)}${secret} b`;
    const [told = ""] = diff({ data: { A: line("1") } }, { data: { A: line("2") } });
    assertMatch(told, /^data\.A: ….*a password: x{40}1 b -> …/);
    const key = (last: string) =>
      `-----BEGIN PRIVATE KEY-----\n${"x".repeat(64)}\n${last}\n-----END PRIVATE KEY-----`;
    const file = (last: string) => `${"a ".repeat(60)}\n${key(last)}\nb ${last.length}`;
    const [rotated = ""] = diff({ data: { A: file("c4n4ry") } }, { data: { A: file("4n4ry") } });
    assertMatch(rotated, /^data\.A: …?b 6 -> …?b 5$/);
  });
});
