/** Telling Etherscan's answers apart, where everything comes with status 200 and errors have no codes. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readListAnswer, readRpcAnswer } from '../../../src/explorers/etherscan/answer.ts';
import { answered, failureOf } from './local-server.ts';

const CONTEXT = { provider: 'etherscan', url: 'http://explorer/v2/api?action=txlist' };
const ORIGIN = { ...CONTEXT, path: '?action=txlist' };
const bodyOf = (content: unknown) =>
  answered(ORIGIN, typeof content === 'string' ? content : JSON.stringify(content));
const notOk = (result: string) => ({ status: '0', message: 'NOTOK', result });
const inMessage = (message: string, result: unknown = null) => ({ status: '0', message, result });

describe('results', () => {
  const rows = [{ hash: '0x1' }];

  test.each<[string, unknown, unknown]>([
    ['a list', { status: '1', message: 'OK', result: rows }, rows],
    ['a text', { status: '1', message: 'OK', result: '7' }, '7'],
    [
      'a success whose message warns of the key',
      { status: '1', message: 'OK-Missing/Invalid API Key, rate limit of 1/5sec applied', result: rows },
      rows,
    ],
    ['an empty list', inMessage('No transactions found', []), []],
    ['an empty list of records', inMessage('No records found', []), []],
    ['an empty list of internal transfers', inMessage('No internal transactions found', []), []],
    ['an empty list of token transfers', inMessage('No token transfers found', []), []],
  ])('%s', (_, content, result) => {
    expect(readListAnswer(bodyOf(content))).toEqual({ result });
    expect(readRpcAnswer(bodyOf(content))).toEqual({ result });
  });

  test.each<[string, unknown, unknown]>([
    ['JSON-RPC', { jsonrpc: '2.0', id: 1, result: '0x10' }, '0x10'],
    ['JSON-RPC for what is unknown', { jsonrpc: '2.0', id: 1, result: null }, null],
    ['a list without status', { result: [] }, []],
  ])('%s: for module proxy alone', async (_, content, result) => {
    expect(readRpcAnswer(bodyOf(content))).toEqual({ result });
    const error = await failureOf(() => readListAnswer(bodyOf(content)));
    expect(error.code).toBe('BAD_PROVIDER_DATA');
    expect(error.context).toMatchObject({ ...CONTEXT, field: 'status', value: 'missing' });
  });
});

describe('ranges that are too wide', () => {
  test.each([
    inMessage('Query Timeout occured. Please select a smaller result dataset'),
    inMessage('Query Timeout occured. Please select a smaller result dataset', []),
    notOk('Query Timeout occured. Please select a smaller result dataset'),
    inMessage('Please specify a block range smaller than 10000000 blocks'),
  ])('%j', (content) => {
    expect(readRpcAnswer(bodyOf(content))).toBe('too-wide');
  });
});

describe('refusals', () => {
  test.each<[string, unknown, string, string]>([
    ['rate limit', notOk('Max calls per sec rate limit reached (3/sec)'), 'RATE_LIMITED', ''],
    [
      'rate limit, older',
      notOk('Max rate limit reached, please use API Key for higher rate limit'),
      'RATE_LIMITED',
      '',
    ],
    ['rate limit, oldest', notOk('Maximum rate limit reached'), 'RATE_LIMITED', ''],
    [
      'daily limit',
      notOk('Max daily rate limit reached. 110000 (100%) of 100000 day/limit'),
      'BAD_PROVIDER_DATA',
      'next day',
    ],
    ['wrong key', notOk('Invalid API Key'), 'BAD_PROVIDER_DATA', 'check the API key'],
    ['wrong key, other text', notOk('Missing/Invalid API Key'), 'BAD_PROVIDER_DATA', 'check the API key'],
    [
      'many wrong keys',
      notOk('Too many invalid api key attempts, please try again later'),
      'BAD_PROVIDER_DATA',
      'check the API key',
    ],
    [
      'paid chain',
      notOk('Free API access is not supported for this chain. Please upgrade your api plan'),
      'BAD_PROVIDER_DATA',
      'paid plan',
    ],
    [
      'overload',
      notOk('Free API access is temporarily unavailable due to unusually high network activity'),
      'PROVIDER_UNAVAILABLE',
      '',
    ],
    [
      'too busy',
      inMessage('Unexpected error, timeout or server too busy. Please try again later'),
      'PROVIDER_UNAVAILABLE',
      '',
    ],
    [
      'window',
      inMessage('Result window is too large, PageNo x Offset size must be less than or equal to 10000'),
      'BAD_PROVIDER_DATA',
      'fewer rows',
    ],
    [
      'chain',
      notOk('Missing or unsupported chainid parameter (required for v2 api), please see chainlist'),
      'BAD_PROVIDER_DATA',
      'base URL',
    ],
    ['action', notOk('Error! Missing Or invalid Action name'), 'BAD_PROVIDER_DATA', 'base URL'],
    [
      'old API',
      notOk('You are using a deprecated V1 endpoint, switch to Etherscan API V2'),
      'BAD_PROVIDER_DATA',
      'base URL',
    ],
    [
      'unknown text',
      notOk('Error! Invalid address format'),
      'BAD_PROVIDER_DATA',
      'Error! Invalid address format',
    ],
    ['no text at all', notOk(''), 'BAD_PROVIDER_DATA', 'NOTOK'],
    [
      'an unknown message with an empty list',
      inMessage('Something else', []),
      'BAD_PROVIDER_DATA',
      'Something else',
    ],
    [
      'nothing found, but no list',
      inMessage('No transactions found', null),
      'BAD_PROVIDER_DATA',
      'No transactions found',
    ],
    [
      'nothing found, but rows',
      inMessage('No transactions found', [{}]),
      'BAD_PROVIDER_DATA',
      'No transactions found',
    ],
    [
      'status 2: not yet indexed',
      { status: '2', message: 'not yet processed', result: [] },
      'INCOMPLETE_ANSWER',
      'not yet processed',
    ],
    [
      'status 2: partly indexed',
      {
        status: '2',
        message: 'Some internal transactions within this block range have not yet been processed',
        result: [{ hash: '0x1' }],
      },
      'INCOMPLETE_ANSWER',
      'have not yet been processed',
    ],
    ['a number as status', { status: 1, message: 'OK', result: [] }, 'BAD_PROVIDER_DATA', 'status is 1'],
    [
      'JSON-RPC error',
      { jsonrpc: '2.0', id: 1, error: { code: -32602, message: 'invalid argument 0' } },
      'BAD_PROVIDER_DATA',
      '-32602',
    ],
    [
      'JSON-RPC error of a Blockscout, a mere text',
      { jsonrpc: '2.0', id: 1, error: 'Missed `to` address' },
      'BAD_PROVIDER_DATA',
      'Missed `to` address',
    ],
    ['a text', '"OK"', 'BAD_PROVIDER_DATA', ''],
    ['null', 'null', 'BAD_PROVIDER_DATA', ''],
    ['half an answer', '{"status":"1","message":"OK","result":[{"ha', 'PROVIDER_UNAVAILABLE', 'not JSON'],
  ])('%s', async (_, content, code, says) => {
    const error = await failureOf(() => readRpcAnswer(bodyOf(content)));
    expect(error.code).toBe(code);
    expect(error.message).toContain(says);
    expect(error.message).toContain(`(${ORIGIN.path})`);
    expect(error.context).toMatchObject(CONTEXT);
  });
});

describe('every quoted text of Etherscan has a known meaning', () => {
  interface Quoted {
    readonly provider: string;
    readonly case: string;
    readonly body: unknown;
  }
  const path = join(import.meta.dirname, '../../fixtures/explorers/errors-quoted/errors-quoted.json');
  const quoted = (JSON.parse(readFileSync(path, 'utf8')) as Quoted[]).filter(
    ({ provider }) => provider === 'etherscan',
  );
  const expected: Readonly<Record<string, string>> = {
    'rate limit (free)': 'RATE_LIMITED',
    'rate limit (older text)': 'RATE_LIMITED',
    'invalid key': 'BAD_PROVIDER_DATA',
    'many invalid keys (5 in 30 s)': 'BAD_PROVIDER_DATA',
    'bad chainid': 'BAD_PROVIDER_DATA',
    'bad action': 'BAD_PROVIDER_DATA',
    'page*offset>10000 (text is in message, result is null)': 'BAD_PROVIDER_DATA',
    'server-side scan timeout (takes about 30 s)': 'too-wide',
    'block range too wide': 'too-wide',
  };

  test.each(quoted.map((entry): [string, Quoted] => [entry.case, entry]))('%s', async (name, { body }) => {
    const outcome = await failureOf(() => {
      const answer = readRpcAnswer(bodyOf(body));
      throw Object.assign(new Error('answered'), { code: answer });
    });
    expect(outcome.code).toBe(expected[name]);
    // An unknown text has no remedy: the table must know each of these.
    if (outcome.code === 'BAD_PROVIDER_DATA') expect(outcome.message).toMatch(/"; .+ \(\?action/);
  });
});
