import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { flattenLogLine, spokenWords } from "./log_structure.ts";

const LINES: readonly (readonly [what: string, line: string, flat: string])[] = [
  ["leaves a plain line alone", "GET /cart 200", "GET /cart 200"],
  ["leaves a line that only looks like JSON alone", "{not json}", "{not json}"],
  [
    "keeps level, message and telling fields of a JSON line",
    '{"ts":1,"level":"error","msg":"cannot place order","status":503,"trace_id":"a1","error":"refused"}',
    "level=error cannot place order error=refused status=503",
  ],
  [
    "keeps all fields but the time without a message",
    '{"time":"x","method":"GET","path":"/cart","status":200,"severity":"info"}',
    "level=info method=GET path=/cart status=200",
  ],
  [
    "writes nested values as JSON",
    '{"msg":"failed","error":{"kind":"Timeout"}}',
    'failed error={"kind":"Timeout"}',
  ],
];

describe("flattenLogLine", () => {
  for (const [what, line, flat] of LINES) {
    it(what, () => assertEquals(flattenLogLine(line), flat));
  }
});

describe("spokenWords", () => {
  it("leaves out the time and level in front, which are told beside a line", () => {
    assertEquals(
      spokenWords('ts=2026-11-01T10:29:59.903Z level=error msg="checkout answered 503"'),
      'msg="checkout answered 503"',
    );
    assertEquals(spokenWords("2026-11-01T10:29:59Z WARN slow answer"), "WARN slow answer");
    assertEquals(
      spokenWords("[2026-11-01 10:29:59,120] 500 in 3 ms"),
      "500 in 3 ms",
    );
  });

  it("gives the message of a JSON line, then its other fields", () => {
    assertEquals(
      spokenWords(
        '{"ts":"2026-11-01T10:29:59Z","level":"error","msg":"cannot decode","partition":3}',
      ),
      "cannot decode partition=3",
    );
  });

  it("keeps a line of which every word counts", () => {
    assertEquals(spokenWords("panic: runtime error"), "panic: runtime error");
    assertEquals(spokenWords("{not json"), "{not json");
  });
});
