/** Tables of seeds: what each kind of row becomes, and how each wrong one is named. */
import { describe, expect, test } from '@jest/globals';
import { parseCase } from '../../../src/cases/case-body.ts';
import { InvalidRowsError, importSeeds } from '../../../src/cases/import-seeds.ts';
import { NO_LIMITS } from '../../support/offline-walk.ts';

const TXID = 'be53bf20b2fdeb733e17cf9dcdea1f42761486f178711cd679fdf6b19c970ad1';
const HASH = `0x${TXID}`;
const BECH32 = 'bc1qk8wlwypvvr6v5lmsngg5a248k2a9cgrsrw5jsq';
const ETHER = '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d';
const TOKEN = ETHER.toLowerCase();
const HEADER = 'victim,chain,txid,address,asset,amount,time';

const one = (row: string) => importSeeds(`${HEADER}\n${row}\n`);
const refused = (csv: string) => {
  try {
    importSeeds(csv);
  } catch (error) {
    if (error instanceof InvalidRowsError) return error.rows;
    throw error;
  }
  throw new Error('the table was taken');
};

describe('rows that are seeds', () => {
  test.each([
    ['a Bitcoin transaction', `,bitcoin,${TXID},,,,`, { kind: 'transaction', chain: 'bitcoin', txid: TXID }],
    [
      'its outputs to one address',
      `,bitcoin,${TXID},${BECH32},,,`,
      { kind: 'transaction', chain: 'bitcoin', txid: TXID, receiver: BECH32 },
    ],
    [
      'one of its outputs',
      `,bitcoin,${TXID}:7,,,,`,
      { kind: 'outpoint', chain: 'bitcoin', txid: TXID, vout: 7 },
    ],
    [
      'capitals',
      `,BITCOIN,${TXID.toUpperCase()},,btc,,`,
      { kind: 'transaction', chain: 'bitcoin', txid: TXID },
    ],
    [
      'an address',
      `V 1,ethereum,,${ETHER},,1.5,2022-01-17`,
      {
        kind: 'address',
        chain: 'ethereum',
        address: ETHER,
        asset: 'ETH',
        since: '2022-01-17',
        amount: '1500000000000000000',
        victim: 'V 1',
        note: 'reported: 1.5 ETH at 2022-01-17',
      },
    ],
    [
      'a token',
      `,ethereum,,${ETHER},${TOKEN},,`,
      { kind: 'address', chain: 'ethereum', address: ETHER, asset: TOKEN },
    ],
    [
      'an Ethereum transaction',
      `,ethereum,${HASH.toUpperCase().replace('X', 'x')},,,,`,
      { kind: 'transaction', chain: 'ethereum', txid: HASH, asset: 'ETH' },
    ],
    [
      'what one address got of a token in it',
      `,ethereum,${HASH},${ETHER},${TOKEN},,2022-01-17T00:10:00Z`,
      {
        kind: 'transaction',
        chain: 'ethereum',
        txid: HASH,
        receiver: ETHER,
        asset: TOKEN,
        note: 'reported: at 2022-01-17T00:10:00Z',
      },
    ],
    [
      'at most so many coins of an output',
      `,bitcoin,${TXID}:0,,,021.50,`,
      {
        kind: 'outpoint',
        chain: 'bitcoin',
        txid: TXID,
        vout: 0,
        amount: '2150000000',
        note: 'reported: 021.50 BTC',
      },
    ],
  ])('%s', (_, row, seed) => {
    const seeds = one(row);
    expect(seeds).toEqual([seed]);
    // What comes out is what a case body takes.
    expect(parseCase({ name: 'x', seeds }, NO_LIMITS).seeds).toHaveLength(1);
  });

  test.each([
    ['250.75', '6', '250750000'],
    ['1', '0', '1'],
    ['0.5', '255', null],
    ['0.000000000000000001', '18', '1'],
    ['7', '', null],
    ['7', '6.0', null],
    ['7', '256', null],
    ['0.0000001', '6', null],
  ])('%s of a token with the decimals "%s" is %s of its units', (amount, decimals, units) => {
    const csv = `chain,txid,asset,amount,decimals\nethereum,${HASH},${TOKEN},${amount},${decimals}\n`;
    if (units === null) expect(refused(csv)).toHaveLength(1);
    else expect(importSeeds(csv)).toMatchObject([{ asset: TOKEN, amount: units }]);
  });

  test('the decimals of a coin are known: others are refused', () => {
    const csv = (decimals: string) => `chain,txid,amount,decimals\nbitcoin,${TXID},1,${decimals}\n`;
    expect(importSeeds(csv('8'))).toMatchObject([{ amount: '100000000' }]);
    expect(refused(csv('18'))).toMatchObject([{ column: 'decimals', value: '18' }]);
  });

  test('columns in any order, of any case; a byte order mark, blank lines, quotes and line ends of all kinds', () => {
    const csv = `\u{feff}TxId , Chain,VICTIM\r\n${TXID},bitcoin,"a ""b"", c\r\nd"\r\n\r\n${TXID},bitcoin,\r\n`;
    expect(importSeeds(csv).map(({ victim }) => victim)).toEqual(['a "b", c\r\nd', undefined]);
  });

  test('483 rows are 483 seeds, in their order', () => {
    const rows = Array.from(
      { length: 483 },
      (_, n) => `user ${n},ethereum,,${ETHER},ETH,${n + 1},2022-01-17`,
    );
    const seeds = importSeeds(`${HEADER}\n${rows.join('\n')}`);
    expect(seeds.map(({ victim }) => victim)).toEqual(rows.map((_, n) => `user ${n}`));
  });
});

