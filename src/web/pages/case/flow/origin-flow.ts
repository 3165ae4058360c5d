/**
 * Whose coins ended where: from each seed, or each victim, straight to the outcomes. Exact, for nothing between is guessed.
 */

import {
  addedLinks,
  byAmount,
  type EndedOutcome,
  endId,
  endNodes,
  type Flow,
  type FlowLink,
  type FlowNode,
} from './flow.ts';

/** What of one seed, or of one victim, ended in one way. */
export interface OriginShare extends EndedOutcome {
  readonly victim: string | null;
  readonly seed?: number;
}

export interface OriginFlowInput {
  readonly asset: string;
  readonly outcomes: readonly EndedOutcome[];
  readonly shares: readonly OriginShare[];
  readonly by: 'seed' | 'victim';
}

/** Sources that stand by themselves; the smaller ones are put together. */
const MOST_SOURCES = 9;

/** The flow by seed or by victim. */
export function originFlow({ asset, outcomes, shares, by }: OriginFlowInput): Flow {
  const own = shares.filter((share) => share.asset === asset && share.amount !== '0');
  const sums = new Map<string, bigint>();
  for (const share of own) {
    const name = nameOf(share, by);
    sums.set(name, (sums.get(name) ?? 0n) + BigInt(share.amount));
  }
  const ranked = [...sums].sort(([, a], [, b]) => byAmount(b, a));
  const single = new Set(
    ranked.slice(0, ranked.length > MOST_SOURCES + 1 ? MOST_SOURCES : undefined).map(([name]) => name),
  );
  const others = ranked.filter(([name]) => !single.has(name));
  const sources = ranked
    .filter(([name]) => single.has(name))
    .map(([name, amount]) => source(`from ${name}`, name, amount));
  if (others.length > 0) {
    const amount = others.reduce((sum, [, part]) => sum + part, 0n);
    sources.push(source('others', `${others.length} other ${by}s`, amount));
  }
  const links = own.map((share): FlowLink => {
    const name = nameOf(share, by);
    return {
      from: single.has(name) ? `from ${name}` : 'others',
      to: endId(share),
      amount: BigInt(share.amount),
    };
  });
  const stolen = ranked.reduce((sum, [, part]) => sum + part, 0n);
  return {
    asset,
    stolen,
    hasShares: true,
    nodes: [...sources, ...endNodes(outcomes, asset)],
    links: addedLinks(links),
    back: 0n,
  };
}

const nameOf = ({ victim, seed }: OriginShare, by: 'seed' | 'victim'): string =>
  by === 'victim' ? (victim ?? 'no victim named') : `seed ${seed}${victim === null ? '' : ` (${victim})`}`;

const source = (id: string, name: string, amount: bigint): FlowNode => ({
  id,
  role: 'source',
  kind: 'seed',
  name,
  note: null,
  amount,
  address: null,
  entity: null,
});
