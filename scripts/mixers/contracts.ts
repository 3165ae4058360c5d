/**
 * config/mixers/ethereum.csv: what each contract of a mixer takes. Address, role and source are those of the shipped tags;
 * token and denomination come from the protocol's configuration, or from the name of the pool where it is older.
 */

import { join } from 'node:path';
import { readSourceCsv } from '../datasets/source-csv.ts';
import { buildMixersEthereum } from '../tags/mixers-ethereum.ts';
import type { ShippedTag } from '../tags/shipped-tag.ts';
import { buildTornadoCash } from '../tags/tornado-cash.ts';

const HEADER = 'address,entity,role,mixes,token,asset,denomination,source,licence';
/** Concepts of contracts that take or pay hidden funds. */
const MIXING: ReadonlySet<string> = new Set(['mixing_service', 'mixing']);

interface Token {
  /** Address of the contract, `ETH` for the native coin. */
  readonly asset: string;
  readonly decimals: number;
}

/** Tokens of pools that the protocol's last configuration does not have: Compound's, from its networks/mainnet.json. */
const OTHER_TOKENS: Readonly<Record<string, Token>> = {
  cUSDC: { asset: '0x39AA39c021dfbaE8faC545936693aC917d5E7563', decimals: 8 },
  cUSDT: { asset: '0xf650C3d88D12dB855b8bf7D11Be6C55A4e07dCC9', decimals: 8 },
};

/** Pools that take any amount of one token. */
const TOKEN_OF_OPEN_POOL: Readonly<Record<string, string>> = { 'Privacy Pools ETH pool': 'ETH' };

/** The text of the table. @param labels the folder `data/sources/labels` */
export function mixerContractsCsv(labels: string): string {
  const tokens = readTokens(labels);
  const tags = [...buildTornadoCash(labels).tags, ...buildMixersEthereum(labels).tags];
  const rows = tags.filter(({ concepts }) => !concepts.includes('sanction')).map((tag) => rowOf(tag, tokens));
  return `${[HEADER, ...rows.sort()].join('\n')}\n`;
}

function rowOf(tag: ShippedTag, tokens: ReadonlyMap<string, Token>): string {
  const mixes = tag.concepts.some((concept) => MIXING.has(concept));
  const takes = mixes ? takenBy(tag, tokens) : { token: '', asset: '', denomination: '' };
  return [
    tag.address,
    tag.entity,
    roleOf(tag),
    mixes ? 'true' : 'false',
    takes.token,
    takes.asset,
    takes.denomination,
    tag.source,
    tag.licence,
  ]
    .map(quoted)
    .join(',');
}

/** Pools that routers do not lead to are told apart from those of the last configuration. */
function roleOf({ role, label }: ShippedTag): string {
  return /\(legacy\)$|: Mixer \d$/.test(label) ? 'legacy_pool' : role;
}

/** Names of pools say what they take: `10 ETH pool`, `5,000 cDAI`. */
function takenBy({ label, role }: ShippedTag, tokens: ReadonlyMap<string, Token>) {
  const open = TOKEN_OF_OPEN_POOL[label];
  if (open !== undefined) return { token: open, asset: tokens.get(open)?.asset ?? '', denomination: '' };
  const [, amount = '', symbol = ''] = /: ([\d.,]+) (\w+)/.exec(label) ?? [];
  const token = tokens.get(symbol);
  if (role !== 'pool' || token === undefined) return { token: '', asset: '', denomination: '' };
  return { token: symbol, asset: token.asset, denomination: smallestUnits(amount, token.decimals) };
}

function smallestUnits(amount: string, decimals: number): string {
  const [whole = '', fraction = ''] = amount.replaceAll(',', '').split('.');
  return BigInt(whole + fraction.padEnd(decimals, '0')).toString();
}

function readTokens(labels: string): Map<string, Token> {
  const file = join(labels, 'eth-mixers', 'tornado_contracts.csv');
  const rows = readSourceCsv(file, ['chain', 'role', 'token', 'token_decimals', 'token_address']);
  const configured = rows
    .filter(({ values }) => values.chain === 'ethereum' && values.role === 'pool')
    .map(({ values }): [string, Token] => [
      values.token,
      { asset: values.token_address || values.token, decimals: Number(values.token_decimals) },
    ]);
  return new Map([...Object.entries(OTHER_TOKENS), ...configured]);
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
