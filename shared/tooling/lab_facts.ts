/** What is wrong in the shop, by name, and how to wait until it shows. */

import { kubectl } from "./lab_kubectl.ts";
import { URLS } from "./lab_layout.ts";
import { BUSY_NAMESPACE, DOWN_NODE, PAYMENTS_RESTART_SECONDS } from "./lab_shop.ts";
import { NEW_ERROR } from "./lab_shop_logs.ts";
import { until } from "./lab_wait.ts";

/** The faults that `lab load` brings, and what is right beside them. */
export const FACTS = {
  /** CrashLoopBackOff, OOMKilled, exit code 137; a restart more each minute. */
  outOfMemory: {
    namespace: "shop",
    workload: "payments",
    leastRestarts: PAYMENTS_RESTART_SECONDS.length,
    memoryLimit: "256Mi",
  },
  imagePull: {
    namespace: "shop",
    workload: "catalog-canary",
    image: "registry.example/shop/catalog:1.5.0-rc.1",
  },
  unschedulable: { namespace: BUSY_NAMESPACE, workload: "model-trainer", memory: "512Gi" },
  /** The pods are labelled app=cart and ready. */
  selectsNothing: { namespace: "shop", service: "cart", selector: "app=crat", readyPods: 3 },
  downNode: DOWN_NODE,
  failedJob: { namespace: BUSY_NAMESPACE, job: "ledger-export", reason: "BackoffLimitExceeded" },
  notReady: { namespace: "dev", workload: "sandbox" },
  throttled: { namespace: "shop", workload: "catalog", share: 0.38 },
  /** Share of 5xx of checkout, which was 0.2 % until twenty minutes before the load. */
  failing: { namespace: "shop", service: "checkout", errorShare: 0.22 },
  newError: { namespace: "shop", app: "checkout", text: NEW_ERROR },
  firing: [
    "CheckoutErrorsHigh",
    "CPUThrottlingHigh",
    "KubeJobFailed",
    "KubeNodeNotReady",
    "KubePodCrashLooping",
    "KubePodNotReady",
    "Watchdog",
  ],
  silenced: "KubeContainerWaiting",
  /** By KubeNodeNotReady, for the pods of the node that is down. */
  inhibited: "KubePodNotReady",
} as const;

interface Alert {
  readonly labels: Readonly<Record<string, string>>;
  readonly status: { readonly state: string; readonly inhibitedBy: readonly string[] };
}

const CHECKS: Readonly<Record<string, () => Promise<boolean>>> = {
  "metrics.k8s.io answers": metricsApiAnswers,
  "alerts fire": async () => {
    const active = await alerts("active");
    return FACTS.firing.every((name) => active.some(({ labels }) => labels.alertname === name));
  },
  "an alert is silenced": async () =>
    (await alerts("suppressed")).some(({ labels }) => labels.alertname === FACTS.silenced),
  "an alert is inhibited": async () =>
    (await alerts("suppressed")).some(({ status }) => status.inhibitedBy.length > 0),
};

/** Waits until every fact can be read, the slowest being the node that goes NotReady. */
export async function untilFactsShow(done: (fact: string) => void): Promise<void> {
  await Promise.all(
    Object.entries(CHECKS).map(async ([fact, check]) => {
      const shows = await until(() => check().catch(() => false), { timeoutSeconds: 180 });
      if (!shows) throw new Error(`After three minutes it is not true that ${fact}`);
      done(fact);
    }),
  );
}

/** Silences the alert about the image that cannot be pulled, for thirty days. */
export async function silence(): Promise<void> {
  const now = Date.now();
  const response = await fetch(`${URLS.alertmanager}/api/v2/silences`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      matchers: [
        { name: "alertname", value: FACTS.silenced, isRegex: false, isEqual: true },
        { name: "namespace", value: FACTS.imagePull.namespace, isRegex: false, isEqual: true },
      ],
      startsAt: new Date(now).toISOString(),
      endsAt: new Date(now + 30 * 86400 * 1000).toISOString(),
      createdBy: "dana",
      comment: "The canary image is being rebuilt",
    }),
  });
  const answer = await response.text();
  if (!response.ok) throw new Error(`Alertmanager refuses the silence: ${answer}`);
}

async function metricsApiAnswers(): Promise<boolean> {
  const pods = `/apis/metrics.k8s.io/v1beta1/namespaces/${BUSY_NAMESPACE}/pods`;
  const answer: { items: unknown[] } = JSON.parse(await kubectl(["get", "--raw", pods]));
  return answer.items.length >= 70;
}

async function alerts(state: "active" | "suppressed"): Promise<Alert[]> {
  const response = await fetch(`${URLS.alertmanager}/api/v2/alerts`);
  const all: Alert[] = await response.json();
  return all.filter(({ status }) => status.state === state);
}
