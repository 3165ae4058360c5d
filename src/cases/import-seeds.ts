/**
 * Seeds as a table (CSV, RFC 4180): what exchanges and victims send. Each row becomes a seed of a case body; a row that
 * cannot is named by its line, and with one such row nothing is taken.
 */

import { parse } from 'csv-parse/sync';
import { parseAddress } from '../core/address.ts';
import { CHAINS, type Chain, isChain, NATIVE_ASSET, NATIVE_DECIMALS } from '../core/chain.ts';
import { InvalidInputError } from '../core/errors.ts';
import { MAX_SEEDS } from './case-body.ts';
import { parseUtcTime } from './utc-time.ts';

/** Nobody mends more at once. */
const MAX_PROBLEMS = 100;

/** Digits of the largest amount that a token can have (2^256 - 1). */
const MAX_DIGITS = 78;

/** The most that ERC-20 can say of a token (`uint8`). */
const MAX_DECIMALS = 255;

const COLUMNS = ['victim', 'chain', 'txid', 'address', 'asset', 'amount', 'decimals', 'time'] as const;
type Column = (typeof COLUMNS)[number];

/** Its cells, empty where nothing is said. */
export type SeedRow = Readonly<Record<Column, string>>;

export const EMPTY_ROW: SeedRow = {
  victim: '',
  chain: '',
  txid: '',
  address: '',
  asset: '',
  amount: '',
  decimals: '',
  time: '',
};

/** What is wrong with a row. */
export interface RowProblem {
  /** Line of the file, from 1; the header is line 1. */
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly problem: string;
}

/** Rows that are no seeds. */
export class InvalidRowsError extends InvalidInputError {
  /** In the order of the lines, the first ones only. */
  readonly rows: readonly RowProblem[];

  constructor(rows: readonly RowProblem[], count: number) {
    const [first] = rows;
    const where = first === undefined ? '' : `: line ${first.line}: ${first.column} ${first.problem}`;
    super(`${count} of the rows cannot be read${where}; mend them and send the file again`, {
      field: 'csv',
      line: first?.line ?? null,
      rows: count,
    });
    this.rows = rows;
  }
}

/** A seed in the form of a case body. */
export type ImportedSeed = Readonly<Record<string, string | number>>;

/** A row that is a seed. */
export interface ReadSeed {
  readonly line: number;
  readonly seed: ImportedSeed;
}

/** What a table holds. */
export interface SeedTable {
  readonly seeds: readonly ReadSeed[];
  /** Of the rows that are none, the first hundred. */
  readonly problems: readonly RowProblem[];
  /** How many rows are none. */
  readonly refused: number;
}

/**
 * The seeds of a table with a header: `victim, chain, txid, address, asset, amount, decimals, time`, in any order.
 * `chain` is needed, and a txid or an address; every other column may be missing or empty, but an amount of a token
 * needs the token's decimals.
 * @throws InvalidInputError when the text is no such table
 * @throws InvalidRowsError naming every row that is no seed
 */
export function importSeeds(csv: string): ImportedSeed[] {
  const { seeds, problems, refused } = readSeeds(csv);
  if (refused > 0) throw new InvalidRowsError(problems, refused);
  return seeds.map(({ seed }) => seed);
}

/** The same with the rows that are wrong beside those that are right. @throws InvalidInputError when the text is no such table */
export function readSeeds(csv: string): SeedTable {
  const problems: RowProblem[] = [];
  let refused = 0;
  const seeds = recordsOf(csv).flatMap(({ line, row, cells }) => {
    try {
      if (cells !== null) throw new InvalidInputError(cells, { field: 'row', value: '' });
      return [{ line, seed: seedOfRow(row) }];
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      refused += 1;
      if (problems.length < MAX_PROBLEMS) problems.push(rowProblem(line, error));
      return [];
    }
  });
  return { seeds, problems, refused };
}

interface Numbered {
  readonly line: number;
  readonly row: SeedRow;
  /** What is wrong with the number of cells; null for nothing. */
  readonly cells: string | null;
}

