/**
 * Reading `ethereum.csv`: valid variants, and what is said about each kind of mistake in it.
 */

import { describe, expect, test } from '@jest/globals';
import { InvalidInputError } from '../../../src/core/errors.ts';
import { type Dataset, readDataset } from '../../../src/replay/dataset.ts';
import { smallFiles, withDataset } from '../../integration/replay/made-up-dataset.ts';

const REQUIRED = 'block,time,tx_index,tx_hash,seq,kind,asset,from,to,value,success';
const A = `0x${'1'.repeat(40)}`;
const B = `0x${'2'.repeat(40)}`;
const TOKEN = `0x${'5'.repeat(40)}`;

/** A valid row, with some cells changed. */
function row(changes: Record<string, string> = {}): string {
  const cells: Record<string, string> = {
    ...{
      block: '100',
      time: '2022-01-01T00:00:00Z',
      tx_index: '0',
      tx_hash: `0x${'a'.repeat(64)}`,
      seq: '0',
    },
    ...{ kind: 'call', asset: 'ETH', from: A, to: B, value: '1', success: 'true' },
    ...changes,
  };
  return Object.values(cells).join(',');
}

async function read(...rows: string[]): Promise<Dataset> {
  const { manifest } = await smallFiles();
  const csv = [REQUIRED, ...rows].join('\n');
  return withDataset({ 'dataset.json': manifest, 'ethereum.csv': csv }, readDataset);
}

async function readCsv(csv: string): Promise<Dataset> {
  const { manifest } = await smallFiles();
  return withDataset({ 'dataset.json': manifest, 'ethereum.csv': csv }, readDataset);
}

async function problem(reading: Promise<Dataset>): Promise<InvalidInputError> {
  const outcome = await reading.then(
    () => null,
    (error: unknown) => error,
  );
  if (!(outcome instanceof InvalidInputError)) throw new Error(`expected a refusal, got ${String(outcome)}`);
  return outcome;
}

const values = (dataset: Dataset): (bigint | undefined)[] =>
  [...(dataset.ethereum?.transactions.values() ?? [])].map((tx) => tx.call?.value);

describe('a valid file', () => {
  test('stands in chain order whatever the order of its lines', async () => {
    const dataset = await read(
      row({ block: '101', tx_hash: `0x${'c'.repeat(64)}`, value: '3' }),
      row({ tx_index: '1', tx_hash: `0x${'b'.repeat(64)}`, value: '2' }),
      row(),
    );
    expect(values(dataset)).toEqual([1n, 2n, 3n]);
  });

  test('may name its columns in any order, with a byte order mark, quotes and Windows line ends', async () => {
    const header = REQUIRED.split(',').reverse().join(',');
    const csv = `\u{feff}${header}\r\n${row()
      .split(',')
      .reverse()
      .map((cell) => `"${cell}"`)
      .join(',')}\r\n\r\n`;
    expect(values(await readCsv(csv))).toEqual([1n]);
  });

  test('may write addresses with their checksum and hashes in upper case', async () => {
    const checksummed = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';
    const dataset = await read(row({ from: checksummed, tx_hash: `0x${'A'.repeat(64)}` }));
    expect(dataset.ethereum?.calls.has(checksummed.toLowerCase())).toBe(true);
    expect(dataset.ethereum?.transactions.has(`0x${'a'.repeat(64)}`)).toBe(true);
  });

  test('holds amounts up to 2^256 - 1', async () => {
    const max = (2n ** 256n - 1n).toString();
    expect(values(await read(row({ value: max })))).toEqual([2n ** 256n - 1n]);
    const tooMuch = await problem(read(row({ value: (2n ** 256n).toString() })));
    expect(tooMuch.message).toContain('expected an amount below 2^256');
  });

  test('may be empty or absent', async () => {
    expect((await read()).ethereum?.transactions.size).toBe(0);
    const { manifest } = await smallFiles();
    const dataset = await withDataset({ 'dataset.json': manifest }, readDataset);
    expect(dataset.ethereum?.blocks.size).toBe(1);
  });

  test('gives a transaction the fee of its call, or else the first that a row states', async () => {
    const header = `${REQUIRED},fee`;
    const fees = async (...lines: string[]): Promise<(bigint | null)[]> =>
      [...((await readCsv([header, ...lines].join('\n'))).ethereum?.transactions.values() ?? [])].map(
        (tx) => tx.fee,
      );
    const token = { kind: 'erc20', asset: TOKEN, seq: '1' };
    expect(await fees(`${row()},7`, `${row(token)},9`)).toEqual([7n]);
    expect(await fees(`${row()},`, `${row(token)},9`)).toEqual([9n]);
    expect(await fees(`${row(token)},`)).toEqual([null]);
    expect(await fees(`${row()},0`)).toEqual([0n]);
  });

  test('keeps token rows of successful transactions only', async () => {
    const token = { kind: 'erc20', asset: TOKEN, seq: '1' };
    const tokens = (dataset: Dataset): number => dataset.ethereum?.tokens.get(A)?.length ?? 0;
    expect(tokens(await read(row(), row(token)))).toBe(1);
    expect(tokens(await read(row(), row({ ...token, success: 'false' })))).toBe(0);
    expect(tokens(await read(row({ success: 'false' }), row(token)))).toBe(0);
    expect(tokens(await read(row(token)))).toBe(1);
  });
});

