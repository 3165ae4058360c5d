/**
 * Checks of a finding by the transactions around it, where those are known: each raises or lowers what one transaction
 * alone can tell. Idea of graphsense-lib (a82914bf, `_verify_whirlpool_lineage`, `_verify_tx0_forward`), with every
 * neighbour counted instead of one verdict, since a trace never knows them all.
 */

import type { BitcoinTransaction } from '../../transaction.ts';
import { fundingTxid, type SpenderLookup, type TransactionLookup } from '../neighbours.ts';
import { detectJoinMarket } from './joinmarket.ts';
import { detectWhirlpoolMix, type WhirlpoolMix } from './whirlpool.ts';
import { detectWhirlpoolTx0, type WhirlpoolTx0 } from './whirlpool-tx0.ts';

/** How many neighbours speak for a finding, how many against it, and how many are not known. */
export interface Lineage {
  readonly confirmed: number;
  readonly contradicted: number;
  readonly unknown: number;
}

/** Where the inputs of a mix come from: entrants from a Tx0 of its pool, the others from a mix of its pool. */
export function mixLineage(
  mix: WhirlpoolMix,
  tx: BitcoinTransaction,
  transactionOf: TransactionLookup,
): Lineage {
  const entrants = new Set(mix.entrants);
  return tally(tx.inputs, ({ outpoint }, vin) => {
    const source = transactionOf(fundingTxid(outpoint));
    if (source === undefined) return null;
    const found = entrants.has(vin) ? detectWhirlpoolTx0(source) : detectWhirlpoolMix(source);
    return found?.pool === mix.pool;
  });
}

/** Where the premix outputs of a Tx0 went: into mixes of its pool, or elsewhere. Unspent ones count as unknown. */
export function tx0Uses(tx0: WhirlpoolTx0, tx: BitcoinTransaction, spenderOf: SpenderLookup): Lineage {
  return tally(tx0.premix, (vout) => {
    const spender = spenderOf(tx.txid, vout);
    if (spender === 'unspent' || spender === 'unknown') return null;
    return detectWhirlpoolMix(spender)?.pool === tx0.pool;
  });
}

/**
 * How many of the transactions directly before and after a JoinMarket candidate are candidates too. Makers offer their
 * coins again and again: two connected rounds are the least to speak of JoinMarket (crocs-muni/coinjoin-analysis asks for
 * it where few participants take part).
 */
export function connectedRounds(
  tx: BitcoinTransaction,
  transactionOf: TransactionLookup,
  spenderOf: SpenderLookup,
): number {
  const rounds = new Set<string>();
  for (const { outpoint } of tx.inputs) {
    const source = transactionOf(fundingTxid(outpoint));
    if (source !== undefined && detectJoinMarket(source) !== null) rounds.add(source.txid);
  }
  for (const vout of tx.outputs.keys()) {
    const spender = spenderOf(tx.txid, vout);
    if (spender === 'unspent' || spender === 'unknown') continue;
    if (detectJoinMarket(spender) !== null) rounds.add(spender.txid);
  }
  return rounds.size;
}

/** @param speaksFor null where the neighbour is not known */
function tally<T>(items: readonly T[], speaksFor: (item: T, index: number) => boolean | null): Lineage {
  const verdicts = items.map(speaksFor);
  const count = (verdict: boolean | null) => verdicts.filter((one) => one === verdict).length;
  return { confirmed: count(true), contradicted: count(false), unknown: count(null) };
}
