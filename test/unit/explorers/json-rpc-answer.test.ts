/** Answers of JSON-RPC servers told apart: texts as servers are known to send them. */

import { describe, expect, test } from '@jest/globals';
import { isRpcAnswer, readAnswer } from '../../../src/explorers/json-rpc/answer.ts';
import { Body } from '../../../src/explorers/transport/body.ts';
import { LastingRefusalError } from '../../../src/explorers/transport/refusal.ts';
import { failureOf } from './local-server.ts';

const ORIGIN = { provider: 'node', url: 'http://node', path: 'eth_getLogs [{}]' };
const bodyOf = (answer: unknown, status = 200) =>
  new Body(ORIGIN, { status, text: JSON.stringify(answer), at: 0 });
const told = (message: string, code = -32000, status = 200) =>
  bodyOf({ jsonrpc: '2.0', id: 1, error: { code, message } }, status);

test('results, null included', () => {
  expect(readAnswer(bodyOf({ jsonrpc: '2.0', id: 1, result: '0x1' }))).toEqual({ result: '0x1' });
  expect(readAnswer(bodyOf({ jsonrpc: '2.0', id: 1, result: null, error: null }))).toEqual({ result: null });
});

test.each<[string, unknown, string]>([
  ['the answer to another call', { jsonrpc: '2.0', id: 2, result: '0x1' }, 'id is 2; expected 1'],
  ['an answer to no call', { jsonrpc: '2.0', result: '0x1' }, 'id is missing'],
  ['neither result nor error', { jsonrpc: '2.0', id: 1 }, 'result is missing'],
  ['a list', [], 'the answer is []; expected an object'],
  ['a number', 5, 'the answer is 5'],
])('%s is refused', async (_, answer, problem) => {
  const error = await failureOf(() => readAnswer(bodyOf(answer)));
  expect(error.code).toBe('BAD_PROVIDER_DATA');
  expect(error.message).toContain(problem);
});

describe('too many blocks', () => {
  test.each<[string, number | null]>([
    ['range 50400 exceeds limit of 10000', 10_000],
    ['ranges over 10000 blocks are not supported on free plan', 10_000],
    ['eth_getLogs is limited to a 10,000 range', 10_000],
    ['eth_getLogs is limited to 0 - 50 blocks range', 50],
    ['query exceeds max block range 100000', 100_000],
    ['exceed maximum block range: 50000', 50_000],
    ['Block range too large; currently limited to 100 blocks', 100],
    ['query block range exceeds server limit, narrow your filter: 1000', 1000],
    ['block range is too wide', null],
    ['Requested range exceeds maximum RPC range limit', null],
    ['query returned more than 10000 results', null],
    ['query returns too many logs, narrow your filter: 20000', null],
    ['query exceeds max results 20000, retry with the range 123-456', null],
    ['Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range', null],
    ['query timeout exceeded', null],
    ['execution timeout', null],
  ])('%s', (message, most) => {
    for (const code of [-32602, -32005, -32000, 35]) {
      expect(readAnswer(told(message, code))).toEqual({ refused: 'too-wide', most });
    }
  });

  test('told in the data alone', () => {
    const error = {
      code: -32602,
      message: 'invalid params',
      data: { payload: 'range 9009594 is bigger than range limit 2000' },
    };
    expect(readAnswer(bodyOf({ id: 1, error }))).toEqual({ refused: 'too-wide', most: 2000 });
  });
});

test.each([
  ['Method not found', -32601],
  ['the method trace_filter does not exist/is not available', -32601],
  ['anything', -32601],
  [
    'trace_filter is not available on the Free tier - upgrade to Pay As You Go, or Enterprise for access',
    -32600,
  ],
  ['this method is not whitelisted', -32000],
  ['Unsupported method: trace_filter on ETH_MAINNET', -32600],
  ['unimplemented', -32603],
])('a method that is not there: %s', (message, code) => {
  expect(readAnswer(told(message, code))).toEqual({ refused: 'no-method' });
});

test.each([
  'transaction not found',
  'transaction 0xabcd not found',
  'unknown block',
  'finalized block not found',
])('what is not known: %s', (message) => {
  expect(readAnswer(told(message))).toEqual({ result: null });
});

describe('refusals', () => {
  const cases: readonly (readonly [string, number, string, string])[] = [
    ['project ID request rate exceeded', -32005, 'RATE_LIMITED', ''],
    ['request rate limit exceeded', -32005, 'RATE_LIMITED', ''],
    ['Your app has exceeded its compute units per second capacity', 429, 'RATE_LIMITED', ''],
    ['50/second request limit reached', -32007, 'RATE_LIMITED', ''],
    ['limit exceeded', -32005, 'RATE_LIMITED', ''],
    ['Internal error', -32603, 'PROVIDER_UNAVAILABLE', ''],
    ['header not found', -32000, 'PROVIDER_UNAVAILABLE', ''],
    ['daily request count exceeded, request rate limited', -32005, 'BAD_PROVIDER_DATA', 'counts anew'],
    ['invalid project id', -32002, 'BAD_PROVIDER_DATA', 'check the API key'],
    ['missing trie node 5af3 (path )', -32000, 'BAD_PROVIDER_DATA', 'archive node'],
    ['No state available for block 0x1', -32002, 'BAD_PROVIDER_DATA', 'archive node'],
    ['required historical state unavailable (reexec=128)', -32000, 'BAD_PROVIDER_DATA', 'archive node'],
    ['pruned history unavailable', 4444, 'BAD_PROVIDER_DATA', 'archive node'],
    ['batch too large', -32600, 'BAD_PROVIDER_DATA', 'set batch to 1'],
    ['hex string without 0x prefix', -32602, 'BAD_PROVIDER_DATA', 'answered "hex string without 0x prefix"'],
  ];

  test.each(cases)('%s', async (message, code, expected, remedy) => {
    const error = await failureOf(() => readAnswer(told(message, code)));
    expect(error.code).toBe(expected);
    expect(error.message).toContain(message);
    expect(error.message).toContain(remedy);
    expect(error.message).toContain('(eth_getLogs [{}])');
  });

  test('those that last end everything that is asked', async () => {
    expect(await failureOf(() => readAnswer(told('invalid api key')))).toBeInstanceOf(LastingRefusalError);
    expect(await failureOf(() => readAnswer(told('missing trie node')))).not.toBeInstanceOf(
      LastingRefusalError,
    );
  });

  test('a plain text', async () => {
    const error = await failureOf(() => readAnswer(bodyOf({ error: 'Missed `to` address' })));
    expect([error.code, error.message]).toEqual([
      'BAD_PROVIDER_DATA',
      'node: answered "Missed `to` address" (eth_getLogs [{}])',
    ]);
  });

  test('with a status of a server that fails, what nobody knows may pass', async () => {
    expect((await failureOf(() => readAnswer(told('oops', 19, 500)))).code).toBe('PROVIDER_UNAVAILABLE');
    expect((await failureOf(() => readAnswer(told('oops', 19, 400)))).code).toBe('BAD_PROVIDER_DATA');
  });
});

test.each<[string, boolean]>([
  ['{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}}', true],
  ['{"error":"no"}', true],
  ['[{"id":1,"result":"0x1"}]', true],
  ['{"message":"Forbidden"}', false],
  ['<html>', false],
  ['null', false],
  ['', false],
])('whether %s is an answer, whatever the status', (text, expected) => {
  expect(isRpcAnswer(text)).toBe(expected);
});
