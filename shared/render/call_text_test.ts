import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { callText, callWithReason } from "./call_text.ts";

describe("callText", () => {
  it("prints the name and the arguments as JSON", () => {
    assertEquals(
      callText({ tool: "k8s.get", arguments: { kind: "pod", limit: 5 } }),
      'k8s.get {"kind":"pod","limit":5}',
    );
  });

  it("escapes hidden characters, so that the call is the same when repeated", () => {
    const text = callText({ tool: "loki.query", arguments: { query: "a\u202eb\u{e0041}" } });
    assertEquals(text, 'loki.query {"query":"a\\u202eb\\udb40\\udc41"}');
    assertEquals(JSON.parse(text.slice("loki.query ".length)), { query: "a\u202eb\u{e0041}" });
  });

  it("adds what the call would show", () => {
    const call = { tool: "k8s.get", arguments: {}, why: "last\nstate" };
    assertEquals(callWithReason(call), "k8s.get {} — last state");
  });
});
