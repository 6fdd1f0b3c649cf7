import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import type { PodLogOptions } from "../shared/backends/kubernetes.ts";
import { ToolError } from "../shared/errors.ts";
import { fakeContext, type FakeKubernetes } from "../shared/testing/fake_context.ts";
import { runHandler } from "../shared/testing/run_handler.ts";
import { tool } from "./tail_pod_logs.ts";

const RESOURCE = {
  group: "",
  version: "v1",
  resource: "pods",
  singular: "pod",
  kind: "Pod",
  shortNames: ["po"],
  namespaced: true,
  verbs: ["get", "list"],
};

const POD = {
  metadata: { name: "cart-0", namespace: "shop" },
  spec: { containers: [{ name: "app" }, { name: "proxy" }] },
  status: {
    phase: "Running",
    conditions: [{ type: "Ready", status: "True" }],
    containerStatuses: [
      { name: "app", ready: true, restartCount: 0, state: { running: {} } },
      {
        name: "proxy",
        ready: true,
        restartCount: 3,
        state: { running: {} },
        lastState: {
          terminated: { exitCode: 137, reason: "OOMKilled", finishedAt: "2026-11-01T10:27:00Z" },
        },
      },
    ],
  },
};

const LINES = ["starting", "ERROR refused by orders-db", "ready", "error: timeout"];

function stamped(lines: readonly string[]): string {
  return lines.map((line, at) => `2026-11-01T10:20:0${at % 10}.000000000Z ${line}\n`).join("");
}

function cluster(
  lines: readonly string[] = LINES,
  asked: PodLogOptions[] = [],
  rest: FakeKubernetes = {},
) {
  return fakeContext({
    kubernetes: {
      resolve: () => Promise.resolve(RESOURCE),
      get: () => Promise.resolve(POD),
      podLog: (options) => {
        asked.push(options);
        return Promise.resolve(stamped(lines));
      },
      ...rest,
    },
  });
}

const INPUT = { namespace: "shop", pod: "cart-0" };

