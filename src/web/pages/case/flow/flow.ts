/**
 * A flow of stolen value from where it was taken to where it ended, in one asset: what the Sankey draws and its table says.
 * Amounts are whole smallest units.
 */

import { append } from '../../../../core/multimap.ts';

export interface FlowNode {
  readonly id: string;
  /** `source`: a seed or a victim; `way`: addresses between; `end`: an outcome. */
  readonly role: 'source' | 'way' | 'end';
  /** Of an end the kind of outcome, else `seed` or `address`. */
  readonly kind: string;
  /** Words of strangers may be in it. */
  readonly name: string;
  /** What stands below the name; null for nothing. */
  readonly note: string | null;
  /** Through it in all. */
  readonly amount: bigint;
  /** The one address that it is; null for several, or none. */
  readonly address: string | null;
  /** Of an end: its outcome's entity. */
  readonly entity: string | null;
}

export interface FlowLink {
  readonly from: string;
  readonly to: string;
  readonly amount: bigint;
}

export interface Flow {
  readonly asset: string;
  /** What all outcomes got. */
  readonly stolen: bigint;
  /** Whether parts are shares of it; not where units multiply. */
  readonly hasShares: boolean;
  readonly nodes: readonly FlowNode[];
  readonly links: readonly FlowLink[];
  /** What went back to where it had been, so that it cannot be drawn from left to right. */
  readonly back: bigint;
}

/** Outcomes that have something of the asset, under the shown method. */
export interface EndedOutcome {
  readonly kind: string;
  readonly entity: string | null;
  readonly asset: string;
  readonly amount: string;
}

/** The node of an outcome. */
export const endId = ({ kind, entity }: Pick<EndedOutcome, 'kind' | 'entity'>): string =>
  `end ${kind} ${entity ?? ''}`;

/** Nodes of the outcomes, those that got nothing left out. */
export function endNodes(outcomes: readonly EndedOutcome[], asset: string): FlowNode[] {
  return outcomes
    .filter((one) => one.asset === asset && BigInt(one.amount) > 0n)
    .map(({ kind, entity, amount }) => ({
      id: endId({ kind, entity }),
      role: 'end',
      kind,
      name: entity ?? kind,
      note: null,
      amount: BigInt(amount),
      address: null,
      entity,
    }));
}

/** Adds up amounts by the ends of their links; what stays where it is is no link. */
export function addedLinks(links: Iterable<FlowLink>): FlowLink[] {
  const sums = new Map<string, FlowLink>();
  for (const link of links) {
    if (link.from === link.to || link.amount <= 0n) continue;
    const key = JSON.stringify([link.from, link.to]);
    sums.set(key, { ...link, amount: link.amount + (sums.get(key)?.amount ?? 0n) });
  }
  return [...sums.values()];
}

/** Links that lead in no circle: the largest are kept. @returns beside them the sum of the others */
export function withoutCircles(links: readonly FlowLink[]): {
  readonly kept: FlowLink[];
  readonly back: bigint;
} {
  const next = new Map<string, string[]>();
  const leads = (from: string, to: string, seen = new Set<string>()): boolean => {
    if (from === to) return true;
    if (seen.has(from)) return false;
    seen.add(from);
    return (next.get(from) ?? []).some((one) => leads(one, to, seen));
  };
  const kept: FlowLink[] = [];
  let back = 0n;
  for (const link of [...links].sort((a, b) => byAmount(b.amount, a.amount))) {
    if (leads(link.to, link.from)) {
      back += link.amount;
      continue;
    }
    kept.push(link);
    append(next, link.from, link.to);
  }
  return { kept, back };
}

/** Orders amounts, the smallest first. */
export const byAmount = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
