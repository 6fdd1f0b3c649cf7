import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { flattenLogLine } from "./log_structure.ts";

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
