import { Hono } from "hono";
import type { AlertmanagerAlert, Silence } from "../../analysis/alert.ts";
import { compileMatchers, type Matcher, type MatchOp } from "../../query/matchers.ts";
import type { World } from "../world/world.ts";
import type { Handler } from "./kubernetes_api.ts";

const RECEIVER = { name: "on-call" };

/** Alertmanager's v2 API over the alerts and silences of a world. */
export function alertmanagerApi(world: World): Handler {
  const app = new Hono().basePath("/api/v2");
  app.get(
    "/alerts",
    ({ req }) => withFilter(req.url, (query) => select(world, query).map(wireAlert(world))),
  );
  app.get("/alerts/groups", ({ req }) => withFilter(req.url, (query) => groups(world, query)));
  app.get("/silences", ({ req }) =>
    withFilter(req.url, (query) => {
      const matches = compileMatchers(filterOf(query));
      return world.silences.filter(({ matchers }) => matches(labelsOf(matchers))).map(wireSilence);
    }));
  app.get("/silence/:id", ({ req }) => {
    const found = world.silences.find(({ id }) => id === req.param("id"));
    return found === undefined
      ? new Response(null, { status: 404 })
      : Response.json(wireSilence(found));
  });
  app.get("/receivers", () => Response.json([RECEIVER]));
  app.get("/status", () => Response.json(status(world)));
  const whole = new Hono().route("/", app);
  for (const path of ["/-/ready", "/-/healthy"]) whole.get(path, (context) => context.text("OK"));
  return async (request) => await whole.fetch(request);
}

class FilterError extends Error {}

function withFilter(url: string, answer: (query: URLSearchParams) => unknown): Response {
  try {
    return Response.json(answer(new URL(url).searchParams));
  } catch (error) {
    if (error instanceof FilterError) return Response.json(error.message, { status: 400 });
    throw error;
  }
}

/** The matchers of a request's filters. */
export function filterOf(query: URLSearchParams): readonly Matcher[] {
  return query.getAll("filter").map((text) => {
    const [, label, op, quoted, bare] =
      /^\s*([\w.]+)\s*(=~|!~|!=|=)\s*(?:"((?:[^"\\]|\\.)*)"|(.*?))\s*$/.exec(text) ?? [];
    if (label === undefined || op === undefined) {
      throw new FilterError(`bad matcher format: ${text}`);
    }
    return { label, op: op as MatchOp, value: quoted?.replace(/\\(.)/g, "$1") ?? bare ?? "" };
  });
}

/** Which alerts a parameter switches off, by default none. */
const SWITCHES: Readonly<Record<string, (alert: AlertmanagerAlert) => boolean>> = {
  active: ({ state }) => state === "active",
  silenced: ({ silencedBy }) => silencedBy.length > 0,
  inhibited: ({ inhibitedBy }) => inhibitedBy.length > 0,
  unprocessed: ({ state }) => state === "unprocessed",
};

function select({ alerts, nowMs }: World, query: URLSearchParams): readonly AlertmanagerAlert[] {
  const matches = compileMatchers(filterOf(query));
  const off = Object.entries(SWITCHES).filter(([name]) => query.get(name) === "false");
  return alerts.filter((alert) =>
    matches(alert.labels) && Date.parse(alert.endsAt) > nowMs &&
    Date.parse(alert.startsAt) <= nowMs && !off.some(([, applies]) => applies(alert))
  );
}

function wireAlert({ nowMs }: World) {
  return ({ state, silencedBy, inhibitedBy, ...alert }: AlertmanagerAlert) => ({
    ...alert,
    receivers: [RECEIVER],
    status: { state, silencedBy, inhibitedBy, mutedBy: [] },
    updatedAt: new Date(nowMs).toISOString(),
    generatorURL: "",
  });
}

function groups(world: World, query: URLSearchParams) {
  const byName = Map.groupBy(select(world, query), ({ labels }) => labels.alertname ?? "");
  return [...byName].map(([alertname, alerts]) => ({
    labels: { alertname },
    receiver: RECEIVER,
    alerts: alerts.map(wireAlert(world)),
  }));
}

function wireSilence({ state, ...silence }: Silence) {
  return { ...silence, status: { state }, updatedAt: silence.startsAt };
}

function labelsOf(matchers: Silence["matchers"]): Record<string, string> {
  return Object.fromEntries(matchers.map(({ name, value }) => [name, value]));
}

function status({ startMs }: World) {
  return {
    cluster: { name: "embedded", status: "ready", peers: [] },
    versionInfo: { version: "0.34.2", revision: "", branch: "", goVersion: "go1.26.8" },
    config: { original: "route:\n  receiver: on-call\nreceivers:\n- name: on-call\n" },
    uptime: new Date(startMs).toISOString(),
  };
}
