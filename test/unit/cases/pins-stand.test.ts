/** Whether the blocks that a run was pinned to still stand when it ends: yes, no, or nobody can tell. */

import { expect, test } from '@jest/globals';
import { pinsStand } from '../../../src/cases/find-forks.ts';
import type { ChainSource } from '../../../src/cases/ports.ts';
import { InvariantError, ProviderUnavailableError } from '../../../src/core/errors.ts';

const TIP = { height: 100, hash: 'a block', time: 1_700_000_000 };
const asked: number[] = [];
const standsBy = (blockHash: ChainSource['blockHash']) =>
  pinsStand(
    { bitcoin: TIP },
    {
      sources: {
        bitcoin: {
          blockHash: (height) => {
            asked.push(height);
            return blockHash(height);
          },
        } as ChainSource,
      },
    },
  );

test.each<[string, ChainSource['blockHash'], boolean | null]>([
  ['the same block', async () => 'a block', true],
  ['another block', async () => 'another block', false],
  ['no block of that height, as who is behind', async () => null, null],
  [
    'no answer',
    async () => {
      throw new ProviderUnavailableError('down', {});
    },
    null,
  ],
])('%s', async (_, blockHash, stands) => {
  asked.length = 0;
  expect(await standsBy(blockHash)).toEqual({ bitcoin: stands });
  expect(asked).toEqual([100]);
});

test('a failure of our own is none of theirs', async () => {
  const bug = standsBy(async () => {
    throw new InvariantError('a bug', {});
  });
  await expect(bug).rejects.toBeInstanceOf(InvariantError);
});

test('nobody to be asked: nobody can tell', async () => {
  expect(await pinsStand({ ethereum: TIP }, { sources: {} })).toEqual({ ethereum: null });
});
