/** Explorers that stand in for each other: who is asked when, and what is believed. */

import { describe, expect, test } from '@jest/globals';
import type { ChainSource } from '../../../src/cases/ports.ts';
import type { Tip } from '../../../src/core/chain.ts';
import {
  BadProviderDataError,
  type ProviderError,
  ProviderUnavailableError,
  StorageError,
} from '../../../src/core/errors.ts';
import type { Subject } from '../../../src/core/graph/subject.ts';
import { type Explorer, rotating } from '../../../src/explorers/rotation.ts';
import { LastingRefusalError } from '../../../src/explorers/transport/refusal.ts';
import { failureOf } from './local-server.ts';

const TIP: Tip = { height: 100, hash: 'tip', time: 1 };
const SUBJECT: Subject = { kind: 'transaction', chain: 'bitcoin', txid: 'a'.repeat(64) };
const down = (name: string) => new ProviderUnavailableError(`${name} is down`, {});
const odd = (name: string) => new BadProviderDataError(`${name} is odd`, {});

/** Explorers whose answers the test decides, and what they were asked. */
function explorers(names: readonly string[]) {
  const asked: string[] = [];
  const state = new Map(
    names.map((name) => [name, { error: null as Error | null, hash: 'tip' as string | null }]),
  );
  const of = (name: string) => state.get(name) as { error: Error | null; hash: string | null };
  const answer = <T>(name: string, question: string, value: T): T => {
    asked.push(`${name} ${question}`);
    const { error } = of(name);
    if (error !== null) throw error;
    return value;
  };
  const all = names.map((name): Explorer => {
    const source: ChainSource = {
      tip: async () => answer(name, 'tip', { value: TIP, provider: name, evidence: [] }),
      blockHash: async () => answer(name, 'block', of(name).hash),
      expand: async (subject) =>
        answer(name, 'look-up', { subject, status: 'complete', transactions: [], count: 0, provider: name }),
      traffic: () => ({ requests: 1, cacheHits: 2 }),
    };
    return { name, source };
  });
  let now = 0;
  const rotated: [string, ProviderError][] = [];
  const source = rotating(all, {
    sleep: async () => {},
    now: () => now,
    onRotated: (...one) => rotated.push(one),
  });
  return {
    source,
    asked,
    rotated,
    set: (name: string, change: Partial<{ error: Error | null; hash: string | null }>) =>
      Object.assign(of(name), change),
    wait: (ms: number) => {
      now += ms;
    },
    expand: async (subject: Subject = SUBJECT) => (await source.expand(subject, TIP, 1)).provider,
  };
}

test('the first one answers; nobody else is asked', async () => {
  const { source, asked, expand } = explorers(['a', 'b']);
  expect((await source.tip()).provider).toBe('a');
  expect(await expand()).toBe('a');
  expect(asked).toEqual(['a tip', 'a look-up']);
});

test('who gave the tip need not be asked for it; who stands in must know it', async () => {
  const { source, asked, set, expand } = explorers(['a', 'b']);
  await source.tip();
  set('a', { error: down('a') });
  expect(await expand()).toBe('b');
  expect(await expand()).toBe('b');
  expect(asked).toEqual(['a tip', 'a look-up', 'b block', 'b look-up', 'b look-up']);
});

test.each([
  ['lags behind', null],
  ['follows another fork', 'other'],
])('one that %s is not believed, until it has caught up', async (_, hash) => {
  const { source, set, wait, expand } = explorers(['a', 'b']);
  await source.tip();
  set('a', { error: down('a') });
  set('b', { hash });
  const error = await failureOf(expand);
  expect(error.message).toBe('a is down');
  set('b', { hash: 'tip' });
  wait(10 * 60_000);
  expect(await expand()).toBe('b');
});

test.each([down, odd])('any failure of an explorer leads to the next one: %p', async (errorOf) => {
  const { set, expand, rotated } = explorers(['a', 'b', 'c']);
  set('a', { error: errorOf('a') });
  set('b', { error: errorOf('b') });
  expect(await expand()).toBe('c');
  expect(rotated.map(([name]) => name)).toEqual(['a', 'b']);
});

test('a failure of our own is none of theirs', async () => {
  const { set, expand, asked } = explorers(['a', 'b']);
  set('a', { error: new StorageError('no room', {}) });
  expect((await failureOf(expand)).message).toBe('no room');
  expect(asked).not.toContain('b look-up');
});

describe('when none answers', () => {
  test('the error is that of the first that may answer later', async () => {
    const { set, expand, asked } = explorers(['a', 'b']);
    set('a', { error: odd('a') });
    set('b', { error: down('b') });
    expect((await failureOf(expand)).message).toBe('b is down');
    expect(asked).toEqual(['a block', 'b block', 'a block', 'b block']);
  });

  test('or else of the first', async () => {
    const { set, expand } = explorers(['a', 'b']);
    set('a', { error: odd('a') });
    set('b', { error: odd('b') });
    expect((await failureOf(expand)).message).toBe('a is odd');
  });
});

describe('one that failed rests', () => {
  test('half a minute, then longer each time, then it is the first again', async () => {
    const { source, set, wait, expand, asked } = explorers(['a', 'b']);
    await source.tip();
    set('a', { error: down('a') });
    expect(await expand()).toBe('b');
    set('a', { error: null });
    wait(29_999);
    expect(await expand()).toBe('b');
    wait(1);
    set('a', { error: down('a') });
    expect(await expand()).toBe('b');
    wait(59_999);
    set('a', { error: null });
    expect(await expand()).toBe('b');
    wait(1);
    expect(await expand()).toBe('a');
    expect(asked.filter((one) => one === 'a look-up')).toHaveLength(3);
  });

  test('an hour when it refuses for good', async () => {
    const { set, wait, expand } = explorers(['a', 'b']);
    set('a', { error: new LastingRefusalError('wrong key', {}) });
    await expand();
    set('a', { error: null });
    wait(3_599_999);
    expect(await expand()).toBe('b');
    wait(1);
    expect(await expand()).toBe('a');
  });

  test('but is asked all the same when the others fail', async () => {
    const { set, expand } = explorers(['a', 'b']);
    set('a', { error: down('a') });
    await expand();
    set('a', { error: null });
    set('b', { error: down('b') });
    expect(await expand()).toBe('a');
  });
});

describe('one whose word was found to be wrong', () => {
  test('is not asked', async () => {
    const { expand, asked } = explorers(['a', 'b']);
    expect(await expand({ ...SUBJECT, without: ['a'] })).toBe('b');
    expect(asked).toEqual(['b block', 'b look-up']);
  });

  test.each([['a'], ['a', 'b']])('%s: when nobody is left, that is said', async (...names) => {
    const { expand, asked } = explorers(names);
    const error = await failureOf(() => expand({ ...SUBJECT, without: names }));
    expect(error).toBeInstanceOf(BadProviderDataError);
    expect(error.message).toBe(
      `no explorer is left to ask: what ${names.join(', ')} said was found to be wrong`,
    );
    expect(asked).toEqual([]);
  });
});

test('the traffic is that of all', () => {
  expect(explorers(['a', 'b']).source.traffic()).toEqual({ requests: 2, cacheHits: 4 });
});
