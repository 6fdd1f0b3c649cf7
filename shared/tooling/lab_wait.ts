/** Waiting for a condition to come true. */

/**
 * Asks again every 100 ms until the answer is true.
 *
 * @returns whether it became true within the time
 */
export async function until(
  condition: () => Promise<boolean>,
  { timeoutSeconds }: { timeoutSeconds: number },
): Promise<boolean> {
  const deadline = performance.now() + timeoutSeconds * 1000;
  while (!await condition()) {
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return true;
}
