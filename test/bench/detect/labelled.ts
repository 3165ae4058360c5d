/**
 * Recorded transactions with the label of the list that they stand in: the lists of the Dumplings scanner
 * (data/sources/coinjoin/PROVENANCE.md). What is known to be wrong is put right in `corrections.ts`.
 */

import { join } from 'node:path';
import { type DumplingsTransaction, readDumplings } from '../../../scripts/datasets/dumplings.ts';
import type { BitcoinTransaction } from '../../../src/core/transaction.ts';

/** What a transaction is; `unjudged` where nothing but a form like those of the detectors says so. */
export type Label =
  | 'Whirlpool'
  | 'Whirlpool Tx0'
  | 'Wasabi 1'
  | 'Wasabi 2'
  | 'JoinMarket'
  | 'unjudged'
  | 'none';

export interface Labelled {
  readonly tx: BitcoinTransaction;
  /** The list, e.g. `sw_202403/SamouraiTx0s`. */
  readonly list: string;
  readonly label: Label;
}

const FOLDER = 'data/sources/coinjoin';

/** Each list with what it says of its transactions; one that stands in several is read from the first. */
export const LISTS: readonly (readonly [list: string, label: Label])[] = [
  ['sw_202403/SamouraiCoinJoins', 'Whirlpool'],
  ['sw_202403/SamouraiTx0s', 'Whirlpool Tx0'],
  ['sw_202403/SamouraiPostMixTxs', 'none'],
  ['ww1_202405/WasabiCoinJoins', 'Wasabi 1'],
  ['ww1_202405/WasabiPostMixTxs', 'none'],
  ['wasabi2_sample/Wasabi2CoinJoins', 'Wasabi 2'],
  ['jm_202406/OtherCoinJoins', 'unjudged'],
  ['jm_202406/OtherCoinJoinPostMixTxs', 'none'],
];

/** All distinct transactions of the lists. @param root the repository */
export function readLabelled(root: string): Labelled[] {
  const all = new Map<string, Labelled>();
  for (const [list, label] of LISTS) {
    for (const tx of readList(root, list)) if (!all.has(tx.txid)) all.set(tx.txid, { tx, list, label });
  }
  return [...all.values()];
}

/** The transactions of one list, in its order. */
export function readList(root: string, list: string): BitcoinTransaction[] {
  return readDumplings(join(root, FOLDER, `${list}.txt.gz`)).map(transactionOf);
}

/** Blocks of known height, Unix seconds: the last before the lists begin, and the first after the halving of 2024. */
const BLOCKS = [
  { height: 413_567, time: 1_464_307_123 },
  { height: 702_861, time: 1_633_002_641 },
  { height: 840_000, time: 1_713_571_767 },
] as const;

/** The lists tell no heights. Between known blocks they are interpolated; every bound of a rule is months away. */
export function heightAt(time: number): number {
  const [first, second, third] = BLOCKS;
  const [from, to] = time < second.time ? [first, second] : [second, third];
  const pace = (to.time - from.time) / (to.height - from.height);
  return Math.round(from.height + (time - from.time) / pace);
}

function transactionOf({
  txid,
  blockHash,
  position,
  time,
  inputs,
  outputs,
}: DumplingsTransaction): BitcoinTransaction {
  const total = (parts: readonly { readonly value: bigint }[]) =>
    parts.reduce((sum, { value }) => sum + value, 0n);
  return {
    chain: 'bitcoin',
    txid,
    block: { height: heightAt(time), hash: blockHash, time },
    position,
    inputs: inputs.map((input) => ({
      outpoint: `${input.txid}:${input.vout}`,
      value: input.value,
      script: input.script,
    })),
    outputs: outputs.map(({ value, script }) => ({ value, script })),
    fee: total(inputs) - total(outputs),
  };
}
