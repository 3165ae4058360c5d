/**
 * The assets whose symbol and decimals are known: the coins of the chains, and the tokens of a table (config/tokens.csv, form in
 * docs/operations.md). Amounts are shown by them; nothing is accounted by them.
 */

import { parseAddress } from '../core/address.ts';
import { type Asset, CHAINS, type Chain, NATIVE_ASSET, NATIVE_DECIMALS } from '../core/chain.ts';
import { InvalidInputError } from '../core/errors.ts';
import { type CsvRow, readCsvRows } from './tags/tag-csv.ts';

const HEADER = 'address,symbol,decimals,source,licence';
const COLUMNS = HEADER.split(',').length;

/** The most that ERC-20 can say (`uint8`). */
const MAX_DECIMALS = 255;

export interface KnownAsset {
  readonly chain: Chain;
  readonly asset: Asset;
  readonly symbol: string;
  readonly decimals: number;
}

/** The coins, then the tokens of a table. @throws InvalidInputError naming line and field of the first row that is wrong */
export function knownAssets(tokens: string): KnownAsset[] {
  const [header, ...rows] = readCsvRows(tokens);
  if (header?.fields.join() !== HEADER) {
    throw new InvalidInputError(`line 1: the header of tokens is not ${HEADER}`, { field: 'header' });
  }
  const coins = CHAINS.map((chain): KnownAsset => {
    const asset = NATIVE_ASSET[chain];
    return { chain, asset, symbol: asset, decimals: NATIVE_DECIMALS[asset] ?? 0 };
  });
  const known = rows.map(tokenOf);
  const twice = known.find(({ asset }, index) => known.findIndex((one) => one.asset === asset) < index);
  if (twice === undefined) return [...coins, ...known];
  throw new InvalidInputError(`token ${twice.asset} stands twice; leave one row`, { field: 'address' });
}

function tokenOf({ line, fields }: CsvRow): KnownAsset {
  const [address = '', symbol = '', decimals = '', source = '', licence = ''] = fields;
  const problem = (field: string, value: string, expected: string) =>
    new InvalidInputError(`line ${line}: ${field} "${value}" is not ${expected}`, { field, value, line });
  if (fields.length !== COLUMNS) throw problem('row', String(fields.length), `a row of ${COLUMNS} columns`);
  if (!/^[!-~]{1,20}$/.test(symbol)) throw problem('symbol', symbol, '1 to 20 visible ASCII characters');
  if (!/^\d{1,3}$/.test(decimals) || Number.parseInt(decimals, 10) > MAX_DECIMALS) {
    throw problem('decimals', decimals, `a whole number from 0 to ${MAX_DECIMALS}`);
  }
  if (source === '' || licence === '')
    throw problem('source', source, 'some text, and so must the licence be');
  return {
    chain: 'ethereum',
    asset: parseAddress('ethereum', address),
    symbol,
    decimals: Number.parseInt(decimals, 10),
  };
}
