import { legible } from "../render/visible.ts";
import { parseSchedulingFailure, schedulingFailureText } from "./scheduling_failure.ts";

const SAFE = "[bcdfghjklmnpqrstvwxz2456789]";

/** What makes two messages of one cause differ; the names of codes and ports stay, because they are evidence. */
const MASKS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, "<uid>"],
  [/\bsha256:[0-9a-f]{8,}/gi, "<digest>"],
  [/\b[0-9a-f]{16,}\b/gi, "<id>"],
  [/\b\d{1,3}(?:\.\d{1,3}){3}\b/g, "<ip>"],
  [/\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\S*/g, "<time>"],
  // Not inside a name: worker-62s6h is a pod.
  [/(?<![\w-])(?:\d+(?:\.\d+)?(?:ms|us|µs|ns|[smh]))+\b/g, "<duration>"],
  [/^\(combined from similar events\): /, ""],
  [/^(Successfully assigned \S+ to) \S+$/, "$1 <node>"],
  // The kubelet's pod_namespace(uid).
  [/_[a-z0-9-]+\(<uid>\)/g, ""],
  [new RegExp(`\\b([a-z0-9][a-z0-9.-]*?)-\\d{8,11}(?:-${SAFE}{5})?\\b`, "g"), "$1-*"],
  [new RegExp(`\\b([a-z0-9][a-z0-9.-]*?)-${SAFE}{6,10}(?:-${SAFE}{5})?\\b`, "g"), "$1-*"],
];
const WHITE_SPACE = /\s+/g;

/** An event's message without what differs between its repeats. */
export interface EventMessage {
  /** Equal for messages of one cause. */
  readonly key: string;
  /** What to show: the counts of a scheduling failure, else the masked message. */
  readonly text: string;
}

/** Reduces an event's message to its cause; the name of the object itself is masked too. */
export function eventMessage(message: string, objectName: string): EventMessage {
  const failure = parseSchedulingFailure(message);
  if (failure !== undefined) {
    const key = failure.predicates.map(({ reason }) => reason).sort().join("; ");
    return { key, text: schedulingFailureText(failure) };
  }
  let text = legible(message).replace(WHITE_SPACE, " ").trim();
  for (const [pattern, replacement] of MASKS) text = text.replace(pattern, replacement);
  if (objectName !== "") text = text.replace(wholeName(objectName), "*");
  return { key: text, text };
}

// A name inside a longer one is another object's: cart in cart-db.
function wholeName(name: string): RegExp {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(?<![\\w.-])${escaped}(?![\\w-])`, "g");
}
