/**
 * What a run found, in plain sentences: what was stolen, and where it went.
 */

import { shownAmount, shownDollars, shownShare } from '../../../cases/report/shown-amount.ts';
import { addsUp } from './adds-up.ts';

export interface StolenAsset {
  readonly asset: string;
  readonly amount: string;
  readonly usd?: string | null;
  readonly seeds: number;
}

export interface EndOfStory {
  readonly kind: string;
  readonly entity: string | null;
  readonly asset: string;
  readonly amount: string;
  readonly usd?: string | null;
  readonly range: { readonly min: string; readonly max: string };
  readonly holdings: number;
  readonly transactions: number;
}

/** A sentence; `name` is what others call somebody, and stands between the other two. */
export interface Sentence {
  readonly before: string;
  readonly name: string | null;
  readonly after: string;
}

/** `182,161.95614 ETH were stolen, …`. @param total under the shown method */
export function stolenSentence({ asset, usd, seeds }: StolenAsset, total: string): string {
  if (total === '0')
    return `Nothing was found at ${counted(seeds, 'seed')}; what is missing stands under the gaps.`;
  const worth = usd === null || usd === undefined ? '' : `, worth ${shownDollars(usd)} at the time`;
  return `${shownAmount(total, asset)} from ${counted(seeds, 'seed')} were followed${worth}.`;
}

/** What is said of a kind before and after the name of whom it is about. */
const WORDS: Readonly<Record<string, readonly [verb: string, what: string]>> = {
  mixer: ['reached', 'a mixer'],
  exchange: ['reached', 'an exchange'],
  service: ['reached', 'a service'],
  bridge: ['went into', 'a bridge to another chain'],
  sanctioned: ['came to rest with', 'under sanctions'],
  contract: ['went into', 'a contract'],
  'high-activity': ['reached', 'an address with more transactions than are followed'],
  unspent: ['rest unspent', ''],
  fees: ['were paid as fees', ''],
  burned: ['were burned', ''],
  'below-threshold': ['were too little to follow on', ''],
  'not-explored': ['were not followed further', ''],
};

/** `173,400 ETH of 182,161.95614 ETH, 95.19 %, reached Tornado Cash, a mixer, …`. @param total what was stolen */
export function endSentence(end: EndOfStory, total: string, method: string): Sentence {
  const { kind, entity, asset, amount, usd, range } = end;
  const [verb, what] = WORDS[kind] ?? ['ended at', kind];
  const share = addsUp(method) ? ` of ${shownAmount(total, asset)}, ${shownShare(amount, total)},` : '';
  const worth = usd === null || usd === undefined ? '' : ` (${shownDollars(usd)})`;
  const [before, places] = [`${shownAmount(amount, asset)}${worth}${share} ${verb}`, placesWords(end)];
  const spread = range.min === range.max ? '' : ` ${spreadWords(end)}`;
  if (what === '') return { before, name: null, after: `${places}.${spread}` };
  if (entity === null) return { before: `${before} ${what}`, name: null, after: `${places}.${spread}` };
  return {
    before: `${before} `,
    name: entity,
    after: `, ${what}${places === '' ? '' : `,${places}`}.${spread}`,
  };
}

function placesWords({ kind, holdings, transactions }: EndOfStory): string {
  if (kind === 'unspent' || kind === 'sanctioned') return ` at ${counted(holdings, 'place')}`;
  return transactions === 0 ? '' : ` in ${counted(transactions, 'transaction')}`;
}

const spreadWords = ({ asset, range: { min, max } }: EndOfStory) =>
  `Between ${shownAmount(min, asset)} and ${shownAmount(max, asset)}, depending on the method.`;

/** `1 seed`, `1,734 transactions`. */
export const counted = (count: number, what: string): string =>
  `${grouped(count)} ${count === 1 ? what : `${what}${what.endsWith('s') ? 'es' : 's'}`}`;

/** `1,734`. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');
