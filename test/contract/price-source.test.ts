/** The contract of price sources: all of them say the same of the same prices, each as exactly as it can. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PriceSource } from '../../src/cases/price-source.ts';
import { isPrice, type PriceAnswer } from '../../src/core/prices/price.ts';
import { createCoinGeckoPrices } from '../../src/explorers/prices/coingecko/client.ts';
import { createDefiLlamaPrices } from '../../src/explorers/prices/defillama/client.ts';
import { createPriceFile } from '../../src/explorers/prices/price-file.ts';
import { createTransport } from '../../src/explorers/transport/transport.ts';
import { parsePriceTable } from '../../src/price-table.ts';
import { type Replay, startReplay } from '../../src/replay/server.ts';
import { pricedDataset } from '../support/priced-dataset.ts';

const USDC = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48';
const BARE = '0x00000000000000000000000000000000000000aa';
const UNKNOWN = '0x00000000000000000000000000000000000000bb';
/** A table of days, which every source can tell. The digits are more than a float has. */
const CSV = `time,asset,usd,decimals
2022-01-17,ETH,3350.123456789012345678,
2022-01-18,ETH,3212.3,
2022-01-17,BTC,43100.00,
2022-01-17,${USDC},0.999800000000000001,6
2022-01-18,${USDC},1.0002,6
2022-01-17,${BARE},0.0000000000000000000000000123,
`;
const TODAY = '2022-02-01T00:00:00Z';
const at = (time: string) => Date.parse(time) / 1000;
const [DAY, NEXT] = [at('2022-01-17T00:00:00Z'), at('2022-01-18T00:00:00Z')];
const NEVER = at('2021-06-01T00:00:00Z');

let replay: Replay;
const sources = new Map<string, PriceSource>();
beforeAll(async () => {
  replay = await startReplay({
    dir: pricedDataset(CSV, TODAY),
    faults: { rate: 0.3, kinds: ['429', '500', '502-html', 'cut', 'html-200'], seed: 'prices' },
  });
  const bases = new Map(replay.prices.map(({ name, baseUrl }) => [name, baseUrl]));
  const transport = (provider: string) =>
    createTransport({ provider, baseUrl: bases.get(provider) ?? '', concurrency: 4, retryBaseMs: 1 });
  sources.set('defillama', createDefiLlamaPrices(transport('defillama')));
  sources.set('coingecko', createCoinGeckoPrices(transport('coingecko')));
  sources.set('file', createPriceFile(parsePriceTable(CSV, 'prices.csv')));
});
afterAll(() => replay.close());

describe.each(['defillama', 'coingecko', 'file'])('%s', (name) => {
  const ask = async (asset: string, ...times: number[]): Promise<readonly PriceAnswer[]> => {
    const said = await sources.get(name)?.prices(asset, times);
    expect(said?.value.map(({ time }) => time)).toEqual(times);
    expect(said?.provider).toBe(name);
    return said?.value.map(({ answer }) => answer) ?? [];
  };
  const price = (usd: string, time: number, decimals: number | null) => ({
    usd,
    at: time,
    source: name,
    decimals,
  });
  const isUnknown = ({ ...answer }: PriceAnswer) => !isPrice(answer) && answer.reason.startsWith(`${name}: `);

  test('a single price, with every digit', async () => {
    expect(await ask('ETH', DAY)).toEqual([price('3350.123456789012345678', DAY, 18)]);
    expect(await ask('BTC', DAY)).toEqual([price('43100', DAY, 8)]);
  });

  test('several prices, in the order of the times; a time that nothing is known of is unknown', async () => {
    const [first, second, third = { reason: '' }] = await ask('ETH', DAY, NEXT, NEXT + 40 * 86_400);
    expect([first, second]).toEqual([price('3350.123456789012345678', DAY, 18), price('3212.3', NEXT, 18)]);
    expect(isUnknown(third)).toBe(true);
  });

  test('a price near the time, with its own time', async () => {
    expect(await ask('ETH', DAY + 3 * 3600, NEXT + 5 * 3600)).toEqual([
      price('3350.123456789012345678', DAY, 18),
      price('3212.3', NEXT, 18),
    ]);
  });

  test('a token by its contract, with its decimals', async () => {
    expect(await ask(USDC, DAY)).toEqual([price('0.999800000000000001', DAY, 6)]);
    expect(await ask(USDC, DAY, NEXT)).toEqual([
      price('0.999800000000000001', DAY, 6),
      price('1.0002', NEXT, 6),
    ]);
    expect(await ask(BARE, DAY)).toEqual([price('0.0000000000000000000000000123', DAY, null)]);
  });

  test('a token or a time that nobody knows is unknown, and says by whom', async () => {
    const answers = [
      ...(await ask(UNKNOWN, DAY, NEXT)),
      ...(await ask('ETH', NEVER)),
      ...(await ask(UNKNOWN, DAY)),
    ];
    expect(answers.map(isUnknown)).toEqual([true, true, true, true]);
  });

  test('no times, no prices', async () => {
    expect(await ask('ETH')).toEqual([]);
  });
});
