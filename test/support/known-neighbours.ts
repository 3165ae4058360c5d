/** Neighbours that are known: a few transactions, each spending by outpoint, and what else a test says of them. */
import type { Neighbours } from '../../src/core/detect/neighbours.ts';
import type { BitcoinTransaction } from '../../src/core/transaction.ts';

interface Known {
  readonly firstUses?: Readonly<Record<string, boolean>>;
  /** Outpoints known to be unspent; others without a spender are unknown. */
  readonly unspent?: readonly string[];
}

/** @param known first uses by script */
export function neighboursAmong(all: readonly BitcoinTransaction[], known: Known = {}): Neighbours {
  const byId = new Map(all.map((tx) => [tx.txid, tx]));
  const spenders = new Map(all.flatMap((tx) => tx.inputs.map(({ outpoint }) => [outpoint, tx] as const)));
  const unspent = new Set(known.unspent);
  return {
    transactionOf: (txid) => byId.get(txid),
    spenderOf: (txid, vout) => {
      const outpoint = `${txid}:${vout}`;
      return spenders.get(outpoint) ?? (unspent.has(outpoint) ? 'unspent' : 'unknown');
    },
    isFirstUse: (script) => known.firstUses?.[script],
  };
}
