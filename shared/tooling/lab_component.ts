/** What a component of the lab is: one row of the tables in `lab_control_plane.ts` and others. */

import { BIN } from "./lab_layout.ts";
import type { Program } from "./lab_process.ts";

/** The names of everything that runs, in the order in which `status` prints them. */
export const COMPONENT_NAMES = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "metrics-server",
  "kube-state-metrics",
  "node_exporter",
  "prometheus",
  "alertmanager",
  "loki",
  "loki-tenants",
  "shop-traffic",
] as const;

export type ComponentName = typeof COMPONENT_NAMES[number];

/** Command-line flags; `true` stands for a flag without a value. */
export type Flags = Readonly<Record<string, string | number | boolean>>;

/** A configuration file: rendered from `k8s/lab/configuration/<template>` before a start. */
export interface Template {
  readonly template: string;
  /** Its name below `run/configuration`. @default the template's */
  readonly file?: string;
  /** Placeholders beside those that every template may use. */
  readonly values?: Readonly<Record<string, string | number>>;
}

export interface Component {
  readonly name: ComponentName;
  /** Name of a built binary, or the path of another program. @default name */
  readonly binary?: string;
  /** Arguments before the flags. */
  readonly command?: readonly string[];
  readonly flags: Flags;
  /** Answers 2xx once the component can be used. */
  readonly readyUrl: string;
  /** Components that must be ready before this one starts. */
  readonly needs?: readonly ComponentName[];
  readonly templates?: readonly Template[];
  /** ServiceAccount of kube-system for which a kubeconfig is written before the start. */
  readonly serviceAccount?: string;
  /** How long it may take to end by itself; whatever has nothing to save gets little. */
  readonly graceSeconds?: number;
}

/** The process that a component runs as. */
export function componentProgram(component: Component): Program {
  const binary = component.binary ?? component.name;
  return {
    name: component.name,
    program: binary.startsWith("/") ? binary : `${BIN}/${binary}`,
    args: [...component.command ?? [], ...flagArguments(component.flags)],
  };
}

function flagArguments(flags: Flags): string[] {
  return Object.entries(flags).map(([flag, value]) =>
    value === true ? `--${flag}` : `--${flag}=${value}`
  );
}
