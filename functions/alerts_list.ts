import { z } from "zod";
import { ALERT_STATES } from "../shared/analysis/alert_groups.ts";
import { type AlertList, alertListSchema, listAlerts } from "../shared/evidence/alert_list.ts";
import { readAlerts } from "../shared/evidence/current_alerts.ts";
import { assertNamespaceExists } from "../shared/evidence/existing_namespace.ts";
import { fencedRow } from "../shared/evidence/fenced_row.ts";
import { fields, limitField, MAX_TOKENS } from "../shared/fields.ts";
import { toolRoute } from "../shared/http/tool_route.ts";
import { answer, type Call, type Section } from "../shared/render/answer.ts";
import { changedCall } from "../shared/render/corrected_call.ts";
import { counted } from "../shared/render/counted.ts";
import { coverageSchema } from "../shared/render/coverage.ts";
import { ageOf } from "../shared/render/time.ts";
import { defineTool, READ_ONLY } from "../shared/tool.ts";

const MOST_ROWS = 200;

const inputSchema = z.strictObject({
  state: z.enum(ALERT_STATES).describe("Default all").optional(),
  severity: z.string().trim().min(1).max(40).describe("e.g. critical, warning").optional(),
  namespace: fields.namespace.optional(),
  silenced: z.boolean().describe("true: only silenced ones; false: none of them").optional(),
  limit: limitField(50, MOST_ROWS),
  max_tokens: fields.maxTokens,
});

const outputSchema = alertListSchema.extend({ coverage: z.array(coverageSchema) });

type Input = z.output<typeof inputSchema>;
type Output = z.output<typeof outputSchema>;
type Group = AlertList["groups"][number];

/**
 * Gives the alerts of Alertmanager as groups, with what silences or inhibits them.
 *
 * Reads its alerts and silences (two requests); where it cannot be read, Prometheus' alerts.
 */
export const tool = defineTool({
  name: "alerts.list",
  title: "Alerts",
  description:
    "Current alerts grouped by rule and workload or node, most severe and earliest first, with how many alerts each " +
    "group folds, which others began with it, and who silenced it until when, or what inhibits it. Watchdog and " +
    "InfoInhibitor are left out; a missing Watchdog is said. Without Alertmanager it reads Prometheus' alerts. " +
    "For what happened to the object of an alert use k8s.events.",
  toolset: "core",
  scopes: ["telemetry:read"],
  annotations: READ_ONLY,
  input: inputSchema,
  output: outputSchema,
  needs: [],
  async handler(input, context) {
    const current = await readAlerts(context, { namespace: input.namespace });
    if (current.error !== undefined) throw current.error;
    const list = listAlerts(current, input, context.now());
    const { namespaces } = context.principal;
    if (list.total === 0 && namespaces === undefined) {
      await assertNamespaceExists(context, {
        tool: "alerts.list",
        input: inputSchema,
        arguments: input,
      });
    }
    return {
      ...list,
      // It belongs to no namespace.
      ...(namespaces !== undefined && { watchdog: "out of sight" as const }),
      coverage: [...current.coverage],
    };
  },
  render(output, input) {
    return answer({
      headline: headlineOf(output, input),
      sections: sectionsOf(output, input),
      coverage: output.coverage,
      next: nextCalls(output),
    });
  },
});

export default toolRoute(tool);

function headlineOf({ total, alerts, watchdog, severities }: Output, input: Input): string {
  const place = input.namespace === undefined ? "" : ` in namespace ${input.namespace}`;
  const absent = watchdog === "absent"
    ? "; Watchdog does not fire: either there is no such rule, or alerts do not arrive"
    : "";
  if (total === 0) {
    const known = input.severity === undefined ? "" : ` (severities: ${severities.join(", ")})`;
    return `No matching alerts${place}${known}${absent}`;
  }
  const counts = ALERT_STATES.filter((state) => alerts[state] > 0)
    .map((state) => `${alerts[state]} ${state}`).join(", ");
  return `${counts} ${total === 1 ? "alert" : "alerts"}${place} in ${
    counted(total, "group")
  }${absent}`;
}

function sectionsOf(output: Output, input: Input): readonly Section[] {
  const { groups, shown, total } = output;
  const rest = changedCall(
    { tool: "alerts.list", input: inputSchema, arguments: input },
    { limit: MOST_ROWS, max_tokens: MAX_TOKENS },
  );
  const firing = groups.filter(({ state }) => state === "active" || state === "pending");
  const held = groups.filter(({ state }) => state === "silenced" || state === "inhibited");
  const cut = total - shown;
  const columns = ["severity", "alert", "about", "alerts", "since", "state"];
  const rows = firing.map((group) => [
    group.severity,
    [group.alertname, ...group.along].join(" + "),
    aboutOf(group),
    group.members,
    ageOf(group.startsAt, new Date(output.at)),
    group.state,
  ]);
  const sections: Section[] = [];
  if (rows.length > 0) {
    const source = "labels of alerts";
    sections.push({
      kind: "table",
      columns,
      rows,
      total: rows.length + cut,
      source,
      rest,
      weight: 4,
    });
  }
  const summaries = firing.filter(({ summary }) => summary !== "");
  if (summaries.length > 0) {
    sections.push({
      kind: "untrusted",
      title: "what the rules say",
      source: "alert annotations",
      lines: summaries.map((group) => fencedRow([group.alertname, aboutOf(group), group.summary])),
      rest,
    });
  }
  if (held.length > 0) {
    sections.push({
      kind: "untrusted",
      title: "held back: alert · about · alerts · since · by",
      source: "alertmanager silences",
      lines: held.map((group) => heldLine(group, output)),
      rest,
      weight: 2,
    });
  }
  return sections;
}

function aboutOf({ namespace, subject }: Group): string {
  return [subject.startsWith("Node/") ? "" : namespace, subject].filter(Boolean).join(" ");
}

function heldLine(group: Group, { silences, at }: Output): string {
  const now = new Date(at);
  const by = silences.filter(({ id }) => group.silencedBy.includes(id)).map((silence) => {
    const left = ageOf(silence.endsAt, now).replace(/^in /, "");
    return `silenced by ${silence.createdBy} for another ${left} (${silence.matchers}): ${silence.comment}`;
  });
  const inhibited = group.inhibitedBy.length === 0
    ? []
    : [`inhibited by ${group.inhibitedBy.join(", ")}`];
  return fencedRow([
    `${group.severity} ${[group.alertname, ...group.along].join(" + ")}`,
    aboutOf(group),
    group.members,
    ageOf(group.startsAt, now),
    [...by, ...inhibited].join("; ") || group.state,
  ]);
}

/** Events of what the worst alert is about. */
function nextCalls({ groups }: Output): readonly Call[] {
  const worst = groups.find(({ state, subject }) =>
    state === "active" && subject !== "" && !subject.startsWith("Instance/")
  );
  if (worst === undefined) return [];
  const place = worst.namespace === "" || worst.subject.startsWith("Node/")
    ? {}
    : { namespace: worst.namespace };
  const [kind = "", name = ""] = worst.subject.split("/");
  return [
    {
      tool: "k8s.events",
      arguments: { ...place, object: worst.subject },
      why: "what happened to it",
    },
    { tool: "k8s.get", arguments: { kind, ...place, name }, why: "its state" },
  ];
}
