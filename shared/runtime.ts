import { createAlertmanager } from "./backends/alertmanager.ts";
import { type Connect, httpConnection } from "./backends/connection.ts";
import { createKubernetes } from "./backends/kubernetes.ts";
import { createKubernetesWatcher } from "./backends/kubernetes_watch.ts";
import { kubernetesConnection } from "./backends/kubernetes_credentials.ts";
import { createLoki } from "./backends/loki.ts";
import { createNodeFacts } from "./backends/node_facts.ts";
import { createPrometheus } from "./backends/prometheus.ts";
import { Upstream } from "./backends/upstream.ts";
import { WatchedState } from "./cluster/watched_state.ts";
import { type Config, environmentName, loadConfig, readConfigFile } from "./config.ts";
import type { Clients, Principal, Recorder, Runtime } from "./context.ts";
import { AnswerCache } from "./storage/answer_cache.ts";
import { IncidentFolder } from "./storage/incident_folder.ts";
import { openSqliteLedger } from "./storage/ledger_sqlite.ts";
import { type Keys, parseKeys, principalOfKey } from "./tenancy/keys.ts";
import { narrow } from "./tenancy/narrow.ts";
import { scopeKey } from "./tenancy/policy.ts";
import { SCOPES } from "./tool.ts";

export interface RuntimeParts {
  readonly tools: Runtime["tools"];
  readonly recorder?: Recorder;
  /** Reaches every upstream. @default globalThis.fetch */
  readonly fetch?: typeof fetch;
  /** A Kubernetes API that asks for no credentials, in place of the kubeconfig's. */
  readonly kubernetesUrl?: string | undefined;
  /** Evidence time. @default the process clock */
  readonly now?: () => Date;
}

const SILENT: Recorder = { callStarted() {}, callEnded() {}, backendCall() {} };

/** Who calls where no key is asked for: local work on a loopback address. */
const DEVELOPER: Principal = Object.freeze({
  tenant: "default",
  user: "developer",
  scopes: SCOPES,
});

/**
 * Builds everything one process holds from its configuration; upstreams connect at first use.
 *
 * Reads the key files the configuration names.
 */
export async function createRuntime(config: Config, parts: RuntimeParts): Promise<Runtime> {
  const { recorder = SILENT, now = () => new Date() } = parts;
  const keys = config.keysFile && await parseKeys(await Deno.readTextFile(config.keysFile));
  const redactionKey = config.redactionKeyFile === undefined
    ? crypto.randomUUID()
    : (await Deno.readTextFile(config.redactionKeyFile)).trim();
  const upstreams = connectUpstreams(config, { fetch, ...parts, recorder });
  const readers = (scope: string, signal: AbortSignal) => ({
    kubernetes: createKubernetes(upstreams.kubernetes.for({ scope, signal })),
    prometheus: createPrometheus(upstreams.prometheus.for({ scope, signal })),
    loki: createLoki(upstreams.loki.for({ scope, signal })),
    alertmanager: createAlertmanager(upstreams.alertmanager.for({ scope, signal })),
    nodeFacts: createNodeFacts(upstreams.nodeFacts.for({ scope, signal })),
  });
  const watched = await watchedStateOf(config, { parts, upstreams, readers });
  const clientsOf = (scope: string, signal: AbortSignal): Clients => {
    const clients = readers(scope, signal);
    if (watched === undefined) return clients;
    return {
      ...clients,
      kubernetes: watched.reader(clients.kubernetes),
      changeLog: watched.changeLog,
    };
  };
  return {
    config,
    tools: parts.tools,
    recorder,
    // Structured content is made with the answer, so where it is wanted answers are not kept.
    answers: new AnswerCache({ ttlSeconds: config.structuredContent ? 0 : config.cacheTtlSeconds }),
    redactionKey,
    ...(config.captureDirectory !== undefined && {
      incidents: new IncidentFolder(config.captureDirectory),
    }),
    now,
    identify: (token) => Promise.resolve(identify(keys || undefined, token)),
    clients: (principal, signal) => narrow(clientsOf(scopeKey(principal), signal), principal),
    health: async (signal) => [
      ...await Promise.all(Object.values(readers("health", signal)).map((one) => one.health())),
      ...(watched === undefined ? [] : [watched.health()]),
    ],
    start: () => watched?.start(),
    async close() {
      await watched?.close();
      for (const upstream of Object.values(upstreams)) upstream.close();
    },
  };
}

