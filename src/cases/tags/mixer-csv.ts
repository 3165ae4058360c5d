/**
 * Reads the table of mixer contracts (config/mixers/ethereum.csv, form in docs/detection.md). It comes with the package, so the
 * first row that is wrong stops everything.
 */

import { parseAddress } from '../../core/address.ts';
import { NATIVE_ASSET } from '../../core/chain.ts';
import { InvalidInputError } from '../../core/errors.ts';
import {
  type MixerContract,
  type MixerContracts,
  mixerContracts,
} from '../../core/ethereum-mixers/contracts.ts';
import { digestOf } from '../../core/report/digest.ts';
import { type CsvRow, readCsvRows } from './tag-csv.ts';

const HEADER = 'address,entity,role,mixes,token,asset,denomination,source,licence';
const COLUMNS = HEADER.split(',').length;

/** The contracts of a table. @throws InvalidInputError naming line and field of the first row that is wrong */
export function readMixerCsv(text: string): MixerContracts {
  const [header, ...rows] = readCsvRows(text);
  if (header?.fields.join() !== HEADER) {
    throw new InvalidInputError(`line 1: the header of mixer contracts is not ${HEADER}`, {
      field: 'header',
    });
  }
  const contracts = rows.map(contractOf);
  const twice = contracts.find(({ address }, index) =>
    contracts.slice(0, index).some((earlier) => earlier.address === address),
  );
  if (twice !== undefined) {
    throw new InvalidInputError(`contract ${twice.address} stands twice; leave one row`, {
      field: 'address',
    });
  }
  return mixerContracts(contracts, digestOf(contracts));
}

function contractOf({ line, fields }: CsvRow): MixerContract {
  const [address = '', entity = '', role = '', mixes = '', , asset = '', denomination = ''] = fields;
  const problem = (field: string, value: string, expected: string) =>
    new InvalidInputError(`line ${line}: ${field} "${value}" is not ${expected}`, { field, value, line });
  if (fields.length !== COLUMNS) throw problem('row', String(fields.length), `a row of ${COLUMNS} columns`);
  if (entity === '' || role === '') throw problem('entity', entity, 'some text, and so must the role be');
  if (mixes !== 'true' && mixes !== 'false') throw problem('mixes', mixes, 'true or false');
  if (!/^([1-9]\d*)?$/.test(denomination)) {
    throw problem('denomination', denomination, 'a whole number of the smallest unit, or empty');
  }
  return {
    address: parseAddress('ethereum', address),
    entity,
    role,
    mixes: mixes === 'true',
    asset: asset === '' ? null : assetOf(asset),
    denomination: denomination === '' ? null : BigInt(denomination),
  };
}

function assetOf(text: string): string {
  return text === NATIVE_ASSET.ethereum ? text : parseAddress('ethereum', text);
}
