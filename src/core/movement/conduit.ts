/**
 * Conduits: addresses that in one transaction pass on exactly what they got in it - proxies, routers, multisends,
 * relays. What else they hold has no part in it, so it must neither dilute nor be diluted (docs/conversions.md).
 */

import type { Asset } from '../chain.ts';
import type { Part, Step } from './step.ts';

/**
 * The addresses without a net change of any asset whose balance in these steps never falls below 0.
 * @param steps in order
 * @param isCandidate whether all transfers of an address in the transaction are known, and it may be a conduit at all
 */
export function conduitsOf(steps: readonly Step[], isCandidate: (address: string) => boolean): Set<string> {
  const givers = new Set(steps.map(({ gives }) => gives.address));
  const candidates = new Set<string>();
  for (const { gets } of steps) {
    if (givers.has(gets.address) && isCandidate(gets.address)) candidates.add(gets.address);
  }
  return candidates.size === 0 ? candidates : passingOn(steps, candidates);
}

function passingOn(steps: readonly Step[], candidates: ReadonlySet<string>): Set<string> {
  const balances = new Map<string, Map<Asset, bigint>>();
  // Paid before it had received: out of what it held before.
  const overdrawn = new Set<string>();
  const add = ({ address, asset, amount }: Part, sign: bigint) => {
    if (!candidates.has(address)) return;
    const byAsset = balances.get(address) ?? new Map<Asset, bigint>();
    const balance = (byAsset.get(asset) ?? 0n) + sign * amount;
    if (balance < 0n) overdrawn.add(address);
    balances.set(address, byAsset.set(asset, balance));
  };
  for (const { gives, gets } of steps) {
    add(gives, -1n);
    add(gets, 1n);
  }
  const isEven = (address: string) =>
    [...(balances.get(address)?.values() ?? [])].every((balance) => balance === 0n);
  return new Set([...candidates].filter((address) => !overdrawn.has(address) && isEven(address)));
}
