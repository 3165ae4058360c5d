/**
 * exchangers-ethereum.csv: contracts that change one asset for another within a transaction. They hold nobody's coins in
 * custody, so they end no walk; by their roles conversions are told (docs/conversions.md).
 */

import { join } from 'node:path';
import { InvariantError } from '../../src/core/errors.ts';
import { readSourceCsv } from '../datasets/source-csv.ts';
import { EXCHANGE_ADAPTERS } from './bridges-ethereum.ts';
import { duneBridges } from './dune-bridges.ts';
import { readEntityNames } from './entity-names.ts';
import { originIn, REPOSITORIES } from './origin.ts';
import { ethereumContract, type ShippedTag, type TagFile } from './shipped-tag.ts';
import { type PackTag, readTagPack } from './tag-pack.ts';

/** @param labels the folder `data/sources/labels` */
export function buildExchangersEthereum(labels: string): TagFile {
  const own = ownRepositories(labels);
  const pack = packContracts(labels);
  const merged = mergedRouters(
    labels,
    new Set([...own, ...pack].map(({ address }) => address.toLowerCase())),
  );
  const adapters = duneBridges(labels, (project) =>
    project === EXCHANGE_ADAPTERS ? { concept: 'defi_dex', role: 'dex-router' } : null,
  );
  return {
    name: 'exchangers-ethereum',
    tags: [...own, ...pack, ...merged.tags, ...adapters],
    refused: merged.refused,
  };
}

/** Contracts that their own projects name. */
function ownRepositories(labels: string): ShippedTag[] {
  const file = join(labels, 'exchangers', 'exchangers_ethereum.csv');
  const columns = ['address', 'label', 'entity', 'role', 'repository', 'file', 'cited'] as const;
  return readSourceCsv(file, columns).map(({ where, values }) => {
    const repository = Object.entries(REPOSITORIES).find(([name]) => name === values.repository)?.[1];
    if (repository === undefined)
      throw new InvariantError('a row of an unknown repository', { where, value: values.repository });
    return {
      ...ethereumContract(values.address, values.role === 'wrapper' ? 'defi_token' : 'defi_dex', values.role),
      label: values.label,
      entity: values.entity,
      confidence: 'ledger_immanent',
      ...originIn(repository, values.file, values.cited),
    } as const;
  });
}

/**
 * The contracts of the GraphSense pack that exchange. It tags everything a project has as `defi_dex`: tokens, gauges,
 * factories and multisigs do not exchange, so a label must say what its contract does.
 */
const PACK_ROLES: readonly (readonly [RegExp, string])[] = [
  [/^curvefinance_.+-(StableSwap|CurveCryptoSwap)/, 'dex-pool'],
  [/^curvefinance_.+(-Deposit| Deposit Zap$)/, 'dex-router'],
  [/^(uniswap_(UniswapV2Router0[12]|SwapRouter)|sushiswap_SushiV2Router02)$/, 'dex-router'],
  [/^0x_(ExchangeProxy-v4|ExchangeProxyFlashWallet-v4|Exchange-v[34]|Forwarder-v[34])$/, 'dex-router'],
  [/^(balancer_Exchange Proxy|1inch_contractAddress|1inch_Limit Order Protocol)$/, 'dex-router'],
];

function packContracts(labels: string): ShippedTag[] {
  const names = readEntityNames(labels);
  return readTagPack(labels, 'defi-protocols-csh').flatMap((tag: PackTag) => {
    const role = PACK_ROLES.find(([form]) => form.test(tag.label))?.[1];
    if (role === undefined) return [];
    return {
      ...ethereumContract(tag.address, 'defi_dex', role),
      label: tag.label,
      entity: names(tag),
      confidence: tag.confidence,
      ...tag.origin,
    };
  });
}

/** The routers of the merged list that their own project's repository names; the others have no licensed source. */
function mergedRouters(labels: string, known: ReadonlySet<string>) {
  const file = join(labels, 'bridges-routers', 'eth_bridges_routers_merged.csv');
  const tags: ShippedTag[] = [];
  const refused: string[] = [];
  for (const { values } of readSourceCsv(file, ['address', 'category', 'labels', 'sources'])) {
    if (values.category !== 'dex_router') continue;
    // Where several lists name it, the licensed one stands last.
    const name = (values.labels.split(' ; ').at(-1) ?? '').replace(/:$/, '');
    const tag = ownRouter(values.address, values.sources.split('|').at(-1) ?? '', name);
    if (tag !== undefined) tags.push(tag);
    else if (!known.has(values.address))
      refused.push(`${values.address} (${values.labels}): no licensed source (${values.sources})`);
  }
  return { tags, refused };
}

/** Routers that their own project's repository lists. */
function ownRouter(address: string, source: string, label: string): ShippedTag | undefined {
  const base = {
    ...ethereumContract(address, 'defi_dex', 'dex-router'),
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