/** What the parser gives with `info`. */
interface Parsed {
  readonly record: Readonly<Record<string, string>>;
  readonly info: { readonly lines: number; readonly error?: Error };
}

function recordsOf(csv: string): Numbered[] {
  let parsed: readonly Parsed[];
  try {
    parsed = parse(csv, {
      bom: true,
      columns: headerOf,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      // One row more than allowed tells that there are too many.
      to: MAX_SEEDS + 1,
    }) as unknown as readonly Parsed[];
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw tableProblem(`is no CSV table: ${message}`, cause);
  }
  if (parsed.length === 0) throw tableProblem('has no rows; it needs a header and a row for each seed');
  if (parsed.length > MAX_SEEDS)
    throw tableProblem(`has more than ${MAX_SEEDS} rows; split it into several cases`);
  return parsed.map(({ record, info }) => ({
    line: info.lines,
    row: { ...EMPTY_ROW, ...record },
    cells: info.error === undefined ? null : 'has more or fewer cells than the header',
  }));
}

function headerOf(header: readonly string[]): string[] {
  const names = header.map((name) => name.trim().toLowerCase());
  const unknown = names.filter((name) => !COLUMNS.some((column) => column === name));
  if (unknown.length > 0) {
    const shown = unknown.map((name) => JSON.stringify(name.slice(0, 50))).join(', ');
    throw tableProblem(`has unknown columns: ${shown}; known are ${COLUMNS.join(', ')}`);
  }
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw tableProblem(`has the column ${twice} twice`);
  if (!names.includes('chain') || !(names.includes('txid') || names.includes('address'))) {
    throw tableProblem('lacks columns: it needs chain, and txid or address');
  }
  return names;
}

/** The seed that a row names. @throws InvalidInputError with column and value of what is wrong */
export function seedOfRow(row: SeedRow): ImportedSeed {
  const chain = chainOf(row);
  const asset = assetOf(row, chain);
  if (row.time !== '') parseUtcTime('time', row.time);
  const shared = {
    ...capOf(row, asset),
    ...(row.victim === '' ? {} : { victim: victimOf(row.victim) }),
    ...noteOf(row, asset),
  };
  if (row.txid === '') {
    if (row.address === '') throw invalid('address', '', 'is empty, as is txid; one of them is needed');
    const since = row.time === '' ? {} : { since: row.time };
    return { kind: 'address', chain, address: addressOf(row, chain), asset, ...since, ...shared };
  }
  return chain === 'bitcoin' ? bitcoinSeed(row, shared) : ethereumSeed(row, asset, shared);
}

function ethereumSeed(row: SeedRow, asset: string, shared: object): ImportedSeed {
  if (!/^0x[0-9a-fA-F]{64}$/.test(row.txid)) throw invalid('txid', row.txid, 'is not 0x and 64 hex digits');
  const receiver = row.address === '' ? {} : { receiver: addressOf(row, 'ethereum') };
  const txid = row.txid.toLowerCase();
  return { kind: 'transaction', chain: 'ethereum', txid, ...receiver, asset, ...shared };
}

function bitcoinSeed(row: SeedRow, shared: object): ImportedSeed {
  const [, txid, vout] = /^([0-9a-fA-F]{64})(?::(\d{1,10}))?$/.exec(row.txid) ?? [];
  if (txid === undefined) throw invalid('txid', row.txid, 'is not 64 hex digits, with :vout or without');
  const base = { chain: 'bitcoin', txid: txid.toLowerCase(), ...shared } as const;
  if (vout === undefined) {
    const receiver = row.address === '' ? {} : { receiver: addressOf(row, 'bitcoin') };
    return { kind: 'transaction', ...base, ...receiver };
  }
  const index = Number.parseInt(vout, 10);
  if (index > 0xffffffff) throw invalid('txid', row.txid, 'names an output above 4294967295');
  if (row.address !== '') {
    throw invalid('address', row.address, 'is not needed beside an output; leave it empty');
  }
  return { kind: 'outpoint', ...base, vout: index };
}

