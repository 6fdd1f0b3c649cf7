import { UpstreamFailure } from "./upstream_failure.ts";

/**
 * Runs work under a deadline and the caller's signal.
 *
 * It is left at once when either ends, even if the work does not listen to its signal.
 *
 * @throws {UpstreamFailure} `deadline` or `abandoned`
 */
export async function withDeadline<T>(
  limits: { readonly seconds: number; readonly signal: AbortSignal },
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const { seconds, signal } = limits;
  const controller = new AbortController();
  const timer = setTimeout(
    () => controller.abort(new UpstreamFailure("deadline")),
    seconds * 1_000,
  );
  const leave = () => controller.abort(new UpstreamFailure("abandoned", { cause: signal.reason }));
  if (signal.aborted) leave();
  signal.addEventListener("abort", leave, { once: true });
  try {
    return await untilAborted(controller.signal, () => work(controller.signal));
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", leave);
  }
}

/** Waits for work, but no longer than the signal lets it; rejects with the signal's reason. */
export async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const leave = () => reject(signal.reason);
  signal.addEventListener("abort", leave, { once: true });
  try {
    return await Promise.race([work(), aborted]);
  } finally {
    signal.removeEventListener("abort", leave);
  }
}
