/** Several price sources: each is asked only for what those before it did not know. */
import { expect, test } from '@jest/globals';
import type { PriceSource } from '../../../../src/cases/price-source.ts';
import { BadProviderDataError, StorageError } from '../../../../src/core/errors.ts';
import { firstKnown } from '../../../../src/explorers/prices/first-known.ts';

/** A source that knows some times, and writes down what it was asked for. */
function knowing(name: string, known: readonly number[], asked: string[]): PriceSource {
  return {
    async prices(asset, times) {
      asked.push(`${name} ${asset} ${times.join(' ')}`);
      const value = times.map((time) => {
        const price = { usd: `${time}`, at: time, source: name, decimals: null };
        return { time, answer: known.includes(time) ? price : { reason: `${name}: no` } };
      });
      return { value, provider: name, evidence: [`${name}-1`, `${name}-2`] };
    },
    traffic: () => ({ requests: 2, cacheHits: 1 }),
  };
}

function failing(error: Error, asked: string[]): PriceSource {
  return {
    async prices(asset, times) {
      asked.push(`failing ${asset} ${times.join(' ')}`);
      throw error;
    },
    traffic: () => ({ requests: 4, cacheHits: 0 }),
  };
}

test('the order decides; what one does not know the next is asked for, and reasons are told together', async () => {
  const asked: string[] = [];
  const source = firstKnown([
    knowing('a', [1, 3], asked),
    knowing('b', [1, 2], asked),
    knowing('c', [], asked),
  ]);
  const { value, provider, evidence } = await source.prices('ETH', [1, 2, 3, 4]);
  expect(asked).toEqual(['a ETH 1 2 3 4', 'b ETH 2 4', 'c ETH 4']);
  expect(value.map(({ time, answer }) => [time, 'usd' in answer ? answer.source : answer.reason])).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'a'],
    [4, 'a: no; b: no; c: no'],
  ]);
  expect(provider).toBe('a, b, c');
  expect(evidence).toEqual(['a-1', 'a-2', 'b-1', 'b-2', 'c-1', 'c-2']);
  expect(source.traffic()).toEqual({ requests: 6, cacheHits: 3 });
});

test('when all is known nobody else is asked', async () => {
  const asked: string[] = [];
  await firstKnown([knowing('a', [1, 2], asked), knowing('b', [1, 2], asked)]).prices('BTC', [1, 2]);
  expect(asked).toEqual(['a BTC 1 2']);
});

test('one that fails knows nothing, and its failure is a reason, cut where it is long', async () => {
  const asked: string[] = [];
  const error = new BadProviderDataError(`down: ${'x'.repeat(500)}`);
  const { value, provider } = await firstKnown([failing(error, asked), knowing('b', [2], asked)]).prices(
    'ETH',
    [1, 2],
  );
  expect(value[1]?.answer).toMatchObject({ usd: '2', source: 'b' });
  expect(value[0]?.answer).toEqual({ reason: `down: ${'x'.repeat(194)}…; b: no` });
  expect([asked, provider]).toEqual([['failing ETH 1 2', 'b ETH 1 2'], 'b']);
});

test('what is not the source’s fault is no answer', async () => {
  const error = new StorageError('the archive is full');
  await expect(firstKnown([failing(error, [])]).prices('ETH', [1])).rejects.toBe(error);
});