describe('a cell of the wrong form', () => {
  test.each([
    ['block', '-1', 'a whole number from 0'],
    ['block', '0x64', 'a whole number from 0'],
    ['time', '2022-01-01', 'a UTC time in whole seconds such as 2022-01-18T00:53:13Z'],
    ['time', '2022-02-30T00:00:00Z', 'a UTC time'],
    ['time', '2022-01-01T00:00:00+01:00', 'a UTC time'],
    ['tx_index', '', 'a whole number from 0'],
    ['tx_hash', '0xabc', '0x and 64 hex digits'],
    ['seq', '1.5', 'a whole number from 0'],
    ['kind', 'delegatecall', 'call, internal or erc20'],
    ['asset', 'WETH', 'ETH for call and internal, the token contract for erc20'],
    ['asset', TOKEN, 'ETH in a row of kind call'],
    ['from', '0x12', 'an address, 0x and 40 hex digits'],
    ['to', '', 'an address, 0x and 40 hex digits (for a creation, the address of the new contract)'],
    [
      'to',
      '0x098B716B8Aaf21512996dC57EB0615e2383E2f97',
      'an address in lower case or with a right EIP-55 checksum',
    ],
    ['value', '1.5', 'the amount in the smallest unit, digits only'],
    ['value', '1e18', 'the amount in the smallest unit'],
    ['value', '-1', 'the amount in the smallest unit'],
    ['value', '007', 'the amount in the smallest unit'],
    ['value', '', 'the amount in the smallest unit'],
    ['success', 'TRUE', 'true or false'],
    ['success', '1', 'true or false'],
  ])('%s = "%s"', async (column, value, expected) => {
    const { message, context } = await problem(
      read(row({ block: '99', tx_hash: `0x${'b'.repeat(64)}` }), row({ [column]: value })),
    );
    expect(message).toContain(`ethereum.csv line 3: ${column} is "${value}"; expected ${expected}`);
    expect(context).toMatchObject({ file: 'ethereum.csv', line: 3, field: column });
  });

  test('a token row names its contract', async () => {
    const { message } = await problem(read(row({ kind: 'erc20' })));
    expect(message).toContain('line 2: asset is "ETH"; expected the address of the token contract');
  });

  test.each([
    ['fee', 'x'],
    ['fee', '1.0'],
    ['decimals', 'eighteen'],
  ])('optional %s = "%s"', async (column, value) => {
    const { message } = await problem(readCsv(`${REQUIRED},${column}\n${row()},${value}\n`));
    expect(message).toContain(`ethereum.csv line 2: ${column} is "${value}"; expected`);
  });
});

describe('a header or a line of the wrong form', () => {
  test('a missing column is named', async () => {
    const { message } = await problem(readCsv('block,time\n1,2\n'));
    expect(message).toContain('ethereum.csv line 1: column tx_index is missing');
  });

  test('an unknown or doubled column is named', async () => {
    expect((await problem(readCsv(`${REQUIRED},fees\n`))).message).toContain(
      'header is "fees"; expected each of these columns once',
    );
    expect((await problem(readCsv(`${REQUIRED},value\n`))).message).toContain('header is "value"');
  });

  test('a line with too few or too many fields, or an open quote', async () => {
    expect((await problem(read(row(), '1,2'))).message).toContain(
      'ethereum.csv line 3: content is "CSV_RECORD_INCONSISTENT',
    );
    expect((await problem(read(`${row()},more`))).message).toContain('ethereum.csv line 2: content');
    expect((await problem(read(row(), '"open'))).message).toContain('plain CSV');
  });
});

describe('rows that contradict each other', () => {
  const other = { tx_hash: `0x${'b'.repeat(64)}` };

  test.each([
    ['above the tip', [row({ block: '15000011' })], 'block is 15000011; expected at most 15000010'],
    ['two transactions in one place', [row(), row(other)], 'tx_index is 0; expected another index: 0xaaaa'],
    [
      'one transaction in two blocks',
      [row(), row({ block: '101' })],
      'expected block 100 and tx_index 0, as in line 2',
    ],
    [
      'one transaction at two indexes',
      [row(), row({ tx_index: '1' })],
      'expected block 100 and tx_index 0, as in line 2',
    ],
    ['two calls', [row(), row({ seq: '1' })], 'kind is "call"; expected one call row a transaction'],
    [
      'one sequence number twice',
      [row({ kind: 'internal' }), row({ kind: 'internal' })],
      'seq is 0; expected a number of its own',
    ],
    [
      'one block with two times',
      [row(), row({ ...other, tx_index: '1', time: '2022-01-01T00:00:01Z' })],
      'time is 1640995201; expected 1640995200, the time of its block',
    ],
    [
      'time running backwards',
      [row(), row({ ...other, block: '101', time: '2021-12-31T23:59:59Z' })],
      'time is 1640995199; expected 1640995200 to 1655778600',
    ],
    [
      'later than the tip',
      [row({ time: '2022-06-21T02:30:01Z' })],
      'time is 1655778601; expected 0 to 1655778600',
    ],
    ['the tip at another time', [row({ block: '15000010' })], 'expected 1655778600, the time of its block'],
  ])('%s', async (_, rows, text) => {
    expect((await problem(read(...rows))).message).toContain(text);
  });

  test('near misses are fine: rows of other kinds with one number, blocks of one time', async () => {
    const dataset = await read(
      row(),
      row({ kind: 'internal' }),
      row({ kind: 'erc20', asset: TOKEN }),
      row({ ...other, block: '101' }),
    );
    expect(dataset.ethereum?.transactions.size).toBe(2);
  });
});

test('a file without a tip is refused', async () => {
  const { ethereum } = await smallFiles();
  const manifest = JSON.stringify({ name: 'n', title: 't', provenance: 'p', syntheticIds: false, tips: {} });
  const reading = withDataset({ 'dataset.json': manifest, 'ethereum.csv': ethereum }, readDataset);
  expect((await problem(reading)).message).toContain(
    'tips.ethereum is missing; expected the tip of ethereum.csv',
  );
});
