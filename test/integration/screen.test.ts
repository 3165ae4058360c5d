/** Screening an address against a local explorer: where its coins came from and went to, and what is missing. */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { explorersAt } from '../../src/compose/given-explorers.ts';
import { compose } from '../../src/compose.ts';
import type { Replay } from '../../src/replay/server.ts';
import { ROOT } from '../support/cli.ts';
import { withServer } from '../unit/explorers/local-server.ts';

const EXPLOITER = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';
/** It got 8,721.2914 ETH of an address of the Lazarus Group and made 87 deposits of 100 ETH. */
const DEPOSITOR = '0x002c93452d54B6d64bfA9879fCaB14a74f1BDD44';

const app = compose({ env: {} });
let replay: Replay;

beforeAll(async () => {
  replay = await app.replay({ dir: join(ROOT, 'data/ronin-2022') });
});
afterAll(() => replay.close());

const screen = (
  address: string,
  more: { hops?: number; maxLookups?: number; maxTransactions?: number } = {},
) =>
  app.screen(
    { chain: 'ethereum', address, hops: 1, maxLookups: 50, maxTransactions: 2000, ...more },
    { explorers: explorersAt(replay.url) },
  );

describe('a depositor', () => {
  test('both directions, in one hop', async () => {
    const { address, cameFrom, wentTo } = await screen(DEPOSITOR.toLowerCase());
    expect(address).toBe(DEPOSITOR);
    expect(cameFrom.received).toEqual([{ asset: 'ETH', amount: '8721291400000000000000' }]);
    expect(cameFrom.parties).toMatchObject([
      {
        kind: 'sanctioned',
        entity: 'Lazarus Group',
        direct: { amount: '8721291400000000000000', shareMillionths: 1_000_000 },
        indirect: { amount: '0' },
        hops: 1,
      },
    ]);
    const [party] = wentTo.exposure[0]?.parties ?? [];
    expect(party).toMatchObject({ entity: 'Tornado Cash', direct: { amount: '8700000000000000000000' } });
    expect([cameFrom.gaps, wentTo.gaps]).toEqual([[], []]);
  });

  test('the same again says the same', async () => {
    const [one, other] = [await screen(DEPOSITOR), await screen(DEPOSITOR)];
    expect(other).toEqual(one);
  });
});

test('both directions ask for the newest block once, and for the address once', () =>
  withServer(
    async (request) => (await fetch(`${replay.url}${request.url}`)).json(),
    async ({ url, received }) => {
      await app.screen(
        { chain: 'ethereum', address: DEPOSITOR, hops: 1, maxLookups: 50, maxTransactions: 2000 },
        { explorers: explorersAt(url) },
      );
      const count = (word: string) => received.filter((path) => path.includes(word)).length;
      expect(count('eth_blockNumber')).toBe(1);
      for (const list of ['txlist', 'txlistinternal', 'tokentx']) {
        expect(count(`action=${list}&address=${DEPOSITOR.toLowerCase()}&startblock=0&`)).toBe(1);
      }
    },
  ));

describe('limits', () => {
  test('an exhausted budget is a gap, payer by payer', async () => {
    const { cameFrom } = await screen(EXPLOITER, { hops: 2, maxLookups: 2 });
    expect(cameFrom.lookups).toBe(2);
    expect(cameFrom.gaps.map(({ reason }) => reason)).toContain('not read: look-up budget of 2 used up');
  });

  test('hops that were not looked at are a gap', async () => {
    const { cameFrom, wentTo } = await screen(EXPLOITER);
    expect(cameFrom.parties).toMatchObject([{ kind: 'exchange', entity: 'Binance', hops: 1 }]);
    expect(cameFrom.gaps[0]?.reason).toMatch(/^not read: \d+ payers more than 1 hops back$/);
    expect(wentTo.gaps[0]?.reason).toBe('hop limit of 1 reached');
  });

  test('too many transactions are a gap in both directions', async () => {
    const { cameFrom, wentTo } = await screen(DEPOSITOR, { maxTransactions: 3 });
    expect(cameFrom.gaps[0]?.reason).toMatch(/^more transactions than the limit/);
    expect(wentTo.gaps[0]?.reason).toMatch(/more transactions than the limit/);
  });
});

test('what is no address is refused', async () => {
  await expect(screen(`${DEPOSITOR.slice(0, -1)}5`)).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});
