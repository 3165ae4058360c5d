/**
 * mixers-bitcoin.csv: addresses of Bitcoin mixers from the GraphSense TagPacks. They are seeds, not coverage: a
 * custodial mixer gives every customer a fresh deposit address.
 */

import { join } from 'node:path';
import { InvariantError } from '../../src/core/errors.ts';
import { isConfidenceId } from '../../src/core/tags/tag.ts';
import { badSourceValue, readSourceCsv } from '../datasets/source-csv.ts';
import { type ShippedTag, type TagFile, writtenAddress } from './shipped-tag.ts';
import { type PackTag, readTagPack } from './tag-pack.ts';

/** What a row's kind means; `swap_service` is shipped with the exchanges. */
const KINDS: Readonly<Record<string, { readonly concept: string; readonly what: string }>> = {
  custodial_mixer: { concept: 'mixing_service', what: 'custodial mixer' },
  coinjoin_coordinator_fee: { concept: 'coinjoin', what: 'coordinator fees' },
};
const PACK_SOURCE = /(?:^|\|)graphsense:(?<pack>[\w-]+)\.yaml$/;

/** @param labels the folder `data/sources/labels` */
export function buildMixersBitcoin(labels: string): TagFile {
  const file = join(labels, 'btc-mixers', 'btc_mixers_merged.csv');
  const rows = readSourceCsv(file, ['chain', 'address', 'entity', 'kind', 'confidence', 'sources']);
  const packs = new Map<string, readonly PackTag[]>();
  const tags: ShippedTag[] = [];
  const refused: string[] = [];
  for (const { where, values } of rows) {
    if (values.kind === 'swap_service') continue;
    const kind = KINDS[values.kind];
    if (kind === undefined) throw badSourceValue(where, 'kind', values.kind, 'a known kind');
    if (!isConfidenceId(values.confidence)) {
      throw badSourceValue(where, 'confidence', values.confidence, 'an id of the taxonomy');
    }
    const pack = PACK_SOURCE.exec(values.sources)?.groups?.pack;
    if (pack === undefined) {
      refused.push(`${values.address} (${values.entity}): source without a licence (${values.sources})`);
      continue;
    }
    const known = packs.get(pack) ?? readTagPack(labels, pack);
    packs.set(pack, known);
    tags.push({
      network: 'bitcoin',
      address: writtenAddress('bitcoin', values.address),
      label: `${values.entity}: ${kind.what}`,
      entity: values.entity,
      concepts: [kind.concept],
      role: values.kind,
      confidence: values.confidence,
      validFrom: '',
      validTo: '',
      ...packTagOf(known, values.address).origin,
    });
  }
  return { name: 'mixers-bitcoin', tags, refused };
}

/** The tag in the pack that the row names as its source. */
function packTagOf(pack: readonly PackTag[], address: string): PackTag {
  const tag = pack.find((candidate) => candidate.address === address);
  if (tag === undefined) throw new InvariantError('a merged row is not in the pack it names', { address });
  return tag;
}
