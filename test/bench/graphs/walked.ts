/**
 * Adds a generated graph to a `Graph` as a walk does: look-up by look-up, so that every fact is there and nothing is left to be
 * looked up. Transactions come in pieces and are forgotten.
 */

import { Graph } from '../../../src/core/graph/graph.ts';
import type { Expansion, Subject } from '../../../src/core/graph/subject.ts';
import { parseOutpoint } from '../../../src/core/holding.ts';
import type { Seed } from '../../../src/core/trace/seed.ts';
import type { BitcoinTransaction, EthereumTransaction, Transaction } from '../../../src/core/transaction.ts';
import type { BitcoinGraph } from './bitcoin-graph.ts';
import { DISPERSER, type EthereumGraph, HOT_WALLET } from './ethereum-graph.ts';

/** Transactions that are made before they are added. */
const PIECE = 1_000;

export interface Walked {
  readonly graph: Graph;
  /** What adding took, without making what is added. */
  readonly addSeconds: number;
}

/** Every outpoint of the graph is asked for once: what spends it, or that nothing does. */
export function walkBitcoin(made: BitcoinGraph): Walked {
  const adding = new Adding();
  adding.inPieces(made.transactions(), lookupsThatFind);
  adding.inPieces(made.unspent(), ({ txid, vout }) => [
    found({ kind: 'spends', chain: 'bitcoin', txid, vouts: [vout] }, []),
  ]);
  for (const seed of [...made.oneSeed(), ...made.joinedSeeds(), ...made.spreadSeeds()]) adding.seed(seed);
  return adding;
}

/** Every account's history is asked for; that of the hot wallet and of the disperser is not to be had. */
export function walkEthereum(made: EthereumGraph): Walked {
  const adding = new Adding();
  adding.inPieces(made.transactions(), views);
  for (const seed of [...made.oneSeed(), ...made.joinedSeeds(), ...made.spreadSeeds()]) adding.seed(seed);
  return adding;
}

class Adding implements Walked {
  readonly graph = new Graph();
  addSeconds = 0;

  inPieces<T>(items: Iterable<T>, toExpansions: (item: T) => readonly Expansion[]): void {
    let piece: Expansion[] = [];
    let waiting = 0;
    for (const item of items) {
      piece.push(...toExpansions(item));
      waiting += 1;
      if (waiting < PIECE) continue;
      this.#add(piece);
      [piece, waiting] = [[], 0];
    }
    this.#add(piece);
  }

  /** A seed names a transaction that was looked up. */
  seed(seed: Seed): void {
    if (seed.kind === 'address') return;
    this.#add([found({ kind: 'transaction', chain: seed.chain, txid: seed.txid }, [])]);
  }

  #add(expansions: readonly Expansion[]): void {
    const begin = performance.now();
    for (const expansion of expansions) this.graph.add(expansion);
    this.addSeconds += (performance.now() - begin) / 1000;
  }
}

/** The look-ups whose answer a transaction is: one for each transaction that it spends from. */
function lookupsThatFind(tx: BitcoinTransaction): Expansion[] {
  const spent = new Map<string, number[]>();
  for (const { outpoint } of tx.inputs) {
    const { txid, vout } = parseOutpoint(outpoint);
    spent.set(txid, [...(spent.get(txid) ?? []), vout]);
  }
  return [...spent].map(([txid, vouts]) => found({ kind: 'spends', chain: 'bitcoin', txid, vouts }, [tx]));
}

/** A transaction as the histories of those that it touches show it; one of many transfers also as a whole. */
function views(tx: EthereumTransaction): Expansion[] {
  const { chain, txid, sender, whole, ...rest } = tx;
  const touched = new Set(tx.transfers.flatMap(({ from, to }) => [from, to]));
  for (const stranger of [HOT_WALLET, DISPERSER]) touched.delete(stranger);
  const seen = [...touched].map((address) => {
    const transfers = tx.transfers.filter(({ from, to }) => from === address || to === address);
    const view = { ...rest, chain, txid, sender, transfers, views: [transfers.map(({ id }) => id)] };
    return found({ kind: 'history', chain, address, fromHeight: 0 }, [view]);
  });
  return whole === true ? [found({ kind: 'transaction', chain, txid }, [tx]), ...seen] : seen;
}

function found(subject: Subject, transactions: readonly Transaction[]): Expansion {
  return { subject, status: 'complete', transactions, count: transactions.length };
}
