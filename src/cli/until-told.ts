/**
 * A process that works until it is told to end.
 */

/** Resolves at the first SIGINT or SIGTERM; a second one ends the process at once, as it does by itself. */
export function untilTold(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