interface Watching {
  readonly parts: RuntimeParts;
  readonly upstreams: ReturnType<typeof connectUpstreams>;
  readonly readers: (scope: string, signal: AbortSignal) => Clients;
}

/** The state that watches keep, where it is wanted; a clock that stands still has nothing to watch. */
async function watchedStateOf(
  config: Config,
  { parts, upstreams, readers }: Watching,
): Promise<WatchedState | undefined> {
  const { clusterState = config.mode === "production" ? "watched" : "direct", ledgerPath } = config;
  if (clusterState === "direct" || !config.kubernetes || parts.now !== undefined) return undefined;
  const scope = "watched state";
  return new WatchedState({
    watcher: (signal) => createKubernetesWatcher(upstreams.kubernetes.for({ scope, signal })),
    sources: (signal) => readers(scope, signal),
    ledger: ledgerPath === undefined ? undefined : await openSqliteLedger(ledgerPath),
  });
}

/** Builds the runtime of a tool served alone, from the process environment. */
export async function defaultRuntime(tools: Runtime["tools"]): Promise<Runtime> {
  return await createRuntime(await configOfEnvironment(), { tools });
}

/**
 * Reads the configuration from the process environment, with these settings in place of its own, and from the file
 * that `TELEMCP_CONFIG` names.
 *
 * @throws {ConfigError}
 */
export async function configOfEnvironment(
  settings: Readonly<Record<string, string>> = {},
): Promise<Config> {
  const environment = { ...Deno.env.toObject(), ...settings };
  const file = environment["TELEMCP_CONFIG"];
  if (file === undefined) return loadConfig(environment);
  return loadConfig(environment, await readConfigFile(await Deno.readTextFile(file)));
}

function identify(keys: Keys | undefined, token: string | undefined): Principal | undefined {
  if (keys === undefined) return DEVELOPER;
  return token === undefined ? undefined : principalOfKey(keys, token);
}

type Outside =
  & Required<Pick<RuntimeParts, "fetch" | "recorder">>
  & Pick<RuntimeParts, "kubernetesUrl">;

function connectUpstreams(config: Config, { fetch, recorder, kubernetesUrl }: Outside) {
  const upstream = (name: string, setting: keyof Config, connect: Connect | undefined) =>
    new Upstream({
      name,
      setting: environmentName(setting),
      connect,
      timeoutSeconds: config.queryTimeoutSeconds,
      limitBytes: config.upstreamLimitBytes,
      cacheTtlSeconds: config.cacheTtlSeconds,
      observe: (record) => recorder.backendCall(record),
    });
  const http = (baseUrl: string | undefined, tokenFile?: string, tenant?: string) =>
    baseUrl === undefined ? undefined : httpConnection({
      baseUrl,
      fetch,
      tokenFile,
      ...(tenant !== undefined && { headers: { "X-Scope-OrgID": tenant } }),
    });
  const { kubeconfig, kubeContext: context } = config;
  const { prometheusUrl, prometheusTokenFile, lokiUrl, lokiTokenFile, lokiTenant } = config;
  const { alertmanagerUrl, alertmanagerTokenFile, nodeFactsUrl, nodeFactsTokenFile } = config;
  return {
    kubernetes: upstream(
      "kubernetes",
      config.kubernetes ? "kubeconfig" : "kubernetes",
      config.kubernetes
        ? http(kubernetesUrl) ?? kubernetesConnection({ fetch, kubeconfig, context })
        : undefined,
    ),
    prometheus: upstream("prometheus", "prometheusUrl", http(prometheusUrl, prometheusTokenFile)),
    loki: upstream("loki", "lokiUrl", http(lokiUrl, lokiTokenFile, lokiTenant)),
    alertmanager: upstream(
      "alertmanager",
      "alertmanagerUrl",
      http(alertmanagerUrl, alertmanagerTokenFile),
    ),
    nodeFacts: upstream("node facts", "nodeFactsUrl", http(nodeFactsUrl, nodeFactsTokenFile)),
  };
}
