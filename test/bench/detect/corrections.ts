/**
 * What is known to be wrong in the labels of the lists, each with its reason. The tests for it are those of publications,
 * or facts of the lists, never our own detectors.
 */

import type { BitcoinTransaction } from '../../../src/core/transaction.ts';
import { passesJoinMarketFilter } from './joinmarket-filter.ts';
import type { Label, Labelled } from './labelled.ts';

export interface Correction {
  readonly name: string;
  readonly to: Label;
  readonly reason: string;
  readonly applies: (one: Labelled, lists: Lists) => boolean;
}

/** What a correction may look at beside the transaction. */
export interface Lists {
  readonly labelled: readonly Labelled[];
  /** Ids of the transactions that spend from one. */
  readonly spendersOf: (txid: string) => readonly string[];
}

const POOLS: readonly bigint[] = [100_000n, 1_000_000n, 5_000_000n, 50_000_000n];
const MIXES = 'sw_202403/SamouraiCoinJoins';

const LATER_TX0: readonly string[] = [
  '88d6205e2aedc8c57aeeaa2b64fdedd903b43a7076a0e22c26e9b4e3a836da00',
  '1ebada11d33e7499431ffac9066239d1fdf4cf01882818acdb0c3304f8a60328',
  '552e52116ced57c1f33f2a323c19e0a6b25c60f3618ae9adfe717f044ae29659',
];

export const CORRECTIONS: readonly Correction[] = [
  {
    name: 'mixes with a P2WSH output',
    to: 'Whirlpool',
    reason:
      'stand in the lists of Tx0 and of later spends, because the scanner asks a mix for P2WPKH alone; they meet the rest of its rule (5 to 10 inputs and as many outputs, all outputs equal to a pool, an input equal to it, the others at most 0.0011 BTC away)',
    applies: ({ tx, list }) => list.startsWith('sw_') && list !== MIXES && meetsScannersMixRule(tx),
  },
  {
    name: 'Tx0 made from mixed coins',
    to: 'Whirlpool Tx0',
    reason:
      'three of the later spends gather coins of the smallest pool for the next one, days after the list of mixes ends, with an OP_RETURN of 64 bytes and an output of exactly the fee of that pool',
    applies: ({ tx }) => LATER_TX0.includes(tx.txid),
  },
  {
    name: 'sweep of one script',
    to: 'none',
    reason: '91c9d1a1… stands in the list of Wasabi 2, but all its 128 inputs are of one script',
    applies: ({ tx, list }) =>
      list.startsWith('wasabi2') && new Set(tx.inputs.map(({ script }) => script)).size === 1,
  },
  {
    name: 'a round of Wasabi 2 among later spends',
    to: 'Wasabi 2',
    reason:
      'c73f3b90… has 240 inputs and 229 outputs in order of value, nearly all of standard denominations',
    applies: ({ tx }) => tx.txid === 'c73f3b901f7f9f9b5bea349f8e7a062d04409efb734076f00569b56886f5dce8',
  },
  {
    name: 'JoinMarket in the list of Wasabi 1',
    to: 'JoinMarket',
    reason:
      'the coordinator sorted outputs by value (CoordinatorRound.cs), these are shuffled; they have 10 to 12 equal outputs and as many changes or one less, where all sorted ones have 39 or more; crocs-muni lists four of them as false and hands those on to JoinMarket (false_cjtxs.json, process_jm.sh)',
    applies: ({ tx, list }) => list === 'ww1_202405/WasabiCoinJoins' && !isSorted(tx),
  },
  {
    name: 'JoinMarket by the published filter',
    to: 'JoinMarket',
    reason:
      "candidates of the scanner, and transactions that its shortcut keeps out (no input may exceed the amount and the largest change less 0.0001 BTC), that pass crocs-muni's filter: no OP_RETURN, at most 4 inputs for an output and 100 of each, a third of the addresses reused at most, 5 or more equal outputs, or 3 and a link to such; each participant one equal output and at most one change (Möser and Böhme)",
    applies: ({ tx, label }, lists) =>
      (label === 'unjudged' || label === 'none') && passesJoinMarketFilter(tx, lists),
  },
];

/** The labels put right; how many transactions each correction concerned. */
export function corrected(labelled: readonly Labelled[]): {
  readonly labelled: readonly Labelled[];
  readonly counts: ReadonlyMap<string, number>;
} {
  const lists = listsOf(labelled);
  const counts = new Map<string, number>();
  const right = labelled.map((one) => {
    const correction = CORRECTIONS.find(({ applies }) => applies(one, lists));
    if (correction === undefined) return one;
    counts.set(correction.name, (counts.get(correction.name) ?? 0) + 1);
    return { ...one, label: correction.to };
  });
  return { labelled: right, counts };
}

function listsOf(labelled: readonly Labelled[]): Lists {
  const spenders = new Map<string, string[]>();
  for (const { tx } of labelled) {
    for (const funding of new Set(tx.inputs.map(({ outpoint }) => outpoint.slice(0, 64)))) {
      spenders.set(funding, [...(spenders.get(funding) ?? []), tx.txid]);
    }
  }
  return { labelled, spendersOf: (txid) => spenders.get(txid) ?? [] };
}

/** Scanner.cs, but for the script type. */
function meetsScannersMixRule({ inputs, outputs }: BitcoinTransaction): boolean {
  const pool = outputs[0]?.value;
  if (pool === undefined || !POOLS.includes(pool) || inputs.length !== outputs.length) return false;
  const isNear = (value: bigint) => value >= pool - 110_000n && value <= pool + 110_000n;
  return (
    inputs.length >= 5 &&
    inputs.length <= 10 &&
    outputs.every(({ value }) => value === pool) &&
    inputs.some(({ value }) => value === pool) &&
    inputs.every(({ value }) => isNear(value))
  );
}

function isSorted({ outputs }: BitcoinTransaction): boolean {
  return outputs.every(({ value }, n) => n === 0 || (outputs[n - 1]?.value ?? 0n) <= value);
}
