/**
 * From seeds to marks: which outpoints and which accounts the ledger must mark as stolen, given the graph so far,
 * and which look-ups the seeds themselves still need.
 */

import { addressOfScript } from '../address.ts';
import type { Chain, Tip } from '../chain.ts';
import { accountKey, type HoldingKey, outpointKey } from '../holding.ts';
import type { AccountMark } from '../taint/ledger.ts';
import type { Origin } from '../taint/lot.ts';
import type { BitcoinTransaction } from '../transaction.ts';
import { type Fact, type Graph, isOutdated } from './graph.ts';
import type { AddressSeed, Seed } from './seed.ts';
import { factKeys, newerThan, type Subject } from './subject.ts';

export interface Marks {
  readonly outpoints: ReadonlyMap<HoldingKey, Origin>;
  readonly accounts: ReadonlyMap<HoldingKey, readonly AccountMark[]>;
}

/** Resolves the seeds against the graph. Of two seeds that name the same coin the first counts. */
export function marksOf(seeds: readonly Seed[], graph: Graph): Marks {
  const outpoints = new Map<HoldingKey, Origin>();
  const accounts = new Map<HoldingKey, AccountMark[]>();
  for (const [index, seed] of seeds.entries()) {
    const origin = index + 1;
    for (const key of holdingsNamedBy(seed, graph)) {
      if (seed.kind === 'address' && seed.chain === 'ethereum') {
        accounts.set(key, [...(accounts.get(key) ?? []), { origin, since: seed.since, until: seed.until }]);
      } else if (!outpoints.has(key)) {
        outpoints.set(key, origin);
      }
    }
  }
  return { outpoints, accounts };
}

/** The holdings that a seed says are stolen, as far as the graph knows them. */
export function holdingsNamedBy(seed: Seed, graph: Graph): HoldingKey[] {
  if (seed.kind === 'outpoint') return [outpointKey(seed.txid, seed.vout)];
  if (seed.kind === 'transaction') {
    if (seed.chain === 'ethereum') return [];
    const tx = graph.bitcoin.get(seed.txid);
    return tx === undefined ? [] : outputsTo(tx, seed.receiver ?? null);
  }
  return seed.chain === 'ethereum' ? [accountKey(seed.address, seed.asset)] : outpointsOfAddress(seed, graph);
}

/** What must be looked up before a seed means anything. */
export function subjectOfSeed(seed: Seed): Subject {
  if (seed.kind === 'address') {
    return { kind: 'history', chain: seed.chain, address: seed.address, fromHeight: 0 };
  }
  return { kind: 'transaction', chain: seed.chain, txid: seed.txid };
}

/** Look-ups of seeds that have not been made, or not up to the tip, one for each subject, in seed order. */
export function openSeedSubjects(
  seeds: readonly Seed[],
  graph: Graph,
  tips: Readonly<Partial<Record<Chain, Tip>>>,
): Subject[] {
  const open = new Map<string, Subject>();
  for (const seed of seeds) {
    const subject = subjectOfSeed(seed);
    for (const key of factKeys(subject)) {
      const fact = graph.fact(key);
      if (fact === undefined) open.set(key, subject);
      else if (mayHaveReceived(seed, fact, tips)) open.set(key, newerThan(subject, fact));
    }
  }
  return [...open.values()];
}

/** Whether more may be stolen by now than an earlier run found: the window of the seed went on after its tip. */
function mayHaveReceived(seed: Seed, fact: Fact, tips: Readonly<Partial<Record<Chain, Tip>>>): boolean {
  if (seed.kind !== 'address' || fact.status !== 'complete') return false;
  return isOutdated(fact, tips[seed.chain]) && fact.asOf !== null && seed.until > fact.asOf.time;
}

/** Outputs received in the window, and older ones that were still unspent when it began. */
function outpointsOfAddress(seed: AddressSeed, graph: Graph): HoldingKey[] {
  return [...graph.bitcoin.values()].flatMap((tx) =>
    outputsTo(tx, seed.address).filter((outpoint) => {
      if (tx.block.time > seed.until) return false;
      if (tx.block.time >= seed.since) return true;
      const spender = graph.bitcoin.get(graph.spenderOf(outpoint) ?? '');
      return spender === undefined || spender.block.time >= seed.since;
    }),
  );
}

function outputsTo(tx: BitcoinTransaction, receiver: string | null): HoldingKey[] {
  return [...tx.outputs.entries()]
    .filter(([, output]) => output.value > 0n)
    .filter(([, output]) => receiver === null || addressOfScript(output.script) === receiver)
    .map(([vout]) => outpointKey(tx.txid, vout));
}
