import { z } from "zod";

const url = z.url({ protocol: /^https?$/ }).transform((text) => text.replace(/\/+$/, ""));
const seconds = (byDefault: number) => z.coerce.number().positive().max(3_600).default(byDefault);
const bytes = (byDefault: number) => z.coerce.number().int().positive().default(byDefault);
const words = z.union([z.array(z.string()), z.string().transform(splitWords)]);
const flag = z.union([
  z.boolean(),
  z.enum(["true", "false", "1", "0"]).transform((text) => text === "true" || text === "1"),
]);

/** A prompt that the operator defines: text with `{{argument}}` places and calls whose answers it carries. */
const promptSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9_.-]{1,128}$/),
  description: z.string(),
  arguments: z.array(z.strictObject({
    name: z.string(),
    description: z.string(),
    required: z.boolean().default(false),
  })).default([]),
  text: z.string(),
  calls: z.array(z.strictObject({
    tool: z.string(),
    arguments: z.record(z.string(), z.unknown()).default({}),
  })).default([]),
});

/** Names of the machine itself; nothing else is served without authentication. */
export const LOOPBACK: ReadonlySet<string> = new Set(["127.0.0.1", "::1", "localhost"]);

const configSchema = z.strictObject({
  mode: z.enum(["development", "production"]).default("development")
    .describe("`production` refuses to start without authentication"),
  host: z.string().default("127.0.0.1").describe("Address to listen on"),
  port: z.coerce.number().int().min(0).max(65_535).default(8080).describe("Port to listen on"),
  allowedHosts: words.default([])
    .describe("Host names that requests may be addressed to, beside loopback"),
  allowedOrigins: words.default([]).describe("Browser origins that may call"),
  keysFile: z.string().optional()
    .describe("Static keys; without it only a development principal on loopback is served"),
  redactionKeyFile: z.string().optional()
    .describe("Keys the pseudonyms of redacted values; random for each process without it"),
  redactEmail: flag.default(false).describe("Hides e-mail addresses beside secrets"),
  redactCards: flag.default(false).describe("Hides payment card numbers beside secrets"),
  toolsets: words.default([]).describe("Toolsets that are listed beside `core`"),
  toolNames: z.enum(["dotted", "underscore"]).default("dotted")
    .describe("`underscore` lists `promql_query` for `promql.query`; calls accept both"),
  structuredContent: flag.default(false)
    .describe("Adds the typed output to results, for programmatic hosts"),
  callTimeoutSeconds: seconds(20).describe("Longest time of one call"),
  queryTimeoutSeconds: seconds(10).describe("Longest time of one upstream request"),
  upstreamLimitBytes: bytes(64 * 1024 * 1024).describe("Largest upstream answer that is read"),
  cacheTtlSeconds: z.coerce.number().min(0).max(300).default(5)
    .describe("How long an upstream answer serves the same scope; 0 reads each time"),
  bodyLimitBytes: bytes(1024 * 1024).describe("Largest request body"),
  drainSeconds: seconds(10).describe("How long streams may go on after SIGTERM"),
  kubernetes: flag.default(true).describe("`false` leaves Kubernetes out"),
  kubeconfig: z.string().optional()
    .describe("kubeconfig file; else `KUBECONFIG`, `~/.kube/config`, the pod's ServiceAccount"),
  kubeContext: z.string().optional().describe("Context of the kubeconfig; else its current one"),
  clusterState: z.enum(["direct", "watched"]).optional().describe(
    "`watched` answers from memory that watches keep, and knows what changed; " +
      "without it, `watched` in production mode, else `direct`",
  ),
  ledgerPath: z.string().optional()
    .describe("SQLite file that keeps what changed over a restart; else it is kept in memory"),
  prometheusUrl: url.optional().describe("Prometheus, Thanos or Mimir"),
  prometheusTokenFile: z.string().optional().describe("Bearer token for it"),
  lokiUrl: url.optional().describe("Loki"),
  lokiTokenFile: z.string().optional().describe("Bearer token for it"),
  lokiTenant: z.string().optional().describe("`X-Scope-OrgID` for it"),
  alertmanagerUrl: url.optional().describe("Alertmanager"),
  alertmanagerTokenFile: z.string().optional().describe("Bearer token for it"),
  nodeFactsUrl: url.optional().describe("Collector of the nodes' host facts"),
  nodeFactsTokenFile: z.string().optional().describe("Bearer token for it"),
  captureDirectory: z.string().optional()
    .describe("Folder that incident.capture writes to; without it the tool refuses"),
  logLevel: z.enum(["debug", "info", "warn", "error"]).default("info")
    .describe("Least level that is logged"),
  otlpEndpoint: url.optional().describe("OTLP/HTTP endpoint for traces"),
  prompts: z.array(promptSchema).default([]).describe("Prompts of your own (file only)"),
}).superRefine((config, context) => {
  if (config.keysFile !== undefined) return;
  if (config.mode === "production") {
    context.addIssue({
      code: "custom",
      path: ["keysFile"],
      message: "Required in production mode",
    });
  }
  if (!LOOPBACK.has(config.host)) {
    context.addIssue({
      code: "custom",
      path: ["host"],
      message: "Only a loopback address may be served without keysFile",
    });
  }
});

