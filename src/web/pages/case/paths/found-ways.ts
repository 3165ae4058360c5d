/**
 * Ways from seeds to flags, those that are the same put together: an address may be flagged for several reasons.
 */

interface PlainStep {
  readonly txid: string;
  readonly to: string;
}

export interface SeedWay<Step extends PlainStep = PlainStep> {
  /** Number of the flag in the report, from 0. */
  readonly flag: number;
  readonly seed: number;
  readonly address: string;
  readonly shortest: readonly Step[];
  readonly heaviest: readonly Step[];
}

export interface FoundWay<Step extends PlainStep> {
  readonly key: string;
  readonly seed: number;
  readonly address: string;
  /** Numbers of all flags that it leads to. */
  readonly flags: readonly number[];
  readonly steps: readonly Step[];
  /** Whether the shortest way is the heaviest as well. */
  readonly isBoth: boolean;
}

export type WayKind = 'shortest' | 'heaviest';

/** In the order of the ways. */
export function foundWays<Step extends PlainStep>(
  ways: readonly SeedWay<Step>[],
  kind: WayKind,
): FoundWay<Step>[] {
  const found = new Map<string, FoundWay<Step>>();
  for (const way of ways) {
    const steps = way[kind];
    const key = JSON.stringify([way.seed, way.address, traceOf(steps)]);
    const isBoth = traceOf(way.shortest) === traceOf(way.heaviest);
    const flags = [...(found.get(key)?.flags ?? []), way.flag];
    found.set(key, { key, seed: way.seed, address: way.address, flags, steps, isBoth });
  }
  return [...found.values()];
}

const traceOf = (steps: readonly PlainStep[]): string => steps.map(({ txid, to }) => `${txid} ${to}`).join();
