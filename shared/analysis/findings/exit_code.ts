import type { Termination } from "../kube_pod.ts";

/** What the exit codes mean that shells, kernels and kubelets agree on. */
const MEANINGS: Readonly<Record<number, string>> = {
  0: "ended without an error",
  126: "the command cannot be executed",
  127: "the command was not found",
  128: "the container could not be started",
  134: "aborted, SIGABRT",
  137: "killed, SIGKILL",
  139: "segmentation fault, SIGSEGV",
  143: "asked to end, SIGTERM",
};

/** Prints how a container ended: `exit code 137 (OOMKilled)`, `exit code 1`. */
export function exitText({ exitCode, reason }: Termination): string {
  const isTelling = reason !== undefined && reason !== "Error" && reason !== "Completed";
  const meaning = isTelling ? reason : MEANINGS[exitCode];
  return `exit code ${exitCode}${meaning === undefined ? "" : ` (${meaning})`}`;
}

/** Tells whether the kernel refused to run a program because it is built for another processor. */
export function isExecFormatError(text: string | undefined): boolean {
  return text !== undefined && /exec format error/i.test(text);
}
