import { describe, it } from "@std/testing/bdd";
import { assertEquals } from "@std/assert";
import { parseTraceparent } from "./trace_context.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const SPAN = "b7ad6b7169203331";

describe("parseTraceparent()", () => {
  it("reads trace, span and the sampling decision", () => {
    assertEquals(parseTraceparent(`00-${TRACE}-${SPAN}-01`), {
      traceId: TRACE,
      spanId: SPAN,
      traceFlags: 1,
      isRemote: true,
    });
    assertEquals(parseTraceparent(`cc-${TRACE}-${SPAN}-00-later`)?.traceFlags, 0);
  });

  it("takes nothing else", () => {
    const zero = "0".repeat(32);
    for (
      const wrong of [
        undefined,
        7,
        "",
        `ff-${TRACE}-${SPAN}-01`,
        `00-${zero}-${SPAN}-01`,
        `00-${TRACE}-${zero.slice(16)}-01`,
        `00-${TRACE.toUpperCase()}-${SPAN}-01`,
        `00-${TRACE}-${SPAN}`,
      ]
    ) assertEquals(parseTraceparent(wrong), undefined);
  });
});
