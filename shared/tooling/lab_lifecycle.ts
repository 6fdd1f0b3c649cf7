/** The lab as a whole: up, down, wipe, status. */

import { makeCertificates } from "./lab_certificates.ts";
import { componentProgram } from "./lab_component.ts";
import type { Component, ComponentName } from "./lab_component.ts";
import { COMPONENTS, start, stopComponent } from "./lab_components.ts";
import { fillPlaceholders } from "./lab_configuration.ts";
import {
  applyManifests,
  certificateKubeconfig,
  kubectl,
  readManifests,
  writeServiceAccountToken,
} from "./lab_kubectl.ts";
import { BIN, KWOK_DEFAULTS, PKI, RUN, SOURCE } from "./lab_layout.ts";
import { processState } from "./lab_process.ts";
import type { ProcessState } from "./lab_process.ts";

type Report = (line: string) => void;

export interface UpOptions {
  /** What to start. @default everything */
  readonly components?: readonly Component[];
  /** Whether the cluster gets what kwok and the metrics API need. @default true */
  readonly system?: boolean;
}

/** Starts everything that does not run as it should, side by side, and waits until all is ready. */
export async function up(
  report: Report,
  { components = COMPONENTS, system = true }: UpOptions = {},
): Promise<void> {
  const startedAt = performance.now();
  const elapsed = () => ((performance.now() - startedAt) / 1000).toFixed(1).padStart(6);
  if (!await isBuilt()) await build();
  await makeCertificates();
  for (const name of ["admin", "kube-controller-manager", "kube-scheduler", "kwok"]) {
    await certificateKubeconfig(name);
  }
  const ready = new Map<ComponentName, Promise<void>>();
  for (const component of components) {
    const started = startAfterNeeds(component, ready).then(async () => {
      if (system && component.name === "kube-apiserver") await applySystem();
      report(`${elapsed()} s  ${component.name}`);
    });
    ready.set(component.name, started);
  }
  await Promise.all(ready.values());
}

async function startAfterNeeds(component: Component, ready: ReadonlyMap<string, Promise<void>>) {
  for (const need of component.needs ?? []) await ready.get(need);
  await start(component);
}

/** Stops everything, those first that others do not need. Takes as long as the slowest. */
export async function down(): Promise<void> {
  const storage = ["kube-apiserver", "etcd"];
  const others = COMPONENTS.filter(({ name }) => !storage.includes(name));
  await Promise.all(others.map(({ name }) => stopComponent(name)));
  await stopComponent("kube-apiserver");
  await stopComponent("etcd");
}

/** Kills everything, since none of it is kept: objects, samples, log lines, certificates. */
export async function wipe(): Promise<void> {
  await Promise.all(COMPONENTS.map(({ name }) => stopComponent(name, { abruptly: true })));
  await Deno.remove(RUN, { recursive: true }).catch(() => {});
}

/** Every component with what is known of its process. */
export async function status(): Promise<{ component: Component; state?: ProcessState }[]> {
  return await Promise.all(COMPONENTS.map(async (component) => {
    const state = await processState(componentProgram(component));
    return state ? { component, state } : { component };
  }));
}

/** Whether each binary of the lock file is there in its version. */
async function isBuilt(): Promise<boolean> {
  const lock = await Deno.readTextFile(`${SOURCE}/versions.lock`);
  const rows = lock.split("\n").filter((line) => line && !line.startsWith("#"));
  const current = rows.map(async (row) => {
    const [binary, , version] = row.split(/\s+/);
    const built = await Deno.readTextFile(`${BIN}/${binary}.version`).catch(() => "");
    return built.trim() === version;
  });
  return (await Promise.all(current)).every(Boolean);
}

async function build(): Promise<void> {
  const { success } = await new Deno.Command(`${SOURCE}/build.sh`).spawn().status;
  if (!success) throw new Error("Cannot build the lab's binaries, see above");
}

/** What the cluster itself needs: kwok's kinds and behaviour, rights and the metrics API. */
async function applySystem(): Promise<void> {
  const caBundle = btoa(await Deno.readTextFile(`${PKI}/ca.crt`));
  const manifests = [`${KWOK_DEFAULTS}/defaults`, `${SOURCE}/kwok`, `${SOURCE}/system`];
  const texts = await Promise.all(manifests.map(readManifests));
  await applyManifests(await readManifests(`${KWOK_DEFAULTS}/crd`));
  await kubectl(["wait", "--for=condition=established", "crd", "--all", "--timeout=30s"]);
  await applyManifests(fillPlaceholders(texts.join("\n---\n"), { caBundle }));
  await writeServiceAccountToken("prometheus");
}
