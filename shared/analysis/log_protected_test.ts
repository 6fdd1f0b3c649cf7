import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { protectedForm } from "./log_protected.ts";

const FORMS: readonly (readonly [before: string, token: string, form: string | undefined])[] = [
  ["", "ERROR", "ERROR"],
  ["", "[WARN]", "[WARN]"],
  ["-", '"POST', '"POST'],
  ["", "level=warn", "level=warn"],
  ["", 'severity="ERROR"', "severity=ERROR"],
  ["", "status=200", "status=2xx"],
  ["", "status=302", "status=3xx"],
  ["", "status=503", "status=503"],
  ["", "exit_code=255", "exit_code=255"],
  ["", "reason=OOMKilled", "reason=OOMKilled"],
  ['HTTP/1.1"', "204", "2xx"],
  ['HTTP/2"', "429", "429"],
  ["code", "137", "137"],
  ["errno", "13", "13"],
  ["took", "137", undefined],
  ["", "java.net.ConnectException:", "java.net.ConnectException:"],
  ["", "err=ECONNREFUSED", "err=ECONNREFUSED"],
  ["", "(ETIMEDOUT)", "(ETIMEDOUT)"],
  ["", "refused", "refused"],
  ["", "NXDOMAIN", "NXDOMAIN"],
  ["", "E1101", "E<time>"],
  ["", "user=ann", undefined],
  ["", "info", undefined],
  ["", "status=", undefined],
];

describe("protectedForm", () => {
  for (const [before, token, form] of FORMS) {
    it(`gives ${form ?? "nothing"} for ${`${before} ${token}`.trim()}`, () => {
      assertEquals(protectedForm(token, before), form);
    });
  }
});
