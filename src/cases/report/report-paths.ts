/**
 * The ways of the coins in a report, from seeds to flags, in a compact form: many seeds reach many flags over the same
 * few movements, so each step and each way is written once and told by its number.
 */

import type { Chain } from '../../core/chain.ts';
import type { Flag, PathStep } from '../../core/flags/flag.ts';
import { isPlaceholderId } from '../../core/transaction.ts';
import { formatUtcTime } from '../utc-time.ts';
import { shownAddress } from './shown-address.ts';

export type StepJson = ReturnType<typeof stepJson>;

/** Numbers count from 0. */
export interface PathsJson {
  /** Each step once, in the order in which they are first needed. */
  readonly steps: StepJson[];
  /** Each way once: the numbers of its steps, from the seed on; none when the seed itself names the flagged coins. */
  readonly ways: number[][];
  /** In the order of the flags, then of the seeds. */
  readonly found: FoundWays[];
}

/** The ways from one seed to one flag. */
export interface FoundWays {
  /** Number of the flag in `flags`. */
  readonly flag: number;
  /** The seed, from 1 in the order of the case. */
  readonly seed: number;
  /** Numbers of ways: the one with the fewest steps, and the one whose smallest step is the largest. */
  readonly shortest: number;
  readonly heaviest: number;
}

/** The ways of all flags. */
export function pathsJson(flags: readonly Flag[]): PathsJson {
  const [steps, ways, found]: [StepJson[], number[][], FoundWays[]] = [[], [], []];
  const knownSteps = new Map<string, number>();
  const knownWays = new Map<string, number>();
  const stepOf = (chain: Chain, step: PathStep): number =>
    numberOf(keyOf(step), knownSteps, () => steps.push(stepJson(chain, step)));
  const wayOf = (chain: Chain, way: readonly PathStep[]): number => {
    const numbers = way.map((step) => stepOf(chain, step));
    return numberOf(numbers.join(), knownWays, () => ways.push(numbers));
  };
  for (const [flag, { chain, paths }] of flags.entries()) {
    for (const { seed, shortest, heaviest } of paths) {
      found.push({ flag, seed, shortest: wayOf(chain, shortest), heaviest: wayOf(chain, heaviest) });
    }
  }
  return { steps, ways, found };
}

/** One movement on a way, in the contract form. */
export function stepJson(chain: Chain, step: PathStep) {
  return {
    txid: step.txid,
    ...(isPlaceholderId(step.txid) ? { syntheticId: true } : {}),
    time: formatUtcTime(step.time),
    from: shownAddress(chain, step.from),
    to: shownAddress(chain, step.to),
    asset: step.asset,
    amount: step.amount.toString(),
  };
}

/** The steps of a way, in full. */
export function stepsOf({ steps, ways }: PathsJson, way: number): StepJson[] {
  return (ways[way] ?? []).flatMap((number) => steps[number] ?? []);
}

/** The transaction tells the chain and the time. */
function keyOf({ txid, from, to, asset, amount }: PathStep): string {
  return `${txid} ${from} ${to} ${asset} ${amount}`;
}

/** The number of what is known, or of what `add` makes the newest. @param add gives the count then */
function numberOf(key: string, known: Map<string, number>, add: () => number): number {
  const number = known.get(key) ?? add() - 1;
  known.set(key, number);
  return number;
}
