/**
 * Payouts: transactions in a graph by which a mixer, a sanctioned party or an exchange paid somebody. Where coins came from is
 * told by following these as a theft is followed.
 */

import { addressOfScript } from '../address.ts';
import { type Chain, NATIVE_ASSET } from '../chain.ts';
import { detectWhirlpoolMix } from '../detect/coinjoin/whirlpool.ts';
import type { Graph } from '../graph/graph.ts';
import { endOfTags, sanctionOf } from '../tags/precedence.ts';
import { confidenceOf, type TagLookup } from '../tags/tag.ts';
import type { TransactionSeed } from '../trace/seed.ts';
import type { BitcoinTransaction, EthereumTransaction } from '../transaction.ts';
import { isPartyKind, type PartyKind } from './party.ts';

export interface Payer {
  readonly kind: PartyKind;
  readonly entity: string;
  /** 0 to 100: how sure the naming is. */
  readonly naming: number;
}

export interface Payout {
  readonly payer: Payer;
  /** Unix seconds. */
  readonly time: number;
  /** What it gave, as a seed names it. */
  readonly seed: TransactionSeed;
}

/** The party that an address is at a time (Unix seconds), by its tags; null for none. */
export function partyAt(tags: TagLookup, chain: Chain, address: string, time: number): Payer | null {
  const all = tags(chain, address);
  if (all.length === 0) return null;
  const end = endOfTags(all, time);
  if (end !== null) {
    const { kind, tag } = end;
    return isPartyKind(kind) ? { kind, entity: tag.entity, naming: confidenceOf(tag) } : null;
  }
  const tag = sanctionOf(all, time);
  return tag === null ? null : { kind: 'sanctioned', entity: tag.entity, naming: confidenceOf(tag) };
}

/** All payouts in a graph, by time, then by id; what a party pays itself is none. */
export function payoutsIn(graph: Graph, tags: TagLookup): Payout[] {
  const payouts = new Map<string, Payout>();
  const add = (payout: Payout) => {
    const { txid, receiver, asset } = payout.seed;
    const key = `${txid} ${receiver} ${asset}`;
    if (!payouts.has(key)) payouts.set(key, payout);
  };
  for (const tx of graph.bitcoin.values()) for (const payout of bitcoinPayouts(tx, tags)) add(payout);
  for (const tx of graph.ethereum.values()) for (const payout of ethereumPayouts(tx, tags)) add(payout);
  return [...payouts.entries()]
    .sort(([a, { time }], [b, { time: other }]) => time - other || (a < b ? -1 : 1))
    .map(([, payout]) => payout);
}

/** Inputs that are spent together are of one owner; of a mix nobody's coins are told apart. */
function* bitcoinPayouts(tx: BitcoinTransaction, tags: TagLookup): Generator<Payout> {
  const { time } = tx.block;
  const payers = tx.inputs.map(({ script }) => addressOfScript(script));
  const mix = detectWhirlpoolMix(tx);
  const payer =
    mix === null
      ? payers.map((address) => partyAt(tags, 'bitcoin', address, time)).find((party) => party !== null)
      : { kind: 'mixer' as const, entity: mix.protocol, naming: mix.confidence };
  if (payer === undefined) return;
  for (const receiver of new Set(tx.outputs.map(({ script }) => addressOfScript(script)))) {
    if (mix === null && payers.includes(receiver)) continue;
    const seed = { kind: 'transaction', chain: 'bitcoin', txid: tx.txid, receiver } as const;
    yield { payer, time, seed: { ...seed, asset: NATIVE_ASSET.bitcoin } };
  }
}

function* ethereumPayouts(tx: EthereumTransaction, tags: TagLookup): Generator<Payout> {
  const { time } = tx.block;
  for (const { from, to, asset, value, moved } of tx.transfers) {
    if (!moved || value === 0n || from === to) continue;
    const payer = partyAt(tags, 'ethereum', from, time);
    if (payer === null || partyAt(tags, 'ethereum', to, time)?.entity === payer.entity) continue;
    const seed = { kind: 'transaction', chain: 'ethereum', txid: tx.txid, receiver: to, asset } as const;
    yield { payer, time, seed };
  }
}
