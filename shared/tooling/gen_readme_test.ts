import { describe, it } from "@std/testing/bdd";
import { assertEquals, assertThrows } from "@std/assert";
import { z } from "zod";
import { answer } from "../render/answer.ts";
import { defineTool, READ_ONLY } from "../tool.ts";
import { readmeText } from "./gen_readme.ts";

const tool = defineTool({
  name: "k8s.pods",
  title: "Pods",
  description: "Lists pods | containers, e.g. of shop. Not for logs.",
  toolset: "core",
  scopes: [],
  annotations: READ_ONLY,
  input: z.strictObject({
    namespace: z.string().describe("Namespace"),
    limit: z.number().default(5).describe("Most rows"),
  }),
  output: z.object({}),
  needs: [],
  handler: () => Promise.resolve({}),
  render: () => answer({ headline: "x" }),
});

const README = `# A
<!-- tools:start -->
old
<!-- tools:end -->
between
<!-- config:start -->
<!-- config:end -->
end
`;

describe("readmeText", () => {
  const text = readmeText(README, [tool]);

  it("puts one row per tool between the markers and keeps the rest", () => {
    const start = `# A
<!-- tools:start -->
| tool | parameters | gives | toolset |
| --- | --- | --- | --- |
| \`k8s.pods\` | \`namespace\` \`limit?\` | Lists pods \\| containers, e.g. of shop. | core |
<!-- tools:end -->
between
`;
    assertEquals(text.slice(0, start.length), start);
    assertEquals(text.endsWith("<!-- config:end -->\nend\n"), true);
  });

  it("puts one row per setting with its default", () => {
    assertEquals(
      text.split("\n").find((line) => line.includes("TELEMCP_PORT")),
      "| `TELEMCP_PORT` | `port` | `8080` | Port to listen on |",
    );
  });

  it("refuses a README without the markers", () => {
    assertThrows(() => readmeText("# A\n", []), Error, "Cannot find <!-- tools:start -->");
  });
});
