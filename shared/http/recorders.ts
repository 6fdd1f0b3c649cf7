import type { Recorder } from "../context.ts";

/** Tells several recorders what happened, in order. */
export function recorders(...all: readonly Recorder[]): Recorder {
  return {
    callStarted(tool) {
      for (const recorder of all) recorder.callStarted(tool);
    },
    callEnded(record) {
      for (const recorder of all) recorder.callEnded(record);
    },
    backendCall(record) {
      for (const recorder of all) recorder.backendCall(record);
    },
  };
}
