/** Refusals that last, and how long they do. */
import { expect, test } from '@jest/globals';
import { createEtherscanSource } from '../../../src/explorers/etherscan/client.ts';
import { LastingRefusalError, refused } from '../../../src/explorers/transport/refusal.ts';
import type { Fetch } from '../../../src/explorers/transport/request.ts';
import { failureOf, quickTransport, withServer } from './local-server.ts';
import { REQUEST } from './moved-clock.ts';

test('a refusal is given again until its time, then the explorer is asked again', async () => {
  let now = 1000;
  let asked = 0;
  const refuse: Fetch = async () => {
    asked += 1;
    throw new LastingRefusalError('not today', {}, 5000);
  };
  const send = refused(() => now)(refuse);
  await failureOf(() => send(REQUEST));
  now = 4999;
  expect((await failureOf(() => send(REQUEST))).message).toBe('not today');
  expect(asked).toBe(1);
  now = 5000;
  await failureOf(() => send(REQUEST));
  expect(asked).toBe(2);
});

test.each([
  ['Max daily rate limit reached. 110000 (100%) of 100000 day/limit', 2],
  ['Invalid API Key', 1],
])('"%s" is asked about %i times in two hours', (result, times) =>
  withServer(
    () => ({ status: '0', message: 'NOTOK', result }),
    async ({ url, received }) => {
      let now = 0;
      const source = createEtherscanSource(quickTransport(url, { now: () => now }), { finality: 64 });
      for (; now < 7_200_000; now += 100_000) await failureOf(() => source.tip());
      expect(received).toHaveLength(times);
    },
  ),
);
