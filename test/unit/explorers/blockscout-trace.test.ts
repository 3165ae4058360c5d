/** Traces, in the forms of both kinds of nodes: the same calls, the same ones undone. */

import { describe, expect, test } from '@jest/globals';
import { readTrace } from '../../../src/explorers/blockscout/trace.ts';
import { answered, failureOf } from './local-server.ts';

const ORIGIN = { provider: 'blockscout', url: 'http://explorer/raw-trace', path: '/raw-trace' };
const [A, B, C, D] = ['a', 'b', 'c', 'd'].map((digit) => `0x${digit.repeat(40)}`) as [
  string,
  string,
  string,
  string,
];
const framesOf = (trace: unknown) => readTrace(answered(ORIGIN, JSON.stringify(trace)));
const shown = (trace: unknown) =>
  framesOf(trace).map(({ from, to, value, isUndone }) =>
    [from[2], to?.[2] ?? '-', value, isUndone ? 'undone' : ''].join(' ').trim(),
  );

/** A → B, in it B → C (fails) with C → D and a creation, then B → D, and what B leaves when it destroys itself. */
const PARITY = [
  { action: { callType: 'call', from: A, to: B, value: '0x5' }, result: {}, traceAddress: [], type: 'call' },
  {
    action: { callType: 'call', from: B, to: C, value: '0x1' },
    error: 'Reverted',
    traceAddress: [0],
    type: 'call',
  },
  {
    action: { callType: 'call', from: C, to: D, value: '0x1' },
    result: {},
    traceAddress: [0, 0],
    type: 'call',
  },
  {
    action: { from: C, init: '0x', value: '0x0' },
    result: { address: A },
    traceAddress: [0, 1],
    type: 'create',
  },
  {
    action: { callType: 'call', from: B, to: D, value: '0x2' },
    result: null,
    error: null,
    traceAddress: [1],
    type: 'call',
  },
  {
    action: { address: B, refundAddress: A, balance: '0x3' },
    result: null,
    traceAddress: [2],
    type: 'suicide',
  },
];
const GETH = {
  type: 'CALL',
  from: A,
  to: B,
  value: '0x5',
  calls: [
    {
      type: 'CALL',
      from: B,
      to: C,
      value: '0x1',
      error: 'execution reverted',
      calls: [
        { type: 'CALL', from: C, to: D, value: '0x1' },
        { type: 'CREATE', from: C, to: A, value: '0x0' },
      ],
    },
    { type: 'CALL', from: B, to: D, value: '0x2', calls: [] },
    { type: 'SELFDESTRUCT', from: B, to: A, value: '0x3' },
  ],
};
const EXPECTED = ['a b 5', 'b c 1', 'c d 1 undone', 'c a 0 undone', 'b d 2', 'b a 3'];

test.each([
  ['of Parity', PARITY],
  ['of Parity, with what else a replay tells', { trace: PARITY, stateDiff: null }],
  ['of Geth', GETH],
])('in the form %s', (_, trace) => {
  expect(shown(trace)).toEqual(EXPECTED);
});

test('a call that failed is not undone by itself, and one far from it not at all', () => {
  const at = (traceAddress: readonly number[], error?: string) => ({
    action: { from: A, to: B, value: '0x1' },
    ...(error === undefined ? {} : { error }),
    traceAddress,
  });
  // Ten calls: the second one's address is a prefix of the eleventh one's, as a text.
  const trace = [at([]), at([1], 'x'), at([1, 0]), at([10]), at([10, 0]), at([1, 0, 5])];
  expect(framesOf(trace).map(({ isUndone }) => isUndone)).toEqual([false, false, true, false, false, true]);
});

test('nothing of a transaction that failed is left', () => {
  const [own, ...inner] = PARITY;
  const failed = framesOf([{ ...own, error: 'Reverted' }, ...inner]);
  expect(failed.map(({ isUndone }) => isUndone)).toEqual([false, true, true, true, true, true]);
  expect(
    framesOf({ ...GETH, error: 'out of gas' })
      .slice(1)
      .every(({ isUndone }) => isUndone),
  ).toBe(true);
});

test('calls may be as deep as the stack of the machine', () => {
  let tree: object = { type: 'CALL', from: A, to: B, value: '0x1' };
  for (let depth = 1; depth < 1024; depth += 1) tree = { type: 'CALL', from: A, to: B, calls: [tree] };
  const frames = framesOf({ ...tree, error: 'out of gas' });
  expect([frames.length, frames.at(-1)?.isUndone]).toEqual([1024, true]);
});

test('addresses come out in lower case, and a call without value has none', () => {
  const call = { type: 'STATICCALL', from: A.toUpperCase().replace('X', 'x'), to: null };
  expect(framesOf(call)).toEqual([{ from: A, to: null, value: null, isUndone: false }]);
});

describe('other forms are refused', () => {
  test.each<[string, unknown]>([
    ['a text', 'trace'],
    ['calls without a place', [{ action: { from: A }, type: 'call' }]],
    ['a value in decimals', [{ action: { from: A, value: '5' }, traceAddress: [] }]],
    ['a call without a sender', { type: 'CALL', to: B }],
    ['such a call inside another', { ...GETH, calls: [{ type: 'CALL', to: B }] }],
    ['opcodes', { gas: 1, structLogs: [] }],
  ])('%s', async (_, trace) => {
    expect(await failureOf(() => framesOf(trace))).toMatchObject({ code: 'BAD_PROVIDER_DATA' });
  });
});
