import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertRejects } from "@std/assert";
import { ToolError } from "../errors.ts";
import { readingKubernetes, statusAnswer } from "../testing/kubernetes_fixture.ts";

const POD = { namespace: "shop", pod: "cart-0" };
const LINES = "2026-11-01T10:00:00.5Z one\n2026-11-01T10:00:01Z two\n";

describe("kubernetes.podLog()", () => {
  it("reads lines with time stamps as asked", async () => {
    const { result, requests } = await readingKubernetes(
      () => new Response(LINES),
      (kubernetes) =>
        kubernetes.podLog({
          ...POD,
          container: "app",
          previous: true,
          sinceSeconds: 60,
          tailLines: 10,
          limitBytes: 1_000,
        }),
    );
    assertEquals(result, LINES);
    assertEquals(requests[0]?.path, "/api/v1/namespaces/shop/pods/cart-0/log");
    assertEquals(
      String(requests[0]?.parameters),
      "container=app&previous=true&sinceSeconds=60&tailLines=10&limitBytes=1000&timestamps=true",
    );
  });

  it("reads ten thousand lines, and refuses what is larger than an answer may be", async () => {
    const lines = (count: number) => "2026-11-01T10:00:00Z a line of a log\n".repeat(count);
    const { result } = await readingKubernetes(
      () => new Response(lines(10_000)),
      (kubernetes) => kubernetes.podLog(POD),
    );
    assertEquals(result, lines(10_000));
    const { result: error } = await readingKubernetes(
      () => new Response(lines(100_000)),
      (kubernetes) => assertRejects(() => kubernetes.podLog(POD), ToolError),
    );
    assertEquals(
      error.text,
      'limit_exceeded: Cannot read the log of pod "cart-0" in namespace "shop" as a whole. ' +
        "Ask for fewer lines with tail, or for a shorter time with since",
    );
  });

  // The texts of kube-apiserver 1.36 and its kubelet.
  const cases: readonly [status: number, text: string, expected: string][] = [
    [
      400,
      "a container name must be specified for pod cart-0, choose one of: [app proxy]",
      'invalid_input: Cannot read the log of pod "cart-0" in namespace "shop": ' +
      "it has several containers. Name one with container",
    ],
    [
      400,
      "container web is not valid for pod cart-0",
      'not_found: Cannot read the log of pod "cart-0" in namespace "shop": ' +
      "it has no such container. Take the name from the spec of the pod",
    ],
    [
      400,
      'previous terminated container "app" in pod "cart-0" not found',
      'not_found: Cannot read the log of pod "cart-0" in namespace "shop": ' +
      "no earlier run of the container is kept. Leave out previous",
    ],
    [
      400,
      'container "app" in pod "cart-0" is waiting to start: ContainerCreating',
      'not_found: Cannot read the log of pod "cart-0" in namespace "shop": ' +
      "the container has not started yet. The events say why: k8s.events",
    ],
    [
      400,
      'no logs found for container "app" in pod "shop/cart-0"',
      'not_found: Cannot read the log of pod "cart-0" in namespace "shop": its node has no such log. ' +
      "Leave out previous, or see in k8s.events why the container has not started",
    ],
    [
      404,
      'pods "cart-0" not found',
      'not_found: Cannot read the log of pod "cart-0" in namespace "shop": there is none. ' +
      'Look at what there is: k8s.get {"kind":"pods","namespace":"shop"}',
    ],
    [
      403,
      "pods is forbidden",
      'forbidden: Cannot read the log of pod "cart-0" in namespace "shop". ' +
      'The ServiceAccount lacks the rule {"apiGroups":[""],"resources":["pods/log"],"verbs":["get"]}, ' +
      "which the operator can add to extraRules",
    ],
  ];
  for (const [status, text, expected] of cases) {
    it(`says in our words that "${text.slice(0, 40)}"`, async () => {
      const { result } = await readingKubernetes(
        () => statusAnswer(status, text),
        (kubernetes) => assertRejects(() => kubernetes.podLog(POD), ToolError),
      );
      assertEquals(result.text, expected);
    });
  }
});

describe("kubernetes.podLog() of a node that is away", () => {
  it("asks once", async () => {
    const { requests } = await readingKubernetes(
      () => new Response("dial tcp: i/o timeout", { status: 503 }),
      (kubernetes) => assertRejects(() => kubernetes.podLog(POD), ToolError),
    );
    assertEquals(requests.length, 1);
  });
});

describe("kubernetes.followPodLog()", () => {
  it("yields lines and ends after its seconds", async () => {
    const { result, requests } = await readingKubernetes(
      () =>
        new Response(
          new ReadableStream({ start: (body) => body.enqueue(new TextEncoder().encode(LINES)) }),
        ),
      async (kubernetes) => {
        const lines: string[] = [];
        for await (const line of kubernetes.followPodLog({ ...POD, followSeconds: 0.05 })) {
          lines.push(line);
        }
        return lines;
      },
    );
    assertEquals(result, ["2026-11-01T10:00:00.5Z one", "2026-11-01T10:00:01Z two"]);
    assertEquals(String(requests[0]?.parameters), "timestamps=true&follow=true");
  });
});
