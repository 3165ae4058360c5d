/**
 * hacks.csv: addresses of known thefts, thieves and victims, from the GraphSense TagPacks, with the packs' concepts.
 */

import type { Chain } from '../../src/core/chain.ts';
import { readEntityNames } from './entity-names.ts';
import { type ShippedTag, type TagFile, writtenAddress } from './shipped-tag.ts';
import { readTagPack } from './tag-pack.ts';

const PACKS = ['hacks', 'ronin_bridge', 'lazarus', 'lazarus2'];
const NETWORKS: Readonly<Record<string, Chain>> = { BTC: 'bitcoin', ETH: 'ethereum' };

/** @param labels the folder `data/sources/labels` */
export function buildHacks(labels: string): TagFile {
  const names = readEntityNames(labels);
  const tags: ShippedTag[] = [];
  const refused: string[] = [];
  for (const tag of PACKS.flatMap((pack) => readTagPack(labels, pack))) {
    const network = NETWORKS[tag.currency];
    if (network === undefined || tag.concepts.length === 0) {
      refused.push(`${tag.address} (${tag.label}): the pack gives no concept`);
      continue;
    }
    tags.push({
      network,
      address: writtenAddress(network, tag.address),
      label: tag.label,
      entity: names(tag),
      concepts: tag.concepts,
      role: '',
      confidence: tag.confidence,
      validFrom: '',
      validTo: '',
      ...tag.origin,
    });
  }
  return { name: 'hacks', tags, refused };
}