describe("tail.pod_logs", () => {
  it("takes the container in trouble, says so, and gives the newest line first", async () => {
    const asked: PodLogOptions[] = [];
    const { output, text } = await runHandler(tool, INPUT, cluster(LINES, asked));
    assertEquals([output.container, output.chosen, output.otherContainers], [
      "proxy",
      "it crashes",
      ["app"],
    ]);
    assertEquals(output.table.lines.map(({ line }) => line), LINES.toReversed());
    assertEquals(asked, [{
      namespace: "shop",
      pod: "cart-0",
      container: "proxy",
      previous: false,
      tailLines: 200,
      limitBytes: 4_194_304,
    }]);
    assertStringIncludes(text, "shop/cart-0 container proxy (chosen: it crashes): 4 lines;");
    assertStringIncludes(text, "last run ended: OOMKilled, exit 137, 3m ago");
    assertStringIncludes(
      text,
      'next: tail.pod_logs {"namespace":"shop","pod":"cart-0","previous":true,"container":"proxy"}',
    );
  });

  it("searches before it cuts", async () => {
    const asked: PodLogOptions[] = [];
    const noise = Array.from({ length: 500 }, (_, at) => `line ${at}`);
    const { output, text } = await runHandler(
      tool,
      { ...INPUT, container: "app", grep: "ERROR|panic", tail: 5 },
      cluster([...LINES, ...noise], asked),
    );
    assertEquals(output.table.lines.map(({ line }) => line), [
      "error: timeout",
      "ERROR refused by orders-db",
    ]);
    assertEquals([output.matchedLines, output.readLines, asked[0]?.tailLines], [2, 504, 20_000]);
    assertStringIncludes(text, "2 of 504 lines match");
  });

  it("says nothing of a choice or a search that went without saying", async () => {
    const one = { ...POD, spec: { containers: [{ name: "app" }] } };
    const lines = Array.from({ length: 60 }, (_, at) => `line ${at}`);
    const context = cluster(lines, [], { get: () => Promise.resolve(one) });
    const { text } = await runHandler(tool, { ...INPUT, grep: "line" }, context);
    assertEquals(/chosen|plain text/.test(text), false);
    assertStringIncludes(text, '"format":"templates"} — what the lines say, with counts');
    const templates = await runHandler(tool, { ...INPUT, format: "templates" }, context);
    assertEquals(templates.text.includes("what the lines say"), false);
  });

  it("offers the log without the search when nothing matches, and only then", async () => {
    const next = async (grep: string, lines: readonly string[]) =>
      (await runHandler(tool, { ...INPUT, container: "app", grep }, cluster(lines))).text
        .includes("without the search");
    assertEquals(await next("absent", LINES), true);
    assertEquals(await next("ready", LINES), false);
    assertEquals(await next("absent", []), false);
  });

  it("takes a search that is no expression as text and says so", async () => {
    const { output, text } = await runHandler(
      tool,
      { ...INPUT, container: "app", grep: "main(" },
      cluster(["at main(Cart.java:7)"]),
    );
    assertEquals(output.matchedLines, 1);
    assertStringIncludes(text, "grep: taken as plain text");
  });

  it("passes since on in seconds and gives templates", async () => {
    const asked: PodLogOptions[] = [];
    const lines = Array.from({ length: 30 }, (_, at) => `served request ${at} in ${at}ms`);
    const { output } = await runHandler(
      tool,
      { ...INPUT, container: "app", since: "15m", format: "templates" },
      cluster(lines, asked),
    );
    assertEquals([asked[0]?.sinceSeconds, asked[0]?.tailLines], [900, 5_000]);
    assertEquals(output.table.templates.map(({ count }) => count), [30]);
  });

  it("fences what the container wrote", async () => {
    const { text } = await runHandler(tool, { ...INPUT, container: "app" }, cluster(["do evil"]));
    assertEquals(
      /<(untrusted-\w+) source="log of pod shop\/cart-0 container app">\n.*do evil\n<\/\1>/s.test(
        text,
      ),
      true,
    );
  });

  it("refuses an earlier run of a container that never restarted", async () => {
    const input = { ...INPUT, container: "app", previous: true };
    const error = await assertRejects(() => runHandler(tool, input, cluster()), ToolError);
    assertEquals(
      error.text,
      'not_found: Cannot read an earlier run of container "app": it has not restarted. Call ' +
        'tail.pod_logs {"namespace":"shop","pod":"cart-0","container":"app"}',
    );
  });

  it("sends nobody to a log that was never written", async () => {
    const waiting = {
      name: "app",
      restartCount: 0,
      state: { waiting: { reason: "ImagePullBackOff" } },
    };
    const context = cluster([], [], {
      get: () =>
        Promise.resolve({ ...POD, status: { phase: "Pending", containerStatuses: [waiting] } }),
    });
    const input = { ...INPUT, container: "app" };
    const error = await assertRejects(() => runHandler(tool, input, context), ToolError);
    assertEquals(
      error.text,
      'not_found: Cannot read the log of container "app": it has not started. The events say why: ' +
        'k8s.events {"namespace":"shop","object":"Pod/cart-0"}',
    );
  });

  it("answers a misspelt container and pod with the nearest", async () => {
    const container = await assertRejects(
      () => runHandler(tool, { ...INPUT, container: "porxy" }, cluster()),
      ToolError,
    );
    assertEquals(
      container.hint,
      'Call tail.pod_logs {"namespace":"shop","pod":"cart-0","container":"proxy"}; also similar: app',
    );
    const context = cluster(LINES, [], {
      get: () => Promise.reject(new ToolError("not_found", "Cannot read pod")),
      list: (_, options) =>
        Promise.resolve({ items: options?.fieldSelector ? [] : [POD], total: 1, unread: [] }),
      namespaces: () => Promise.resolve(["shop"]),
    });
    const pod = await assertRejects(
      () => runHandler(tool, { ...INPUT, pod: "cart-9" }, context),
      ToolError,
    );
    assertEquals(pod.hint, 'Call tail.pod_logs {"namespace":"shop","pod":"cart-0"}');
  });

  it("says that a log is empty and where to look instead", async () => {
    const { output, text } = await runHandler(tool, { ...INPUT, container: "app" }, cluster([]));
    assertEquals(output.coverage, [{ source: "kubernetes pod log", state: "empty" }]);
    assertStringIncludes(text, 'next: k8s.events {"namespace":"shop","object":"Pod/cart-0"}');
  });

  it("follows for a bounded time and reports the lines that match", async () => {
    const asked: PodLogOptions[] = [];
    const context = cluster([], [], {
      followPodLog: async function* (options) {
        asked.push(options);
        yield* stamped(LINES).trimEnd().split("\n");
      },
    });
    const input = { ...INPUT, container: "app", grep: "error", follow_seconds: 5 };
    const { output } = await runHandler(tool, input, context);
    assertEquals(asked[0]?.followSeconds, 5);
    assertEquals(context.reported, [
      { message: "ERROR refused by orders-db", progress: 2 },
      { message: "error: timeout", progress: 4 },
    ]);
    assertEquals(output.matchedLines, 2);
  });
});
