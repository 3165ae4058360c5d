/** A table of prices: what it takes, what it refuses by line, and which price it has for a time. */
import { describe, expect, test } from '@jest/globals';
import { InvalidInputError } from '../../src/core/errors.ts';
import { createPriceFile } from '../../src/explorers/prices/price-file.ts';
import { parsePriceTable } from '../../src/price-table.ts';

const USDC = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48';
const at = (time: string) => Date.parse(time) / 1000;

const problemOf = (csv: string): string => {
  try {
    parsePriceTable(csv, 'mine.csv');
  } catch (error) {
    if (error instanceof InvalidInputError) return error.message;
    throw error;
  }
  throw new Error('was accepted');
};

describe('read', () => {
  test('in any order of rows and columns, with or without decimals', () => {
    const csv = `\uFEFFusd, asset ,time,decimals\r\n3212.30,ETH,2022-01-18T12:00:00Z,\r\n3100,ETH,2022-01-17,18\r\n\r\n1.0,${USDC.toUpperCase().replace('0X', '0x')},2022-01-17T00:00Z,6\r\n`;
    expect([...parsePriceTable(csv, 'mine.csv')]).toEqual([
      [
        'ETH',
        {
          decimals: 18,
          prices: [
            { time: at('2022-01-17T00:00:00Z'), usd: '3100' },
            { time: at('2022-01-18T12:00:00Z'), usd: '3212.3' },
          ],
        },
      ],
      [USDC, { decimals: 6, prices: [{ time: at('2022-01-17T00:00:00Z'), usd: '1' }] }],
    ]);
  });

  test('an empty one has no prices', () => {
    expect(parsePriceTable('time,asset,usd\n', 'mine.csv').size).toBe(0);
  });
});

describe('refused, naming file and line', () => {
  const row = (text: string) => `time,asset,usd,decimals\n2022-01-17,ETH,1,\n${text}\n`;

  test.each<[string, string, string[]]>([
    ['zero, which stands for not known', row('2022-01-18,ETH,0,'), ['line 3', 'usd "0"', 'above 0']],
    ['a negative price', row('2022-01-18,ETH,-1,'), ['line 3', 'usd "-1"']],
    ['an empty price', row('2022-01-18,ETH,,'), ['line 3', 'usd ""']],
    ['an exponent', row('2022-01-18,ETH,1e3,'), ['line 3', 'usd "1e3"']],
    ['an absurd price', row('2022-01-18,ETH,9999999999999999,'), ['line 3']],
    ['thousands with commas', row('2022-01-18,ETH,"3,100.00",'), ['line 3', 'usd "3,100.00"']],
    ['a symbol', row('2022-01-18,USDC,1,6'), ['line 3', '"USDC"']],
    ['a word that every object knows', row('2022-01-18,constructor,1,'), ['line 3', '"constructor"']],
    ['a bad checksum', row(`2022-01-18,${USDC.replace('0xa', '0xA')},1,6`), ['line 3', 'EIP-55']],
    ['a local time', row('2022-01-18 12:00,ETH,1,'), ['line 3', 'time "2022-01-18 12:00"']],
    ['a day that does not exist', row('2022-02-30,ETH,1,'), ['line 3', 'time "2022-02-30"']],
    ['decimals that ether does not have', row('2022-01-18,ETH,1,8'), ['line 3', 'decimals "8"', '18']],
    ['decimals that no token has', row(`2022-01-18,${USDC},1,78`), ['line 3', 'decimals "78"']],
    ['two prices at one time', row('2022-01-17T00:00:00Z,ETH,2,'), ['line 3', 'second price of ETH']],
    [
      'two decimals of one token',
      row(`2022-01-18,${USDC},1,6\n2022-01-19,${USDC},1,18`),
      ['line 4', 'differ'],
    ],
    ['a cell too many', row('2022-01-18,ETH,1,18,x'), ['line 3', 'cells']],
    ['an unknown column', 'time,asset,usd,eur\n', ['line 1', 'time,asset,usd,eur']],
    ['a column twice', 'time,asset,usd,usd\n', ['line 1']],
    ['a column that is missing', 'time,asset\n', ['line 1']],
    ['an open quote', 'time,asset,usd\n2022-01-18,"ETH,1\n', ['no CSV table']],
  ])('%s', (_, csv, words) => {
    const message = problemOf(csv);
    for (const word of ['mine.csv', ...words]) expect(message).toContain(word);
  });

  test('several rows at once, the first five by name', () => {
    const message = problemOf(row(Array.from({ length: 7 }, (_, index) => `x,ETH,${index + 1},`).join('\n')));
    expect(message).toMatch(/line 3:.*line 7:.*; and 2 more$/);
    expect(message).not.toContain('line 8');
  });
});

describe('as a price source', () => {
  const csv = 'time,asset,usd\n2022-01-17,ETH,3100\n2022-01-18T06:00:00Z,ETH,3200\n';
  const source = createPriceFile(parsePriceTable(csv, 'mine.csv'));
  const ask = async (time: string, asset = 'ETH') =>
    (await source.prices(asset, [at(time)])).value[0]?.answer;

  test.each([
    ['2022-01-17T00:00:00Z', '3100', '2022-01-17T00:00:00Z'],
    ['2022-01-17T23:59:59Z', '3100', '2022-01-17T00:00:00Z'],
    ['2022-01-18T00:00:00Z', '3100', '2022-01-17T00:00:00Z'],
    ['2022-01-18T06:00:00Z', '3200', '2022-01-18T06:00:00Z'],
    ['2022-01-19T06:00:00Z', '3200', '2022-01-18T06:00:00Z'],
  ])('at %s the newest price before it, if it is not older than a day', async (time, usd, of) => {
    expect(await ask(time)).toEqual({ usd, at: at(of), source: 'file', decimals: 18 });
  });

  test.each([
    ['before the first one', '2022-01-16T23:59:59Z', 'ETH'],
    ['more than a day later', '2022-01-18T00:00:01Z', 'ETH'],
    ['of another asset', '2022-01-17T00:00:00Z', 'BTC'],
    ['long after the last one', '2022-01-19T06:00:01Z', 'ETH'],
  ])('%s nothing is known', async (_, time, asset) => {
    expect(await ask(time, asset)).toEqual({ reason: 'file: no price in the 24 hours before' });
  });

  test('costs no requests', () => {
    expect(source.traffic()).toEqual({ requests: 0, cacheHits: 0 });
  });
});
