/**
 * exchanges-bitcoin.csv and exchanges-ethereum.csv: addresses that exchanges published as theirs, cold wallets,
 * and Dune's list of Etherscan names (of 2023-05-30, its last state under a free licence).
 */

import { join } from 'node:path';
import { CHAINS, type Chain } from '../../src/core/chain.ts';
import { readSourceCsv } from '../datasets/source-csv.ts';
import { type EntityNames, readEntityNames, withoutNumber } from './entity-names.ts';
import { originIn, REPOSITORIES } from './origin.ts';
import { type ShippedTag, type TagFile, writtenAddress, writtenAddressOrNull } from './shipped-tag.ts';
import { type PackTag, readTagPack } from './tag-pack.ts';

/** Packs of exchange addresses. BitMEX is left out for its size: it lists customers' deposit addresses. */
const PACKS = [
  'exchange-wallets-binance',
  'exchange-wallets-bitfinexcom',
  'exchange-wallets-bybit',
  'exchange-wallets-cryptocom',
  'exchange-wallets-deribit',
  'exchange-wallets-huobi',
  'exchange-wallets-kucoin',
  'exchange-wallets-okx',
  'exchange-wallets-swissborg',
  'binance',
  'chaininfo',
  'walletexplorer',
  'interpol-real_services',
];
const NETWORKS: Readonly<Record<string, Chain>> = { BTC: 'bitcoin', ETH: 'ethereum' };
/** A swap service that its pack calls a mixer: it pays out another asset from its own funds, at a known rate. */
const SWAP_ACTOR = 'sideshift';
/** Etherscan names a token contract with its symbol in brackets, as in `Binance USD (BUSD)`. */
const TOKEN_LABEL = / \([^()\s]{1,12}\)$|\btoken\b/i;

/** A row that is left out, and why. */
interface Refusal {
  readonly network: Chain;
  readonly refused: string;
}
type Candidate = ShippedTag | Refusal;

/** @param labels the folder `data/sources/labels` */
export function buildExchanges(labels: string): TagFile[] {
  const names = readEntityNames(labels);
  const tokens = readTokenContracts(labels);
  const candidates = [
    ...PACKS.flatMap((pack) => readTagPack(labels, pack).map((tag) => packCandidate(tag, names))),
    ...duneTags(labels, 'cex_bitcoin.csv'),
    ...duneTags(labels, 'cex_ethereum.csv'),
    ...duneExtraTags(labels),
  ]
    .filter((candidate) => candidate !== null)
    .map((candidate) => withoutToken(candidate, tokens));
  return CHAINS.map((network) => {
    const here = candidates.filter((candidate) => candidate.network === network);
    return {
      name: `exchanges-${network}`,
      tags: here.filter((candidate) => 'address' in candidate),
      refused: here.flatMap((candidate) => ('refused' in candidate ? [candidate.refused] : [])),
    };
  });
}

/** Null for a tag of another kind or chain. */
function packCandidate(tag: PackTag, names: EntityNames): Candidate | null {
  const network = NETWORKS[tag.currency];
  const isSwap = tag.actor === SWAP_ACTOR;
  if (network === undefined || !(isSwap || tag.concepts.includes('exchange'))) return null;
  if (tag.label.includes('Ethereum Classic')) {
    return { network, refused: `${tag.address} (${tag.label}): another chain` };
  }
  return {
    network,
    address: writtenAddress(network, tag.address),
    label: tag.label,
    entity: names(tag),
    concepts: ['exchange'],
    role: isSwap ? 'swap_service' : roleOf(tag.label),
    confidence: tag.confidence,
    validFrom: '',
    validTo: '',
    ...tag.origin,
  };
}

function duneTags(labels: string, list: string): Candidate[] {
  const names = duneExchangeNames(labels);
  const rows = readSourceCsv(join(labels, DUNE, list), ['chain', 'address', 'name', 'spellbook_path']);
  return rows.map(({ values: { chain, address, name, spellbook_path } }) => {
    // The list by exchange knows most addresses; the others begin with the name of their exchange.
    const entity = names.get(address.toLowerCase()) ?? withoutNumber(name.split(': ')[0] ?? name);
    return duneTag(chain === 'bitcoin' ? 'bitcoin' : 'ethereum', address, name, entity, spellbook_path);
  });
}

/** Addresses that are only in the list by exchange. */
function duneExtraTags(labels: string): Candidate[] {
  const listed = readSourceCsv(join(labels, DUNE, 'cex_ethereum.csv'), ['address']);
  const known = new Set(listed.map(({ values }) => values.address.toLowerCase()));
  return duneByExchange(labels)
    .filter(({ values }) => !known.has(values.address.toLowerCase()))
    .map(({ values: { address, cex_name, distinct_name } }) =>
      duneTag('ethereum', address, distinct_name, cex_name, 'model addresses_ethereum_cex'),
    );
}

const DUNE = 'dune-spellbook-mit-2023-05-30';

function duneExchangeNames(labels: string): ReadonlyMap<string, string> {
  return new Map(duneByExchange(labels).map(({ values }) => [values.address.toLowerCase(), values.cex_name]));
}

function duneByExchange(labels: string) {
  return readSourceCsv(join(labels, DUNE, 'addresses_ethereum_cex.csv'), [
    'address',
    'cex_name',
    'distinct_name',
  ]);
}

function duneTag(network: Chain, text: string, name: string, entity: string, file: string): Candidate {
  const address = writtenAddressOrNull(network, text);
  if (address === null) return { network, refused: `${text} (${name}): wrong checksum` };
  return {
    network,
    address,
    label: name,
    entity,
    concepts: ['exchange'],
    role: roleOf(name),
    // The list repeats names that Etherscan shows.
    confidence: 'web_crawl',
    validFrom: '',
    validTo: '',
    ...originIn(REPOSITORIES.dune, file),
  };
}

/** Token contracts that lists of exchanges hold too: a token is a thing that moves, not a place where value ends. */
function readTokenContracts(labels: string): ReadonlyMap<string, string> {
  return new Map(
    readTagPack(labels, 'etherscan-wordcloud-exchange')
      .filter(({ label }) => TOKEN_LABEL.test(label))
      .map(({ address, label }) => [address.toLowerCase(), label]),
  );
}

function withoutToken(candidate: Candidate, tokens: ReadonlyMap<string, string>): Candidate {
  if ('refused' in candidate) return candidate;
  const { network, address, label } = candidate;
  const token = tokens.get(address.toLowerCase());
  if (token === undefined) return candidate;
  return { network, refused: `${address} (${label}): the token contract ${token}` };
}

/** The role that a label states. */
function roleOf(label: string): string {
  if (/hot wallet/i.test(label)) return 'hot_wallet';
  if (/cold wallet/i.test(label)) return 'cold_wallet';
  return /reserves?\b|proof of assets/i.test(label) ? 'reserve_wallet' : '';
}
