/**
 * mixers-ethereum.csv: contracts of the other Ethereum privacy protocols that take or pay hidden funds, from the
 * protocols' own repositories; Typhoon Cash, which has none, from a licensed copy of Etherscan's names. Tornado Cash has a
 * file of its own.
 */

import { join } from 'node:path';
import type { ConfidenceId } from '../../src/core/tags/tag.ts';
import { readSourceCsv } from '../datasets/source-csv.ts';
import { type Origin, originIn, REPOSITORIES } from './origin.ts';
import { type ShippedTag, type TagFile, writtenAddress } from './shipped-tag.ts';

interface Protocol {
  readonly entity: string;
  readonly concept: string;
  /** Name of the protocol's own repository in the `sources` column. */
  readonly listed: string;
  readonly origin: Origin;
  /** `ledger_immanent` where it is the protocol's own word. */
  readonly confidence?: ConfidenceId;
}

const PROTOCOLS: Readonly<Record<string, Protocol>> = {
  railgun: {
    entity: 'Railgun',
    concept: 'mixing_service',
    listed: 'railgun-shared-models',
    origin: originIn(REPOSITORIES.railgun, 'src/models/network-config.ts'),
  },
  'privacy-pools': {
    entity: 'Privacy Pools',
    concept: 'mixing_service',
    listed: '0xbow-privacy-pools-core',
    origin: originIn(REPOSITORIES.privacyPools, 'docs/docs/deployments.md'),
  },
  aztec: {
    entity: 'Aztec',
    concept: 'mixing_service',
    listed: 'aztec-connect',
    origin: originIn(REPOSITORIES.aztec),
  },
  // Payments to fresh addresses, each visible on the chain: it hides who receives, but pools nothing.
  umbra: {
    entity: 'Umbra',
    concept: 'mixing',
    listed: 'umbra-protocol',
    origin: originIn(REPOSITORIES.umbra),
  },
  // A later copy shifts the names by some rows. This one agrees with the verified source of 0x9cdb…, a pool.
  'typhoon.cash': {
    entity: 'Typhoon Cash',
    concept: 'mixing_service',
    listed: 'etherscan-2023',
    origin: originIn(REPOSITORIES.etherscanLabels, 'data/etherscan/accounts/typhoon-cash.json'),
    confidence: 'web_crawl',
  },
};

/** @param labels the folder `data/sources/labels` */
export function buildMixersEthereum(labels: string): TagFile {
  const file = join(labels, 'eth-mixers', 'eth_mixers_merged.csv');
  const columns = ['chain', 'address', 'entity', 'role', 'is_mixing_endpoint', 'labels', 'sources'] as const;
  const tags: ShippedTag[] = [];
  const refused: string[] = [];
  for (const { values } of readSourceCsv(file, columns)) {
    if (values.chain !== 'ethereum' || values.is_mixing_endpoint !== '1' || values.entity === 'tornado.cash')
      continue;
    const protocol = PROTOCOLS[values.entity];
    if (protocol === undefined || !values.sources.split('|').includes(protocol.listed)) {
      refused.push(
        `${values.address} (${values.labels}): only in lists scraped from Etherscan (${values.sources})`,
      );
      continue;
    }
    tags.push(endpointTag(values.address, values.role, values.labels, protocol));
  }
  return { name: 'mixers-ethereum', tags, refused };
}

function endpointTag(address: string, role: string, labels: string, protocol: Protocol): ShippedTag {
  // Where several lists name it, the protocol's own name stands last.
  const listed = labels.split(' ; ').at(-1) ?? labels;
  const name = listed.replace(/^Typhoon\.Cash/, protocol.entity);
  return {
    network: 'ethereum',
    address: writtenAddress('ethereum', address),
    label: name.toLowerCase().startsWith(protocol.entity.toLowerCase())
      ? name
      : `${protocol.entity}: ${name}`,
    entity: protocol.entity,
    concepts: [protocol.concept],
    role,
    confidence: protocol.confidence ?? 'ledger_immanent',
    validFrom: '',
    validTo: '',
    ...protocol.origin,
  };
}
