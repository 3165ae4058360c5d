/**
 * bridges-ethereum.csv: contracts through which value leaves for another chain (`defi_bridge`), and routers of
 * decentralised exchanges, behind which it goes on in another asset (`defi_dex`).
 */

import { join } from 'node:path';
import { readSourceCsv } from '../datasets/source-csv.ts';
import { readEntityNames } from './entity-names.ts';
import { originIn, REPOSITORIES } from './origin.ts';
import { type ShippedTag, type TagFile, writtenAddress } from './shipped-tag.ts';
import { readTagPack } from './tag-pack.ts';

/** @param labels the folder `data/sources/labels` */
export function buildBridgesEthereum(labels: string): TagFile {
  const routers = routerTags(labels);
  return {
    name: 'bridges-ethereum',
    tags: [...bridgeTags(labels), ...routers.tags],
    refused: routers.refused,
  };
}

/** "Bridges" that connect protocols of one chain: 0x's adapters to other exchanges, a mover of loans. */
const SAME_CHAIN: Readonly<Record<string, string>> = { '0x': 'defi_dex', InstaDapp: 'defi_lending' };

/** Dune's list; its names begin with the project, as in `Hop Protocol: USDC Bridge`. */
function bridgeTags(labels: string): ShippedTag[] {
  const file = join(labels, 'dune-spellbook-mit-2023-05-30', 'bridges_ethereum.csv');
  return readSourceCsv(file, ['address', 'name', 'spellbook_path']).map(({ values }) => {
    const entity = values.name.split(': ')[0] ?? values.name;
    return {
      ...contract(values.address, SAME_CHAIN[entity] ?? 'defi_bridge', 'bridge'),
      label: values.name,
      entity,
      // The list repeats names that Etherscan shows.
      confidence: 'web_crawl',
      ...originIn(REPOSITORIES.dune, values.spellbook_path),
    };
  });
}

/** The routers of the merged list that their own project or a GraphSense pack names. */
function routerTags(labels: string): { tags: ShippedTag[]; refused: string[] } {
  const file = join(labels, 'bridges-routers', 'eth_bridges_routers_merged.csv');
  const pack = graphSenseRouters(labels);
  const tags: ShippedTag[] = [];
  const refused: string[] = [];
  for (const { values } of readSourceCsv(file, ['address', 'category', 'labels', 'sources'])) {
    if (values.category !== 'dex_router') continue;
    // Where several lists name it, the licensed one stands last.
    const name = (values.labels.split(' ; ').at(-1) ?? '').replace(/:$/, '');
    const source = values.sources.split('|').at(-1) ?? '';
    const tag = ownRouter(values.address, source, name) ?? pack.get(values.address);
    if (tag !== undefined) tags.push(tag);
    else refused.push(`${values.address} (${values.labels}): no licensed source (${values.sources})`);
  }
  return { tags, refused };
}

/** Routers that their own project's repository lists. */
function ownRouter(address: string, source: string, label: string): ShippedTag | undefined {
  const base = {
    ...contract(address, 'defi_dex', 'router'),
    label,
    confidence: 'ledger_immanent',
  } as const;
  if (source === 'uniswap-universal-router') {
    return { ...base, entity: 'Uniswap', ...originIn(REPOSITORIES.uniswap, 'deploy-addresses/mainnet.json') };
  }
  if (source === 'thorswap-contract-v2') {
    return { ...base, entity: 'THORSwap', ...originIn(REPOSITORIES.thorswap) };
  }
  return undefined;
}

function graphSenseRouters(labels: string): ReadonlyMap<string, ShippedTag> {
  const names = readEntityNames(labels);
  return new Map(
    readTagPack(labels, 'defi-protocols-csh').map((tag) => [
      tag.address.toLowerCase(),
      {
        ...contract(tag.address, 'defi_dex', 'router'),
        label: tag.label,
        entity: names(tag),
        confidence: tag.confidence,
        ...tag.origin,
      },
    ]),
  );
}

function contract(address: string, concept: string, role: string) {
  const written = writtenAddress('ethereum', address);
  return {
    network: 'ethereum',
    address: written,
    concepts: [concept],
    role,
    validFrom: '',
    validTo: '',
  } as const;
}
