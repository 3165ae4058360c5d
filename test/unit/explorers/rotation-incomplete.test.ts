/** Explorers that stand in for each other, when one says that it does not know all yet. */

import { expect, test } from '@jest/globals';
import type { ChainSource } from '../../../src/cases/ports.ts';
import {
  BadProviderDataError,
  IncompleteAnswerError,
  ProviderUnavailableError,
} from '../../../src/core/errors.ts';
import type { Expansion, Subject } from '../../../src/core/graph/subject.ts';
import { rotating } from '../../../src/explorers/rotation.ts';
import { failureOf } from './local-server.ts';

const TIP = { height: 9, hash: '0x9', time: 99 };
const SUBJECT: Subject = { kind: 'transaction', chain: 'ethereum', txid: '0x1' };
const FOUND: Expansion = { subject: SUBJECT, status: 'complete', transactions: [], count: 0 };

/** An explorer that answers, or fails with the error; and the look-ups that it was asked for. */
function explorer(name: string, error: Error | null) {
  const asked: string[] = [];
  const source: ChainSource = {
    tip: async () => ({ value: TIP, provider: name, evidence: [] }),
    blockHash: async () => TIP.hash,
    expand: async () => {
      asked.push(name);
      if (error !== null) throw error;
      return { ...FOUND, provider: name };
    },
    traffic: () => ({ requests: 0, cacheHits: 0 }),
  };
  return { name, source, asked };
}

const INCOMPLETE = new IncompleteAnswerError('not yet processed', {});
const rotate = (...explorers: ReturnType<typeof explorer>[]) =>
  rotating(explorers, { now: () => 0, sleep: async () => {}, onRotated: () => {} });

test('the next one is asked, and the first one does not rest', async () => {
  const [first, second] = [explorer('first', INCOMPLETE), explorer('second', null)];
  const source = rotate(first, second);
  expect(await source.expand(SUBJECT, TIP, 1)).toMatchObject({ provider: 'second' });
  expect(await source.expand(SUBJECT, TIP, 1)).toMatchObject({ provider: 'second' });
  expect([first.asked.length, second.asked.length]).toEqual([2, 2]);
});

test.each([
  ['down', new ProviderUnavailableError('down', {})],
  ['odd', new BadProviderDataError('odd', {})],
])('when no other answers, the answer is incomplete: %s', async (_, error) => {
  const source = rotate(explorer('first', error), explorer('second', INCOMPLETE));
  expect(await failureOf(() => source.expand(SUBJECT, TIP, 1))).toBe(INCOMPLETE);
});