describe('rows that are none', () => {
  test('neither transaction nor address: it is said what is needed', () => {
    expect(refused(`${HEADER}\n,bitcoin,,,,1,`)).toMatchObject([
      { column: 'address', value: '', problem: 'is empty, as is txid; one of them is needed' },
    ]);
  });

  test.each([
    ['a chain', `,litecoin,${TXID},,,,`, 'chain'],
    ['no chain', `,,${TXID},,,,`, 'chain'],
    ['a digit too few', `,bitcoin,${TXID.slice(1)},,,,`, 'txid'],
    ['an output that cannot be', `,bitcoin,${TXID}:4294967296,,,,`, 'txid'],
    ['an address beside an output', `,bitcoin,${TXID}:0,${BECH32},,,`, 'address'],
    ['a wrong checksum', `,bitcoin,,${BECH32.slice(0, -1)}p,,,`, 'address'],
    ['an address of the other chain', `,bitcoin,,${ETHER},,,`, 'address'],
    ['neither transaction nor address', ',bitcoin,,,,,', 'address'],
    ['a token on Bitcoin', `,bitcoin,${TXID},,USDT,,`, 'asset'],
    ['an Ethereum transaction without 0x', `,ethereum,${TXID},${ETHER},,,`, 'txid'],
    ['an output of an Ethereum transaction', `,ethereum,${HASH}:0,,,,`, 'txid'],
    ['a receiver on the other chain', `,ethereum,${HASH},${BECH32},,,`, 'address'],
    ['an amount of a token without its decimals', `,ethereum,${HASH},,${TOKEN},5,`, 'amount'],
    ['more than can be', `,ethereum,${HASH},,,${'9'.repeat(61)},`, 'amount'],
    ['a negative amount', `,bitcoin,${TXID},,,-1,`, 'amount'],
    ['an amount with a comma', `,bitcoin,${TXID},,,"1,5",`, 'amount'],
    ['nothing', `,bitcoin,${TXID},,,0.00,`, 'amount'],
    ['a ninth decimal', `,bitcoin,${TXID},,,0.000000001,`, 'amount'],
    ['a local time', `,bitcoin,${TXID},,,,2022-01-17 10:00`, 'time'],
    ['a day that is none', `,bitcoin,${TXID},,,,2022-02-30`, 'time'],
    ['a cell too many', `,bitcoin,${TXID},,,,,x`, 'row'],
    ['a long victim', `${'x'.repeat(2001)},bitcoin,${TXID},,,,`, 'victim'],
  ])('%s', (_, row, column) => {
    expect(refused(`${HEADER}\n${row}\n`)).toMatchObject([{ line: 2, column }]);
  });

  test('all of them are named, by the line on which they end, up to a hundred', () => {
    const good = `,bitcoin,${TXID},,,,`;
    const rows = refused(`${HEADER}\n${good}\n,x,,,,,\n\n"a\nb",y,,,,,\n${good}\n`);
    expect(rows.map(({ line, value }) => [line, value])).toEqual([
      [3, '"x"'.replaceAll('"', '')],
      [6, 'y'],
    ]);
    const many = `${HEADER}\n${',x,,,,,\n'.repeat(150)}`;
    expect(refused(many)).toHaveLength(100);
    expect(() => importSeeds(many)).toThrow('150 of the rows cannot be read');
  });
});

describe('what is no table of seeds', () => {
  test.each([
    ['nothing', '', 'has no rows'],
    ['a header alone', `${HEADER}\n`, 'has no rows'],
    ['an unknown column', 'chain,txid,formula\nbitcoin,x,=1', 'unknown columns: "formula"'],
    ['a column twice', 'chain,txid,txid\nbitcoin,x,y', 'the column txid twice'],
    ['no chain', 'txid\nx', 'lacks columns'],
    ['nothing to start from', 'chain,amount\nbitcoin,1', 'lacks columns'],
    ['an open quote', `${HEADER}\n"a,bitcoin,${TXID},,,,`, 'is no CSV table'],
    ['too many rows', `${HEADER}\n${`,bitcoin,${TXID},,,,\n`.repeat(10_001)}`, 'more than 10000 rows'],
  ])('%s', (_, csv, problem) => {
    expect(() => importSeeds(csv)).toThrow(problem);
  });
});
