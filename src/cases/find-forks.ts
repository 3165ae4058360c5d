/**
 * Before a run goes on from an earlier one: are the blocks that the earlier one relied on still in the chain? Settled blocks
 * are taken never to change, so only those above are asked for.
 */

import { type Chain, settledHeight, type Tip } from '../core/chain.ts';
import { ProviderError, ProviderUnavailableError } from '../core/errors.ts';
import type { Forks } from '../core/trace/fork.ts';
import type { Sources } from './expand-hop.ts';
import type { GraphStore, Tips } from './ports.ts';

/** Confirmations that a settled block has at least, by chain. */
export type Finality = Readonly<Record<Chain, number>>;

export interface ForkDeps {
  readonly sources: Sources;
  readonly graphs: GraphStore;
  readonly finality: Finality;
}

/**
 * The blocks up to which an earlier run still tells the truth, for the chains where it does not tell it to its end.
 * @param baseRunId the earlier run
 * @param base what it was pinned to
 * @param newest the newest blocks now
 * @throws ProviderError
 */
export async function findForks(baseRunId: string, base: Tips, newest: Tips, deps: ForkDeps): Promise<Forks> {
  const forks: Partial<Record<Chain, Tip>> = {};
  for (const chain of Object.keys(newest) as Chain[]) {
    const [before, now] = [base[chain], newest[chain]];
    if (before === undefined || now === undefined) continue;
    const fork = await forkOf(chain, baseRunId, before, now, deps);
    if (fork !== null) forks[chain] = fork;
  }
  return forks;
}

/** Of each chain the pinned block is in it. */
export function allStand(tips: Tips): Partial<Record<Chain, boolean>> {
  return Object.fromEntries(Object.keys(tips).map((chain) => [chain, true]));
}

/**
 * Whether the blocks that a run was pinned to are still in the chain when it ends; null where that cannot be told now.
 * What an explorer said during a reorganisation may be of either side.
 */
export async function pinsStand(
  tips: Tips,
  { sources }: Pick<ForkDeps, 'sources'>,
): Promise<Partial<Record<Chain, boolean | null>>> {
  const asked = Object.entries(tips).map(async ([name, { height, hash }]) => {
    const chain = name as Chain;
    try {
      const now = await sources[chain]?.blockHash(height);
      // Who has no block of that height is behind: it says nothing of this one.
      return [chain, now == null ? null : now === hash] as const;
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      return [chain, null] as const;
    }
  });
  return Object.fromEntries(await Promise.all(asked));
}

/** Null when the last block that can be compared is still there: then so are all below it. */
async function forkOf(
  chain: Chain,
  baseRunId: string,
  base: Tip,
  newest: Tip,
  { sources, graphs, finality }: ForkDeps,
): Promise<Tip | null> {
  if (newest.hash === base.hash) return null;
  const settled = settledHeight(base, finality[chain]);
  const found = await graphs.blocksAbove(baseRunId, chain, settled);
  const reliedOn = [...found, base].filter(({ height }) => height <= newest.height);
  let lost = false;
  for (const block of reliedOn.toSorted((a, b) => b.height - a.height)) {
    const hash = await sources[chain]?.blockHash(block.height);
    if (hash === block.hash) return lost ? block : null;
    if (hash == null) throw unknownBelowTip(chain, block.height, newest);
    lost = true;
  }
  return lost ? { height: settled, hash: '', time: 0 } : null;
}

/** Explorers behind one name, or that stand in for each other, may be at different blocks for a moment. */
function unknownBelowTip(chain: Chain, height: number, tip: Tip): ProviderUnavailableError {
  const problem = `${chain}: no explorer knows block ${height} now, although block ${tip.height} is the newest`;
  return new ProviderUnavailableError(problem, { chain, height });
}
