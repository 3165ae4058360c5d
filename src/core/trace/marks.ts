/**
 * From seeds to marks: what the ledgers must mark as stolen, given the graph so far, and which look-ups the seeds
 * themselves still need.
 */

import { addressOfScript, scriptOfAddress } from '../address.ts';
import type { Asset, Chain, Tip } from '../chain.ts';
import { NONE } from '../graph/bitcoin-ids.ts';
import { type Fact, isOutdated } from '../graph/fact.ts';
import type { Graph } from '../graph/graph.ts';
import { factKeys, type Subject } from '../graph/subject.ts';
import { accountKey, conduitKey, type HoldingKey, outpointKey } from '../holding.ts';
import { append } from '../multimap.ts';
import type { AccountMark, Marks, TransferMark } from '../taint/marks.ts';
import type { HoldingId, Tape } from '../tape/tape.ts';
import type { BitcoinTransaction } from '../transaction.ts';
import { newerThan } from './newer-than.ts';
import type { AddressSeed, Seed, TransactionSeed } from './seed.ts';

/** Resolves the seeds against the graph; seed n is source n. Of two seeds that name the same coin the first counts. */
export function marksOf(seeds: readonly Seed[], graph: Graph, tape: Tape): Marks {
  const outpoints = new Map<number, number[]>();
  const accounts = new Map<number, AccountMark[]>();
  const transfers = new Map<string, TransferMark[]>();
  const caps = new Map<number, bigint>();
  for (const [index, seed] of seeds.entries()) {
    const origin = index + 1;
    if (seed.amountCap !== undefined) caps.set(origin, seed.amountCap);
    if (seed.kind === 'transaction' && seed.chain === 'ethereum') {
      const mark = transferMark(seed, origin, tape);
      if (mark !== null) append(transfers, seed.txid, mark);
      continue;
    }
    if (seed.kind === 'address' && seed.chain === 'ethereum') {
      for (const holding of accountsOf(seed, tape)) {
        append(accounts, holding, { origin, since: seed.since, until: seed.until });
      }
      continue;
    }
    for (const holding of holdingsNamedBy(seed, graph, tape)) append(outpoints, holding, origin);
  }
  return { outpoints, accounts, transfers, caps };
}

/** The account of an address, and what it only passed on: a contract of the thief's may keep nothing. */
function accountsOf({ address, asset }: AddressSeed, tape: Tape): HoldingId[] {
  const key = accountKey(address, asset);
  const account = tape.find(key);
  return [...(account === undefined ? [] : [account]), ...tape.conduitsOf(key)];
}

function transferMark(seed: TransactionSeed, origin: number, tape: Tape): TransferMark | null {
  const { receiver, asset, txid } = seed;
  if (receiver === undefined) return { origin, asset, receiver: null };
  const holding = receiverOn(tape, receiver, asset, txid);
  return holding === undefined ? null : { origin, asset, receiver: holding };
}

/** Where an address gets an asset in a transaction: it may be a conduit there. */
function receiverOn(tape: Tape, address: string, asset: Asset, txid: string): HoldingId | undefined {
  return tape.find(conduitKey(address, asset, txid)) ?? tape.find(accountKey(address, asset));
}

/** The holdings that a seed says are stolen, as far as movements touch them. */
export function holdingsNamedBy(seed: Seed, graph: Graph, tape: Tape): HoldingId[] {
  if (seed.chain === 'ethereum') {
    return seed.kind === 'address' ? accountsOf(seed, tape) : receiversIn(seed, graph, tape);
  }
  return outpointsNamedBy(seed, graph).flatMap((key) => tape.find(key) ?? []);
}

function outpointsNamedBy(seed: Seed, graph: Graph): HoldingKey[] {
  if (seed.kind === 'outpoint') return [outpointKey(seed.txid, seed.vout)];
  if (seed.kind === 'address') return outpointsOfAddress(seed, graph);
  const tx = graph.bitcoin.get(seed.txid);
  return tx === undefined ? [] : outputsTo(tx, seed.receiver ?? null);
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
      else if (mayTellMore(seed, fact, graph, tips)) open.set(key, newerThan(subject, fact, graph));
    }
  }
  return [...open.values()];
}

/**
 * Whether more may be stolen by now than an earlier run found: the window of the seed went on after its tip, or the
 * transaction was not there yet.
 */
function mayTellMore(
  seed: Seed,
  fact: Fact,
  graph: Graph,
  tips: Readonly<Partial<Record<Chain, Tip>>>,
): boolean {
  if (fact.status !== 'complete' || fact.asOf === null || !isOutdated(fact, tips[seed.chain])) return false;
  if (seed.kind === 'address') return seed.until > fact.asOf.time;
  return !graph[seed.chain].has(seed.txid);
}

/** Outputs received in the window, and older ones that were still unspent when it began. */
function outpointsOfAddress(seed: AddressSeed, { bitcoin: { table } }: Graph): HoldingKey[] {
  const { outputs } = table;
  const script = outputs.scriptIdOf(scriptOfAddress(seed.address));
  const named = outputs.withScript(script).filter((output) => {
    const maker = outputs.ownerOf(output);
    if (!table.isKnown(maker) || outputs.valueOf(output) === 0n) return false;
    const received = table.timeOf(maker);
    if (received > seed.until || received >= seed.since) return received <= seed.until;
    const spender = outputs.spenderOf(output);
    return spender === NONE || table.timeOf(spender) >= seed.since;
  });
  return named.map((output) => table.outpointKeyOf(output));
}

function outputsTo(tx: BitcoinTransaction, receiver: string | null): HoldingKey[] {
  return [...tx.outputs.entries()]
    .filter(([, output]) => output.value > 0n)
    .filter(([, output]) => receiver === null || addressOfScript(output.script) === receiver)
    .map(([vout]) => outpointKey(tx.txid, vout));
}

function receiversIn({ txid, receiver, asset }: TransactionSeed, graph: Graph, tape: Tape): HoldingId[] {
  const transfers = graph.ethereum.get(txid)?.transfers ?? [];
  return transfers
    .filter((transfer) => transfer.moved && transfer.asset === asset && transfer.value > 0n)
    .filter(({ to }) => to === (receiver ?? to))
    .flatMap(({ to }) => receiverOn(tape, to, asset, txid) ?? []);
}
