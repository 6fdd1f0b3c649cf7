import type { Expected, Held } from "./lab_held.ts";
import { secondLab } from "./lab_second.ts";

interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly startsAt: string;
  readonly status: { readonly state: string };
}

/** Looks for every alert in the real Alertmanager, firing since when it should and silenced if it should. */
export async function heldAlerts({ world }: Expected): Promise<Held> {
  const response = await fetch(`${secondLab.urls.alertmanager}/api/v2/alerts`);
  const found: readonly PostedAlert[] = await response.json();
  const expected = world.alerts.map(({ labels, startsAt, state }) =>
    described({ labels, startsAt, status: { state } })
  );
  const posted = found.map(described);
  return {
    counts: { alerts: found.length },
    problems: [
      ...expected.filter((alert) => !posted.includes(alert)).map((alert) => `no alert ${alert}`),
      ...posted.filter((alert) => !expected.includes(alert)).map((alert) => `odd alert ${alert}`),
    ],
  };
}

function described({ labels, startsAt, status }: PostedAlert): string {
  const sorted = Object.entries(labels).sort(([a], [b]) => a < b ? -1 : 1);
  const pairs = sorted.map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{${pairs.join(",")}} ${status.state} since ${new Date(startsAt).toISOString()}`;
}
