/** The worked examples of the accounting rules (test/vectors/golden-taint.PROVENANCE.md), and how to compare with them. */
import { readFileSync } from 'node:fs';
import type { NaiveOutcome } from './replay.ts';

/** An amount and where it came from: `clean`, `X` (seed 1 here) or `Y` (seed 2). */
export type Segment = [amount: number, source: string];

export const golden = JSON.parse(
  readFileSync(new URL('../../vectors/golden-taint.json', import.meta.url), 'utf8'),
);

/** The example whose name begins so. */
export const goldenFor = (prefix: string) =>
  golden[Object.keys(golden).find((name) => name.startsWith(prefix)) ?? ''];

export const SEEDS: Readonly<Record<string, number>> = { X: 1, Y: 2 };

/** Segments in the form of `lotsAt`. */
export const named = (segments: readonly Segment[]): Segment[] =>
  segments.map(([amount, source]) => [amount, source === 'clean' ? 'c' : `${SEEDS[source]}`]);

export const stolenAt = (outcome: NaiveOutcome, holding: string): number =>
  Number(outcome.holdings.get(holding)?.stolen ?? 0n);
