/**
 * Which tags of a set a run used: those of the addresses that it asked about, or that stand in its transactions.
 */

import { addressOfScript } from '../../core/address.ts';
import type { Chain } from '../../core/chain.ts';
import type { Tag, TagLookup } from '../../core/tags/tag.ts';
import type { Seed } from '../../core/trace/seed.ts';
import type { Transaction } from '../../core/transaction.ts';
import type { RunResults, TransactionPlace } from '../results.ts';
import type { TagSet } from './tag-source.ts';

/** An address of a chain, canonical. */
type Place = readonly [chain: Chain, address: string];

/** A set that remembers what it is asked for. */
export function rememberedTags(set: TagSet): { readonly set: TagSet; readonly used: () => readonly Tag[] } {
  const asked = new Map<string, Place>();
  const lookup: TagLookup = (chain, address) => {
    const tags = set.lookup(chain, address);
    if (tags.length > 0) asked.set(`${chain} ${address}`, [chain, address]);
    return tags;
  };
  return { set: { ...set, lookup }, used: () => tagsOf([...asked.values()], set.lookup) };
}

/** Transactions that are read at once. */
const PAGE = 1000;

/** The addresses of a stored run: those of its seeds, and all in its transactions, contracts of tokens included. */
export async function addressesOf(
  runId: string,
  seeds: readonly Seed[],
  { transactions }: Pick<RunResults, 'transactions'>,
): Promise<readonly Place[]> {
  const found = new Map<string, Place>();
  const add = (chain: Chain, address: string) => found.set(`${chain} ${address}`, [chain, address]);
  for (const seed of seeds) {
    if (seed.kind === 'address') add(seed.chain, seed.address);
    if (seed.kind !== 'outpoint') add(seed.chain, seed.asset);
  }
  let after: TransactionPlace | null = null;
  for (;;) {
    const page: readonly Transaction[] = await transactions(runId, after, PAGE);
    for (const transaction of page) {
      for (const address of addressesIn(transaction)) add(transaction.chain, address);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return [...found.values()];
    after = { chain: last.chain, height: last.block.height, txid: last.txid };
  }
}

function addressesIn(transaction: Transaction): string[] {
  if (transaction.chain === 'bitcoin') {
    return [...transaction.inputs, ...transaction.outputs].map(({ script }) => addressOfScript(script));
  }
  const { sender, transfers } = transaction;
  const parties = transfers.flatMap(({ from, to, asset }) => [from, to, asset]);
  return sender === null ? parties : [sender, ...parties];
}

/** The tags of addresses, by chain and address; those of one address in the order of the set. */
export function tagsOf(places: readonly Place[], lookup: TagLookup): readonly Tag[] {
  const inOrder = places.toSorted(([chainA, a], [chainB, b]) =>
    `${chainA} ${a}` < `${chainB} ${b}` ? -1 : 1,
  );
  return inOrder.flatMap(([chain, address]) => lookup(chain, address));
}
