/**
 * One name per exchange, whichever list it comes from, so that a report sums up under one name. GraphSense actors
 * carry the ActorPack's label, in the spelling of Dune's list where both know the exchange.
 */

import { join } from 'node:path';
import { readSourceCsv } from '../datasets/source-csv.ts';
import { type PackTag, readActorLabels } from './tag-pack.ts';

/** Actor labels that differ from the common name by more than upper and lower case. */
const COMMON_NAMES: Readonly<Record<string, string>> = {
  Gate: 'Gate.io',
  'KuCoin & KuCoin Futures': 'KuCoin',
  'Max Maicoin': 'MaiCoin',
};

/** chaininfo.yaml gives its wallet of Bitstamp the actor of a casino, BitStarz: the label counts. */
const MISTAKEN_ACTORS: ReadonlySet<string> = new Set(['bitstarzcom']);

/** Gives the entity of a pack tag; without an actor, its label without a running number. */
export type EntityNames = (tag: Pick<PackTag, 'actor' | 'label'>) => string;

/** @param labels the folder `data/sources/labels` */
export function readEntityNames(labels: string): EntityNames {
  const actors = readActorLabels(labels);
  const file = join(labels, 'dune-spellbook-mit-2023-05-30', 'addresses_ethereum_cex.csv');
  const spellings = new Map(
    readSourceCsv(file, ['cex_name']).map(({ values }) => [values.cex_name.toLowerCase(), values.cex_name]),
  );
  return ({ actor, label }) => {
    const name = (MISTAKEN_ACTORS.has(actor) ? undefined : actors.get(actor)) ?? withoutNumber(label);
    const common = COMMON_NAMES[name] ?? name;
    return spellings.get(common.toLowerCase()) ?? common;
  };
}

/** `Binance 14` to `Binance`. */
export function withoutNumber(name: string): string {
  return name.replace(/ \d+$/, '');
}
