/** The alerts and silences of a scenario in the real Alertmanager. */

import type { World } from "../embedded/world/world.ts";
import { URLS } from "./lab_layout.ts";

const DAY_MS = 86_400_000;

/** Posts all alerts, firing for a day, and the silences that hold at the scenario's present; returns the number of alerts. */
export async function postAlerts({ alerts, silences, nowMs }: World): Promise<number> {
  const endsAt = new Date(nowMs + DAY_MS).toISOString();
  await post(
    "alerts",
    alerts.map(({ labels, annotations, startsAt }) => (
      { labels, annotations, startsAt, endsAt }
    )),
  );
  const holding = silences.filter(({ state }) => state === "active");
  for (const { matchers, createdBy, comment, startsAt, endsAt } of holding) {
    await post("silences", { matchers, createdBy, comment, startsAt, endsAt });
  }
  return alerts.length;
}

async function post(collection: "alerts" | "silences", body: unknown): Promise<void> {
  const response = await fetch(`${URLS.alertmanager}/api/v2/${collection}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`Alertmanager refuses ${collection}: ${answer}`);
}
