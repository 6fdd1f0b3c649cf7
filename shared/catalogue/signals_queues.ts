import type { SignalRow } from "../analysis/signals/signal_row.ts";

const SCOPE = 'namespace="{{namespace}}"';
const NGINX = 'exported_namespace="{{namespace}}"';

/** What waits, what comes in from outside, and what applications say of their pools. */
export const QUEUE_SIGNALS: readonly SignalRow[] = [
  {
    id: "consumer_lag",
    question: "Which consumers fall behind, by topic and partition?",
    group: "queues",
    variants: [
      {
        text: `max by (consumergroup, topic, partition) (kafka_consumergroup_lag{${SCOPE}})`,
        needs: ["kafka_consumergroup_lag"],
      },
      {
        text: `sum by (queue) (rabbitmq_queue_messages_ready{${SCOPE}})`,
        needs: ["rabbitmq_queue_messages_ready"],
      },
    ],
    subject: "consumer",
    unit: "messages",
    bad: "high",
    floors: { absolute: 100, relative: 1 },
  },
  {
    id: "edge_rate",
    question: "How many requests come in from outside, and how many fail, by ingress?",
    group: "edge",
    variants: [
      {
        text:
          `sum by (exported_namespace, ingress, status) (rate(nginx_ingress_controller_requests{${NGINX}}[{{range}}]))`,
        needs: ["nginx_ingress_controller_requests"],
      },
      {
        text: "sum by (service, code) (rate(traefik_service_requests_total[{{range}}]))",
        needs: ["traefik_service_requests_total"],
      },
    ],
    subject: "ingress",
    unit: "requests/s",
    bad: "none",
    floors: { absolute: 0.5, relative: 0.5 },
    absent: 0,
    failures: { id: "edge_error_rate", floors: { absolute: 0.1, relative: 1 } },
  },
];
