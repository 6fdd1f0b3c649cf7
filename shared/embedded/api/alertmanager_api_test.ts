import { assertEquals } from "@std/assert";
import { describe, it } from "@std/testing/bdd";
import { readScenario } from "../scenario/load_scenario.ts";
import { alertmanagerApi } from "./alertmanager_api.ts";

const { world } = readScenario(
  `
id: alerts
class: 1
base: shop-small
now: "2026-11-01T10:30:00Z"
symptom: x
alerts:
  - {labels: {alertname: A, severity: critical}, startsAt: "2026-11-01T10:05:00Z"}
  - labels: {alertname: B, severity: warning}
    startsAt: "2026-11-01T09:00:00Z"
    silenced: {by: ada, comment: known, startsAt: "2026-11-01T09:30:00Z", endsAt: "2026-11-02T09:30:00Z"}
  - {labels: {alertname: C, severity: warning}, startsAt: "2026-11-01T08:00:00Z", endsAt: "2026-11-01T09:00:00Z"}
root_cause: {kind: Pod, namespace: shop, name: x}
`,
  { file: "alerts" },
);
const api = alertmanagerApi(world);

async function get(path: string): Promise<{ status: number; body: unknown }> {
  const response = await api(new Request(`http://a/api/v2/${path}`));
  return { status: response.status, body: await response.json() };
}

async function names(query: string): Promise<unknown> {
  const { body } = await get(`alerts?${query}`);
  return (body as { labels: { alertname: string } }[]).map(({ labels }) => labels.alertname);
}

describe("the embedded Alertmanager API", () => {
  it("lists what fires now, resolved alerts left out", async () => {
    assertEquals(await names(""), ["Watchdog", "A", "B"]);
  });

  it("filters by matchers and by state", async () => {
    const filter = (text: string) => `filter=${encodeURIComponent(text)}`;
    assertEquals(await names(filter('severity=~"crit.*"')), ["A"]);
    assertEquals(await names(`${filter('alertname!="A"')}&${filter("severity=warning")}`), ["B"]);
    assertEquals(await names("silenced=false"), ["Watchdog", "A"]);
    assertEquals(await names("active=false"), ["B"]);
    assertEquals((await get(`alerts?${filter("???")}`)).status, 400);
  });

  it("names the silence of a suppressed alert", async () => {
    const { body } = await get("silences");
    const [silence] = body as { id: string; status: { state: string }; createdBy: string }[];
    assertEquals([silence?.status.state, silence?.createdBy], ["active", "ada"]);
    const alerts = (await get("alerts?filter=alertname%3D%22B%22")).body as { status: unknown }[];
    assertEquals(alerts[0]?.status, {
      state: "suppressed",
      silencedBy: [silence?.id],
      inhibitedBy: [],
      mutedBy: [],
    });
  });
});
