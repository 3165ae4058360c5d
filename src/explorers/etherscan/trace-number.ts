/**
 * Numbers of inner calls, which Blockscout has instead of trace ids: they tell the order of execution, and not which call
 * made which.
 */

const NUMBERED = /^#([0-9]+)$/;

/** How the number of a call stands in for a trace id. */
export function numberedTrace(index: string): string {
  return `#${index}`;
}

/** Whether the call is the transaction's own: Blockscout lists that of a creation among the inner calls. */
export function isOutermost({ traceId }: { readonly traceId: string }): boolean {
  return traceId === numberedTrace('0');
}

/** The number of a call; null where it has a trace id. */
export function numberOf({ traceId }: { readonly traceId: string }): number | null {
  const number = NUMBERED.exec(traceId)?.[1];
  return number === undefined ? null : Number(number);
}