function chainOf({ chain }: SeedRow): Chain {
  const name = chain.toLowerCase();
  if (isChain(name)) return name;
  throw invalid('chain', chain, `is not one of ${CHAINS.join(', ')}`);
}

function assetOf({ asset }: SeedRow, chain: Chain): string {
  const native = NATIVE_ASSET[chain];
  if (asset === '' || asset.toUpperCase() === native) return native;
  if (chain === 'bitcoin') throw invalid('asset', asset, 'is not BTC, the only asset on bitcoin');
  return canonical('asset', chain, asset);
}

function addressOf({ address }: SeedRow, chain: Chain): string {
  return canonical('address', chain, address);
}

function canonical(column: Column, chain: Chain, text: string): string {
  try {
    parseAddress(chain, text);
    return text;
  } catch (cause) {
    if (!(cause instanceof InvalidInputError)) throw cause;
    throw new InvalidInputError(cause.message, { ...cause.context, field: column }, cause);
  }
}

/** Amounts are coins, as people write them: `4.2`. Nobody lost more than that: it is the cap, in the smallest unit. */
function capOf(row: SeedRow, asset: string): { amount?: string } {
  const decimals = decimalsOf(row, asset);
  if (row.amount === '') return {};
  const [, whole, fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(row.amount) ?? [];
  if (whole === undefined) throw invalid('amount', row.amount, 'is not a number of coins such as 4.2');
  if (decimals === null) {
    const remedy = 'write them into the column decimals (USDC has 6), or leave the amount empty';
    throw invalid('amount', row.amount, `cannot be read without the decimals of the token; ${remedy}`);
  }
  const digits = fraction.replace(/0+$/, '');
  if (digits.length > decimals) {
    throw invalid('amount', row.amount, `has more than the ${decimals} decimals of ${asset}`);
  }
  const amount = `${whole}${digits.padEnd(decimals, '0')}`.replace(/^0+/, '');
  if (amount === '') throw invalid('amount', row.amount, 'is nothing');
  if (amount.length > MAX_DIGITS) throw invalid('amount', row.amount, 'is more than any asset can have');
  return { amount };
}

/** Of a native coin they are known; of a token nobody but its contract knows them. Null when nobody says. */
function decimalsOf({ decimals }: SeedRow, asset: string): number | null {
  const known = NATIVE_DECIMALS[asset];
  if (decimals === '') return known ?? null;
  const said = /^\d{1,3}$/.test(decimals) ? Number.parseInt(decimals, 10) : MAX_DECIMALS + 1;
  if (said > MAX_DECIMALS) {
    throw invalid('decimals', decimals, `is not a whole number from 0 to ${MAX_DECIMALS}`);
  }
  if (known !== undefined && said !== known) {
    throw invalid('decimals', decimals, `is not ${known}, the decimals of ${asset}; leave it empty`);
  }
  return said;
}

function victimOf(victim: string): string {
  if (victim.length <= 2000) return victim;
  throw invalid('victim', victim, 'has more than 2000 characters');
}

/** What the row says, word for word. */
function noteOf({ amount, time }: SeedRow, asset: string): { note?: string } {
  const said = [amount === '' ? '' : `${amount} ${asset}`, time === '' ? '' : `at ${time}`];
  const note = said.filter((part) => part !== '').join(' ');
  return note === '' ? {} : { note: `reported: ${note}` };
}

/** What is wrong with the row at a line. */
export function rowProblem(
  line: number,
  { context: { field, value }, message }: InvalidInputError,
): RowProblem {
  return { line, column: String(field), value: String(value ?? ''), problem: message };
}

function invalid(column: Column, value: string, problem: string): InvalidInputError {
  const shown = value.slice(0, 100);
  const named = shown === '' ? problem : `${JSON.stringify(shown)} ${problem}`;
  return new InvalidInputError(named, { field: column, value: shown });
}

function tableProblem(problem: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(`the table ${problem}`, { field: 'csv' }, cause);
}
