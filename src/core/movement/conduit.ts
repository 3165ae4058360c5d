/**
 * Conduits: addresses that in one transaction pass on exactly what they got in it - proxies, routers, multisends,
 * relays. What else they hold has no part in it, so it must neither dilute nor be diluted (docs/conversions.md).
 */

import type { Asset } from '../chain.ts';
import type { Step } from './step.ts';

interface Passage {
  balance: bigint;
  /** True when it paid before it had received: out of what it held before. */
  overdrawn: boolean;
}

/**
 * The addresses without a net change of any asset whose balance in these steps never falls below 0.
 * @param steps in order
 * @param isCandidate whether all transfers of an address in the transaction are known, and it may be a conduit at all
 */
export function conduitsOf(steps: readonly Step[], isCandidate: (address: string) => boolean): Set<string> {
  const conduits = new Set<string>();
  if (steps.length < 2) return conduits;
  const passages = new Map<string, Map<Asset, Passage>>();
  const add = (address: string, asset: Asset, amount: bigint) => {
    const byAsset = passages.get(address) ?? new Map<Asset, Passage>();
    const passage = byAsset.get(asset) ?? { balance: 0n, overdrawn: false };
    passage.balance += amount;
    if (passage.balance < 0n) passage.overdrawn = true;
    passages.set(address, byAsset.set(asset, passage));
  };
  for (const { gives, gets } of steps) {
    add(gives.address, gives.asset, -gives.amount);
    add(gets.address, gets.asset, gets.amount);
  }
  for (const [address, byAsset] of passages) {
    const passesOn = [...byAsset.values()].every(({ balance, overdrawn }) => balance === 0n && !overdrawn);
    if (passesOn && isCandidate(address)) conduits.add(address);
  }
  return conduits;
}
