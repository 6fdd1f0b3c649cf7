import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertStringIncludes } from "@std/assert";
import { fakeRuntime } from "../testing/fake_runtime.ts";
import { SAMPLE_TOOLS } from "../testing/sample_tools.ts";
import { served } from "../testing/served.ts";
import { ECHO, PATIENT } from "../testing/sample_tools.ts";
import { toolRoute } from "./tool_route.ts";

async function post(path: string, body: BodyInit = "{}") {
  const { app, defects } = await served({ tools: SAMPLE_TOOLS });
  const response = await app.request(path, { method: "POST", body });
  return { status: response.status, body: await response.json(), defects };
}

describe("POST /tools/{name}", () => {
  it("gives the typed output as JSON, by either spelling of the name", async () => {
    for (const name of ["test.echo", "test_echo"]) {
      const { status, body } = await post(`/tools/${name}`, '{"text":"hi","times":2}');
      assertEquals([status, body], [200, { said: ["hi", "hi"] }]);
    }
  });

  it("answers wrong arguments with 400, the code and a corrected call", async () => {
    const { status, body } = await post("/tools/test.echo", '{"text":"hi","tims":2}');
    assertEquals(status, 400);
    assertEquals(body.error.code, "invalid_input");
    assertStringIncludes(body.error.message, '"tims" is unknown, did you mean times');
    assertStringIncludes(body.error.hint, '{"text":"hi","times":2}');
  });

  it("refuses a body that is no JSON object or too large", async () => {
    assertEquals((await post("/tools/test.echo", "{")).body.error.code, "invalid_input");
    assertEquals((await post("/tools/test.echo", "[1]")).body.error.code, "invalid_input");
    const { status, body } = await post("/tools/test.echo", "x".repeat(10 * 1024 * 1024));
    assertEquals([status, body.error.code], [422, "limit_exceeded"]);
  });

  it("takes an empty body for no arguments", async () => {
    assertStringIncludes(
      (await post("/tools/test.echo", "")).body.error.message,
      "text is missing",
    );
  });

  it("refuses an answer over 1 MB", async () => {
    const { status, body } = await post("/tools/test.huge");
    assertEquals([status, body.error.code], [422, "limit_exceeded"]);
    assertStringIncludes(body.error.message, "Cannot send 21");
  });

  it("keeps the words of an unexpected failure to itself", async () => {
    const { status, body } = await post("/tools/test.broken");
    assertEquals([status, body.error.code], [500, "internal"]);
    assertEquals(JSON.stringify(body).includes("hunter2"), false);
  });

  it("answers 404 for a tool that does not exist or is off", async () => {
    assertEquals((await post("/tools/test.nothing")).status, 404);
    const { status, body } = await post("/tools/test.optional");
    assertEquals(status, 404);
    assertStringIncludes(body.error.hint, "TELEMCP_TOOLSETS=data");
  });

  it("aborts the call of a client that disconnects", async () => {
    const { app, runtime } = await served({ tools: [PATIENT] });
    const client = new AbortController();
    const request = new Request("http://127.0.0.1/tools/test.patient", {
      method: "POST",
      body: "{}",
      signal: client.signal,
    });
    const answer = app.fetch(request);
    client.abort();
    assertEquals((await answer).status, 504);
    assertEquals(runtime.calls.length, 1);
  });
});

describe("toolRoute()", () => {
  it("asks for a key by itself, mounted or alone", async () => {
    const runtime = fakeRuntime({ tools: [ECHO], keys: {} });
    const app = toolRoute(ECHO, { runtime, report: () => {} });
    const response = await app.request("/tools/test.echo", { method: "POST" });
    assertEquals(response.status, 401);
  });

  it("answers POST / only when served alone", async () => {
    const mounted = toolRoute(ECHO, { runtime: fakeRuntime({ tools: [ECHO] }), report: () => {} });
    assertEquals((await mounted.request("/", { method: "POST" })).status, 404);
    assertEquals((await mounted.request("/tools/test.echo")).status, 404);
  });
});
