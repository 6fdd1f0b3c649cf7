import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { isLegacyRequest } from "@modelcontextprotocol/server";
import { mcpRequest, post, REVISIONS } from "../testing/mcp_request.ts";
import { requestEra } from "./request_era.ts";

const CLAIM = {
  "io.modelcontextprotocol/protocolVersion": "2026-07-28",
  "io.modelcontextprotocol/clientCapabilities": {},
};
const VERSIONS = [undefined, "2024-11-05", "2025-06-18", "2025-11-25", "2026-07-28", "2099-01-01"];
const PARAMS = [
  undefined,
  {},
  [],
  { _meta: {} },
  { _meta: CLAIM },
  { _meta: { ...CLAIM, "io.modelcontextprotocol/protocolVersion": 7 } },
  { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "x", version: "1" } },
];
const METHODS = ["tools/list", "tools/call", "initialize", "notifications/cancelled", "no/such", 7];
const IDS = [1, "x", null, undefined, 1.5];

describe("requestEra()", () => {
  it("tells ordinary requests of both families apart", async () => {
    for (const revision of REVISIONS) {
      const request = mcpRequest(revision, { method: "tools/list" });
      const body = await request.clone().json();
      assertEquals(
        await requestEra(request, body),
        revision === "2026-07-28" ? "modern" : "legacy",
      );
    }
  });

  it("decides as the SDK does, whatever is sent", async () => {
    for (const version of VERSIONS) {
      for (const body of bodies()) {
        const headers = version === undefined ? {} : { "mcp-protocol-version": version };
        const request = post("{}", { headers });
        const expected = await isLegacyRequest(request, body) ? "legacy" : "modern";
        const said = JSON.stringify({ version, body });
        assertEquals([said, await requestEra(request, body)], [said, expected]);
      }
    }
  });
});

function* bodies(): Generator<unknown> {
  yield* [null, 42, "x", [], [{ jsonrpc: "2.0", id: 1, method: "ping" }], { jsonrpc: "2.0" }];
  yield { jsonrpc: "2.0", id: 1, result: {} };
  for (const jsonrpc of ["2.0", "1.0"]) {
    for (const method of METHODS) {
      for (const params of PARAMS) {
        for (const id of IDS) yield JSON.parse(JSON.stringify({ jsonrpc, id, method, params }));
      }
    }
  }
}
