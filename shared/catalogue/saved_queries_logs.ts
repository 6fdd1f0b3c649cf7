import type { SavedQuery } from "./saved_query.ts";

const STREAMS =
  '{namespace="{{namespace}}", app="{{workload}}", pod="{{pod}}", container="{{container}}"}';
const ERROR_WORDS = "(?i)\\\\b(error|fatal|panic|exception|critical)\\\\b";

/** What lines say when something outside the program fails. */
const SIGNATURES = [
  "connection refused",
  "connection reset",
  "timed? ?out",
  "deadline exceeded",
  "no such host|nxdomain|servfail",
  "x509",
  "permission denied|access denied|unauthori[sz]ed|forbidden",
  "no space left",
  "out ?of ?memory|oomkilled",
  "panic",
  "too many requests",
].join("|");

export const LOG_QUERIES: readonly SavedQuery[] = [
  {
    id: "log_errors",
    title: "Error lines",
    question: "Which workloads write error lines, and how many a second?",
    language: "logql",
    scopes: ["namespace", "workload", "pod", "container"],
    required: ["namespace"],
    variants: [{
      text: `sum by (app) (rate(${STREAMS} |~ "${ERROR_WORDS}" [5m]))`,
      needs: [],
    }],
    unit: "lines/s",
    bad: "high",
    window: "3h",
    output: "app",
    related: ["log_patterns", "log_signature", "svc_errors"],
  },
  {
    id: "log_patterns",
    title: "Log templates",
    question: "What do the logs say, folded into templates with counts?",
    language: "logql",
    scopes: ["namespace", "workload", "pod", "container"],
    required: ["namespace"],
    variants: [{ text: STREAMS, needs: [] }],
    unit: "lines",
    bad: "none",
    window: "1h",
    output: "template, the gravest first",
    related: ["log_errors", "log_signature"],
  },
  {
    id: "log_signature",
    title: "Failure signatures",
    question:
      "How many lines name a typical failure: refused, timeout, DNS, x509, denied, disk full, memory?",
    language: "logql",
    scopes: ["namespace", "workload", "pod", "container"],
    required: ["namespace"],
    variants: [{
      text: `sum by (app, signature) (count_over_time(${STREAMS} |~ "(?i)(${SIGNATURES})" ` +
        `| regexp "(?i)(?P<signature>${SIGNATURES})" [5m]))`,
      needs: [],
    }],
    unit: "lines in 5m",
    bad: "high",
    threshold: 1,
    window: "3h",
    output: "app and signature",
    related: ["log_errors", "dns", "certs", "oom_kills"],
  },
];
