/** Short ways to write cases of the naive accounting in tests. */
import type { NaiveCase, NaiveLeg, NaiveMovement } from './case.ts';
import type { NaiveLot } from './lot.ts';
import type { NaiveOutcome } from './replay.ts';
import type { NaiveSource } from './source.ts';

type Legs = Readonly<Record<string, number | bigint>>;

const legs = (amounts: Legs): NaiveLeg[] =>
  Object.entries(amounts).map(([holding, amount]) => ({ holding, amount: BigInt(amount) }));

/** A movement at a height, whose time is the height too. */
export const move = (txid: string, height: number, takes: Legs, puts: Legs): NaiveMovement => ({
  txid,
  height,
  time: height,
  takes: legs(takes),
  puts: legs(puts),
});

/** A case in which everything is followed and nothing is marked, but for what is given. */
export const naiveCase = (
  sketch: Partial<NaiveCase> & Pick<NaiveCase, 'movements' | 'method'>,
): NaiveCase => ({
  outpointMarks: new Map(),
  accountMarks: new Map(),
  transferMarks: new Map(),
  caps: new Map(),
  openings: new Map(),
  follows: () => true,
  isMix: () => false,
  tipTime: 1_000,
  ...sketch,
});

/** Lots as `[amount, source]`: `c` is clean, a seed is its number, what was made of others is its kind. */
export const readable = (
  lots: readonly NaiveLot[] | undefined,
  sources: readonly NaiveSource[],
): [number, string][] =>
  (lots ?? []).map(({ source, amount }) => {
    const from = sources[source];
    const name = from?.kind === 'seed' ? `${from.seed}` : from?.kind === 'clean' ? 'c' : `${from?.kind}`;
    return [Number(amount), name];
  });

/** The lots of one holding, readable. */
export const lotsAt = (outcome: NaiveOutcome, holding: string): [number, string][] =>
  readable(outcome.holdings.get(holding)?.lots, outcome.sources);

/** Whose units lie where, as `seed row amount`; each holding is a row of its own. */
export const table = (outcome: NaiveOutcome): string[] =>
  outcome.bySeed((holding) => holding).map(({ seed, row, amount }) => `${seed} ${row} ${amount}`);

/** A movement that turns one asset into another; what is too small stays in the pool. */
export const convert = (
  txid: string,
  height: number,
  [from, given]: readonly [string, number],
  [to, got]: readonly [string, number],
): NaiveMovement => ({
  ...move(txid, height, { [from]: given }, { [to]: got }),
  conversion: { leftover: `pool/${from.split('/')[1]}` },
});
