/**
 * Reorganisations: what earlier runs found in blocks that are not in the chain any more is not believed, and is looked up
 * again.
 */

import { CHAINS, type Chain, type Tip } from '../chain.ts';
import type { Expansion } from '../graph/subject.ts';

/** By chain, the last block of earlier runs that is still in it; absent for a chain in which nothing changed. */
export type Forks = Readonly<Partial<Record<Chain, Tip>>>;

/**
 * A look-up without the transactions of lost blocks; null for one that told of nothing else. A proof does not say which block it is
 * about, so none of a chain that lost blocks is taken over: what of it cannot change is asked of the archive again.
 */
export function withoutLost(expansion: Expansion, forks: Forks): Expansion | null {
  const { subject, transactions, count } = expansion;
  const fork = forks[subject.chain];
  if (fork === undefined) return expansion;
  if (subject.kind === 'proof') return null;
  const left = transactions.filter(({ block }) => block.height <= fork.height);
  if (left.length === transactions.length) return expansion;
  if (subject.kind === 'transaction') return null;
  return { ...expansion, transactions: left, count: count - transactions.length + left.length };
}

/** The tips up to which earlier runs still tell the truth. */
export function tipsWithin<T extends Readonly<Partial<Record<Chain, Tip>>>>(tips: T, forks: Forks): T {
  const lowered = CHAINS.flatMap((chain) => {
    const [tip, fork] = [tips[chain], forks[chain]];
    return tip !== undefined && fork !== undefined && fork.height < tip.height
      ? [[chain, fork] as const]
      : [];
  });
  return { ...tips, ...Object.fromEntries(lowered) };
}

/** Of two times that blocks were lost, for each chain the deeper one. */
export function deeper(a: Forks, b: Forks): Forks {
  const both = CHAINS.flatMap((chain) => {
    const [one, other] = [a[chain], b[chain]];
    const fork = one === undefined || (other !== undefined && other.height < one.height) ? other : one;
    return fork === undefined ? [] : [[chain, fork] as const];
  });
  return Object.fromEntries(both);
}
