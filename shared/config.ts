import { parse as parseYaml } from "yaml";
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
  mode: z.enum(["development", "production"]).default("development"),
  host: z.string().default("127.0.0.1"),
  port: z.coerce.number().int().min(0).max(65_535).default(8080),
  /** Host names a request may be addressed to; loopback names are always accepted. */
  allowedHosts: words.default([]),
  /** Browser origins that may call; none unless listed. */
  allowedOrigins: words.default([]),
  /** File of static keys; without it only a development principal on 127.0.0.1 is served. */
  keysFile: z.string().optional(),
  /** File whose content keys the pseudonyms of redacted values; random for each process without it. */
  redactionKeyFile: z.string().optional(),
  /** Toolsets that are listed beside `core`. */
  toolsets: words.default([]),
  toolNames: z.enum(["dotted", "underscore"]).default("dotted"),
  structuredContent: flag.default(false),
  /** Longest time one call may take. */
  callTimeoutSeconds: seconds(20),
  /** Longest time one upstream request may take. */
  queryTimeoutSeconds: seconds(10),
  /** Largest upstream answer that is read. */
  upstreamLimitBytes: bytes(64 * 1024 * 1024),
  /** How long an upstream answer may be reused by the same scope; 0 turns the cache and the sharing of requests in flight off. */
  cacheTtlSeconds: z.coerce.number().min(0).max(300).default(5),
  /** Largest request body. */
  bodyLimitBytes: bytes(1024 * 1024),
  /** Most samples one PromQL query may read before it is refused. */
  querySampleLimit: bytes(50_000_000),
  /** Most bytes one LogQL query may read before it is refused. */
  logLimitBytes: bytes(2 * 1024 * 1024 * 1024),
  /** How long streams may go on after SIGTERM. */
  drainSeconds: seconds(10),
  kubernetes: flag.default(true),
  kubeconfig: z.string().optional(),
  kubeContext: z.string().optional(),
  prometheusUrl: url.optional(),
  prometheusTokenFile: z.string().optional(),
  lokiUrl: url.optional(),
  lokiTokenFile: z.string().optional(),
  lokiTenant: z.string().optional(),
  alertmanagerUrl: url.optional(),
  alertmanagerTokenFile: z.string().optional(),
  logLevel: z.enum(["debug", "info", "warn", "error"]).default("info"),
  /** OTLP/HTTP endpoint for traces; the OpenTelemetry SDK is loaded only when it is set. */
  otlpEndpoint: url.optional(),
  prompts: z.array(promptSchema).default([]),
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

/** Every key of the configuration with its environment name, for documentation and tests. */
export const CONFIG_KEYS: readonly { readonly key: keyof Config; readonly environment: string }[] =
  Object.keys(configSchema.shape).map((key) => ({
    key: key as keyof Config,
    environment: environmentName(key),
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
  fileText?: string,
): Config {
  const file = readFile(fileText);
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

function readFile(text: string | undefined): Record<string, unknown> {
  if (text === undefined) return {};
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
