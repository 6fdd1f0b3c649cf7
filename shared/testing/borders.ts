/** What the modules of one place may import, besides the modules beside them. */
export interface Border {
  /** A file, or a folder when it ends with `/`; the first border that holds a module counts. */
  readonly from: string;
  /** Files and folders whose modules may be imported. */
  readonly modules?: readonly string[];
  /** Files and folders of which only types may be imported. */
  readonly types?: readonly string[];
  /** npm packages, whole scopes when they end with `/`, and built-in modules of node. */
  readonly packages?: readonly string[];
  /** No I/O, no clock, no environment, no chance. */
  readonly pure?: boolean;
}

const SHARED_FILES = ["tool", "errors", "fields"].map((name) => `shared/${name}.ts`);
const PURE_FOLDERS = ["query", "render", "analysis", "catalogue"].map((name) => `shared/${name}/`);
const CONTEXT = "shared/context.ts";
const CONFIG = "shared/config.ts";
const ERRORS = "shared/errors.ts";

/** Everything in `shared/` but the given places. */
function sharedWithout(...places: readonly string[]): readonly string[] {
  const folders = [
    ...PURE_FOLDERS,
    ...[
      "http",
      "mcp",
      "backends",
      "cluster",
      "evidence",
      "tenancy",
      "storage",
      "node_agent",
      "embedded",
    ]
      .map((name) => `shared/${name}/`),
  ];
  const files = [
    ...SHARED_FILES,
    CONTEXT,
    CONFIG,
    ...["capture_command", "command_line", "run_tool", "runtime"].map((name) =>
      `shared/${name}.ts`
    ),
  ];
  return [...folders, ...files].filter((place) => !places.includes(place));
}

/** The borders of the design; a module outside all of them may not exist. */
export const BORDERS: readonly Border[] = [
  {
    from: "functions/main.ts",
    modules: ["functions/_registry.ts", ...sharedWithout()],
    packages: ["node:util"],
  },
  {
    from: "functions/_registry.ts",
    modules: ["functions/"],
    types: ["shared/tool.ts"],
  },
  {
    from: "functions/",
    modules: [...SHARED_FILES, ...PURE_FOLDERS, "shared/evidence/", "shared/http/tool_route.ts"],
    packages: ["zod"],
    pure: true,
  },
  {
    from: CONTEXT,
    types: ["shared/"],
  },
  {
    from: CONFIG,
    packages: ["zod", "yaml"],
  },
  {
    from: "shared/command_line.ts",
    modules: [CONFIG, ERRORS, "shared/catalogue/"],
  },
  {
    from: "shared/capture_command.ts",
    modules: [
      "shared/command_line.ts",
      "shared/run_tool.ts",
      "shared/analysis/",
      "shared/evidence/",
      "shared/render/",
      "shared/storage/",
    ],
    types: [CONTEXT],
    packages: ["node:util"],
  },
  {
    from: "shared/runtime.ts",
    modules: [
      CONFIG,
      ERRORS,
      "shared/tool.ts",
      "shared/backends/",
      "shared/cluster/",
      "shared/tenancy/",
      "shared/storage/",
    ],
    types: [CONTEXT],
  },
  {
    from: "shared/run_tool.ts",
    modules: [
      ...SHARED_FILES,
      "shared/tenancy/",
      "shared/storage/",
      "shared/analysis/",
      "shared/render/",
    ],
    types: [CONTEXT],
    packages: ["@opentelemetry/api", "zod"],
  },
  {
    from: "shared/mcp/",
    modules: sharedWithout("shared/embedded/"),
    packages: ["@modelcontextprotocol/", "hono", "zod", "node:events", "node:process", "node:util"],
  },
  {
    from: "shared/http/",
    modules: sharedWithout("shared/mcp/", "shared/embedded/"),
    packages: ["hono", "prom-client", "@opentelemetry/", "zod"],
  },
  {
    from: "shared/backends/",
    modules: [ERRORS, "shared/query/", "shared/analysis/", "shared/catalogue/"],
    types: [CONFIG, CONTEXT],
    packages: [
      "@kubernetes/client-node",
      "lru-cache",
      "cockatiel",
      "zod",
      "node:path",
      "node:https",
    ],
  },
  {
    from: "shared/cluster/",
    modules: [
      ERRORS,
      "shared/backends/",
      "shared/storage/",
      "shared/query/",
      "shared/analysis/",
    ],
    types: [CONFIG, CONTEXT],
  },
  {
    from: "shared/evidence/",
    modules: [ERRORS, "shared/fields.ts", ...PURE_FOLDERS],
    types: [CONTEXT, "shared/backends/", "shared/tool.ts"],
    packages: ["zod"],
    pure: true,
  },
  {
    from: "shared/tenancy/",
    modules: [ERRORS, "shared/tool.ts", "shared/query/", "shared/catalogue/", "shared/storage/"],
    types: [CONFIG, CONTEXT, "shared/backends/", "shared/analysis/"],
    packages: ["jose", "rate-limiter-flexible", "yaml", "zod", "node:crypto"],
  },
  {
    from: "shared/storage/",
    modules: [ERRORS, "shared/catalogue/"],
    types: [CONFIG],
    packages: ["lru-cache", "postgres", "redis", "@clickhouse/client-web", "node:sqlite", "zod"],
  },
  {
    from: "shared/node_agent/",
    modules: [ERRORS, "shared/catalogue/"],
    types: [CONFIG],
    packages: ["hono"],
  },
  // The pure folders import downward: errors, query, render, analysis, catalogue.
  {
    from: ERRORS,
    pure: true,
  },
  {
    from: "shared/query/",
    modules: [ERRORS],
    packages: [
      "@lezer/common",
      "@prometheus-io/lezer-promql",
      "@grafana/lezer-logql",
      "fastest-levenshtein",
      "zod",
    ],
    pure: true,
  },
  {
    from: "shared/render/",
    modules: [ERRORS, "shared/query/"],
    packages: ["zod", "fastest-levenshtein", "node:crypto"],
    pure: true,
  },
  {
    from: "shared/analysis/",
    modules: [ERRORS, "shared/query/", "shared/render/"],
    types: ["shared/catalogue/node_facts.ts"],
    packages: ["zod", "fastest-levenshtein"],
    pure: true,
  },
  {
    from: "shared/catalogue/",
    modules: [ERRORS, "shared/query/", "shared/render/", "shared/analysis/"],
    types: ["shared/tool.ts"],
    packages: ["zod"],
    pure: true,
  },
  {
    from: "shared/fields.ts",
    modules: [ERRORS, "shared/render/"],
    packages: ["zod"],
    pure: true,
  },
  {
    from: "shared/tool.ts",
    types: [CONTEXT, "shared/render/"],
    packages: ["zod"],
    pure: true,
  },
  {
    from: "shared/embedded/",
    modules: [
      ERRORS,
      "shared/command_line.ts",
      "shared/query/",
      "shared/analysis/",
      "shared/catalogue/",
    ],
    packages: ["hono", "zod", "yaml", "@peculiar/x509", "reflect-metadata", "node:util"],
  },
];
