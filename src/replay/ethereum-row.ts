/**
 * One row of `ethereum.csv`: a movement of value in an Ethereum transaction, checked and in canonical form.
 */

import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { parseAddress } from '../core/address.ts';
import { InvalidInputError } from '../core/errors.ts';
import { checked, datasetProblem, type Place } from './problem.ts';
import { UTC_TIME_FORM, unixSeconds } from './utc-time.ts';

const MAX_UINT256 = 2n ** 256n - 1n;
/** An amount of money stays text: it may exceed what a JavaScript number can hold. */
const AMOUNT = '(0|[1-9][0-9]{0,77})';
const Index = Type.String({ pattern: '^[0-9]{1,15}$', description: 'a whole number from 0' });
const Address = Type.String({
  pattern: '^0x[0-9a-fA-F]{40}$',
  description: 'an address, 0x and 40 hex digits (for a creation, the address of the new contract)',
});

const RowSchema = Type.Object({
  block: Index,
  time: Type.String({ description: UTC_TIME_FORM }),
  tx_index: Index,
  tx_hash: Type.String({ pattern: '^0x[0-9a-fA-F]{64}$', description: '0x and 64 hex digits' }),
  seq: Index,
  kind: Type.Enum(['call', 'internal', 'erc20'], { description: 'call, internal or erc20' }),
  asset: Type.String({
    pattern: '^(ETH|0x[0-9a-fA-F]{40})$',
    description: 'ETH for call and internal, the token contract for erc20',
  }),
  from: Address,
  to: Address,
  value: Type.String({ pattern: `^${AMOUNT}$`, description: 'the amount in the smallest unit, digits only' }),
  success: Type.Enum(['true', 'false'], { description: 'true or false' }),
  fee: Type.Optional(
    Type.String({ pattern: `^${AMOUNT}?$`, description: 'the fee in wei, digits only, or nothing' }),
  ),
  symbol: Type.Optional(Type.String()),
  decimals: Type.Optional(
    Type.String({
      pattern: '^[0-9]{0,3}$',
      description: 'the decimals of the token, digits only, or nothing',
    }),
  ),
});
const rowForm = Compile(RowSchema);
type RawRow = Static<typeof RowSchema>;

/** The columns that every `ethereum.csv` has, and all that it may have. */
export const REQUIRED_COLUMNS: readonly string[] = [
  ...['block', 'time', 'tx_index', 'tx_hash', 'seq', 'kind', 'asset', 'from', 'to', 'value', 'success'],
];
export const KNOWN_COLUMNS: readonly string[] = [...REQUIRED_COLUMNS, 'fee', 'symbol', 'decimals'];

/** A checked row. Hashes and addresses are lower case; `time` is in Unix seconds; `value` in the smallest unit. */
export interface EthereumRow {
  readonly place: Place;
  readonly block: number;
  readonly time: number;
  readonly txIndex: number;
  readonly hash: string;
  readonly seq: number;
  readonly kind: RawRow['kind'];
  /** `ETH` or the token contract. */
  readonly asset: string;
  readonly from: string;
  readonly to: string;
  readonly value: bigint;
  readonly success: boolean;
  /** In wei; null when the source does not state it. */
  readonly fee: bigint | null;
  readonly symbol: string;
  readonly decimals: string;
}

/**
 * Checks one record of the CSV and brings it into canonical form.
 * @throws InvalidInputError naming file, line, field, value and remedy.
 */
export function ethereumRow(record: unknown, place: Place): EthereumRow {
  const raw = checked(rowForm, record, place);
  const time = unixSeconds(raw.time);
  if (time === null) throw datasetProblem(place, 'time', raw.time, UTC_TIME_FORM);
  if ((raw.asset === 'ETH') !== (raw.kind !== 'erc20')) {
    const expected =
      raw.kind === 'erc20' ? 'the address of the token contract' : `ETH in a row of kind ${raw.kind}`;
    throw datasetProblem(place, 'asset', raw.asset, expected);
  }
  return {
    place,
    block: Number(raw.block),
    time,
    txIndex: Number(raw.tx_index),
    hash: raw.tx_hash.toLowerCase(),
    seq: Number(raw.seq),
    kind: raw.kind,
    asset: raw.asset === 'ETH' ? 'ETH' : address(raw.asset, 'asset', place),
    from: address(raw.from, 'from', place),
    to: address(raw.to, 'to', place),
    value: amount(raw.value, 'value', place),
    success: raw.success === 'true',
    fee: raw.fee === undefined || raw.fee === '' ? null : amount(raw.fee, 'fee', place),
    symbol: raw.symbol ?? '',
    decimals: raw.decimals ?? '',
  };
}

function amount(text: string, field: string, place: Place): bigint {
  const value = BigInt(text);
  if (value > MAX_UINT256) throw datasetProblem(place, field, text, 'an amount below 2^256');
  return value;
}

function address(text: string, field: string, place: Place): string {
  try {
    return parseAddress('ethereum', text);
  } catch (cause) {
    if (!(cause instanceof InvalidInputError)) throw cause;
    throw datasetProblem(place, field, text, 'an address in lower case or with a right EIP-55 checksum');
  }
}