/** The whole configuration, checked and frozen. */
export type Config = Readonly<z.output<typeof configSchema>>;
export type OperatorPrompt = Config["prompts"][number];

export interface ConfigKey {
  readonly key: string;
  readonly environment: string;
  readonly description: string;
  /** As the schema fills it in; absent where the setting is optional. */
  readonly byDefault?: unknown;
}

/** Every key of the configuration, in the order of the schema, for documentation and tests. */
export const CONFIG_KEYS: readonly ConfigKey[] = Object.entries(configSchema.shape)
  .map(([key, schema]) => ({
    key,
    environment: environmentName(key),
    description: schema.description ?? "",
    ...(schema instanceof z.ZodDefault && { byDefault: schema.parse(undefined) }),
  }));

/** The environment name of a key: `queryTimeoutSeconds` is `TELEMCP_QUERY_TIMEOUT_SECONDS`. */
export function environmentName(key: string): string {
  return `TELEMCP_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** The configuration is wrong; every problem is named, no value is shown. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`Cannot use the configuration:\n${problems.map((line) => `  ${line}`).join("\n")}`);
    this.problems = problems;
  }
}

/**
 * Builds the configuration: environment over file over defaults.
 *
 * @throws {ConfigError} naming all problems at once, without values.
 */
export function loadConfig(
  environment: Readonly<Record<string, string>>,
  file: Readonly<Record<string, unknown>> = {},
): Config {
  const known = new Set(CONFIG_KEYS.map(({ environment }) => environment));
  const unknown = Object.keys(environment)
    .filter((name) => name.startsWith("TELEMCP_") && name !== "TELEMCP_CONFIG" && !known.has(name))
    .map((name) => `${name}: unknown setting`);
  const fromEnvironment = Object.fromEntries(
    CONFIG_KEYS.flatMap(({ key, environment: name }) => {
      const value = environment[name];
      return value === undefined || value === "" ? [] : [[key, value]];
    }),
  );
  const parsed = configSchema.safeParse({ ...file, ...fromEnvironment });
  const problems = [...unknown, ...(parsed.success ? [] : parsed.error.issues.map(describe))];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return Object.freeze(parsed.data);
}

/** Reads the settings of a configuration file, which is YAML. @throws {ConfigError} */
export async function readConfigFile(text: string): Promise<Readonly<Record<string, unknown>>> {
  // A tenth of the time to start, for those that need it.
  const { parse: parseYaml } = await import("yaml");
  let parsed: unknown;
  try {
    parsed = parseYaml(text);
  } catch {
    throw new ConfigError(["telemcp.yaml: not valid YAML"]);
  }
  if (parsed === null || parsed === undefined) return {};
  if (typeof parsed === "object" && !Array.isArray(parsed)) return { ...parsed };
  throw new ConfigError(["telemcp.yaml: expected a map of settings"]);
}

function describe(issue: z.core.$ZodIssue): string {
  const [key, ...rest] = issue.path.map(String);
  const name = key === undefined ? "telemcp.yaml" : [key, ...rest].join(".");
  const environment = key === undefined ? "" : ` (${environmentName(key)})`;
  const unknown = issue.code === "unrecognized_keys" ? ` ${issue.keys.join(", ")}` : "";
  return `${name}${environment}: ${issue.message.split(":")[0]}${unknown}`;
}

function splitWords(text: string): string[] {
  return text.split(",").map((word) => word.trim()).filter((word) => word !== "");
}
