import type { Incident } from "../../catalogue/incident.ts";
import { parseLogql } from "../../query/logql_parse.ts";
import { isMetricQuery } from "../../query/logql_walk.ts";
import { parametersOf } from "../api/http_parameters.ts";
import type { Handler } from "../api/kubernetes_api.ts";
import { lokiApi, windowOf } from "../api/loki_api.ts";
import { replayedVersion } from "./captured_source.ts";
import { NotCaptured } from "./not_captured.ts";
import type { ReplayTelemetry } from "./replay_kubernetes.ts";

const API = "/loki/api/v1";

/** Loki as it was. @throws {NotCaptured} for lines and namespaces that were not kept */
export function replayLoki({ facts, parts }: Incident, telemetry: ReplayTelemetry): Handler {
  const api = lokiApi(telemetry);
  const answers: Readonly<Record<string, (request: Request) => Promise<Response> | Response>> = {
    "status/buildinfo": () => Response.json({ version: replayedVersion(facts, "loki") }),
    labels: () => {
      const names = parts.streams.flatMap(({ labels }) => Object.keys(labels));
      return Response.json({ status: "success", data: [...new Set(names)].sort() });
    },
    patterns: () => {
      throw new NotCaptured("lines");
    },
    query_range: (request) => answerRange(request, { api, telemetry }),
  };
  return async (request) => {
    const { pathname } = new URL(request.url);
    const answer = answers[pathname.slice(`${API}/`.length)] ?? api;
    return await answer(request);
  };
}

/**
 * Answers a range query. The newest lines are what they were even if older ones were not kept, as long as there are as
 * many as were asked for.
 *
 * @throws {NotCaptured}
 */
async function answerRange(
  request: Request,
  { api, telemetry }: { readonly api: Handler; readonly telemetry: ReplayTelemetry },
): Promise<Response> {
  const parameters = await parametersOf(request.clone());
  const parsed = parseLogql(parameters.get("query") ?? "");
  if (!parsed.ok || isMetricQuery(parsed.ast)) return await api(request);
  const { fromMs } = windowOf(parameters, telemetry.world.nowMs);
  const keptFromMs = telemetry.logs.completeFromMs(parsed.ast.matchers);
  if (fromMs >= keptFromMs || parameters.get("direction") === "forward") return await api(request);
  if (keptFromMs === Infinity) throw new NotCaptured("lines");
  parameters.set("start", `${keptFromMs}000000`);
  const answer = await api(
    new Request(`${new URL(request.url).origin}${API}/query_range?${parameters}`),
  );
  if (await countLines(answer.clone()) >= Number(parameters.get("limit") ?? 100)) return answer;
  throw new NotCaptured(fromMs < telemetry.world.startMs ? "time" : "lines");
}

async function countLines(answer: Response): Promise<number> {
  if (!answer.ok) return Infinity;
  const { data } = await answer.json() as {
    readonly data: { readonly result: readonly { readonly values: readonly unknown[] }[] };
  };
  return data.result.reduce((sum, { values }) => sum + values.length, 0);
}
