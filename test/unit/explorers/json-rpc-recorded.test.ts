/** Every recorded answer of a node that we hold: read as what it is, or refused for the right reason. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readAnswer } from '../../../src/explorers/json-rpc/answer.ts';
import { type Trace, traceOfList, traceOfTree } from '../../../src/explorers/json-rpc/frames.ts';
import {
  hasMethod,
  readFilteredTraces,
  readLogs,
  readReceipt,
  readSearchPage,
  readTopCall,
  readTraceRows,
  readTransaction,
} from '../../../src/explorers/json-rpc/wire.ts';
import { Body } from '../../../src/explorers/transport/body.ts';
import { failureOf } from './local-server.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/explorers/jsonrpc');
const ORIGIN = { provider: 'node', url: 'http://node/recorded', path: 'recorded' };
const PAIRS = join(FOLDER, 'generated-anvil');
const names = readdirSync(PAIRS).sort();

/** Under the id that we ask under, as a node would have answered. */
const bodyOf = (answer: object, status = 200) =>
  new Body(ORIGIN, { status, text: JSON.stringify({ ...answer, id: 1 }), at: 0 });
const pair = (name: string) => JSON.parse(readFileSync(join(PAIRS, name), 'utf8'));
const recorded = (name: string) => bodyOf(pair(name).response);

const A = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266';
const B = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8';
const C = '0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc';

const READ: Readonly<Record<string, (body: Body) => unknown>> = {
  receipt: readReceipt,
  tx: readTransaction,
  'reorged-receipt-null': readReceipt,
  'reorged-tx': readTransaction,
  reorg: readTransaction,
  'ots_searchAfter-c': readSearchPage,
  'ots_searchBefore-a': readSearchPage,
  calltracer: readTopCall,
  trace_transaction: readTraceRows,
  'trace_filter-to-c': readFilteredTraces,
};

/** What is not asked for, read as what it resembles; and refusals. */
const REFUSED: Readonly<Record<string, readonly [(body: Body) => unknown, string]>> = {
  'block-receipts': [readReceipt, 'result is [{"type":"0x2"'],
  ots_internal: [readFilteredTraces, 'result[0].action is missing'],
  'reorged-logs-by-orphan-hash': [readLogs, 'result is null; expected a list of rows'],
  'err-method-not-found': [readTransaction, 'does not have this method'],
  'trace_filter-err-latest': [readFilteredTraces, 'answered "invalid value: string \\"latest\\"'],
};

const kindOf = (name: string, kinds: Readonly<Record<string, unknown>>) =>
  Object.keys(kinds).find(
    (kind) => name === `${kind}.json` || (name.startsWith(`${kind}-`) && !name.startsWith('trace_filter')),
  );

test.each(names)('%s', async (name) => {
  const refused = REFUSED[kindOf(name, REFUSED) ?? ''];
  if (refused !== undefined) {
    const [read, problem] = refused;
    const error = await failureOf(() => read(recorded(name)));
    expect(error.code).toBe('BAD_PROVIDER_DATA');
    expect(error.message).toContain(problem.replaceAll('\\"', '"'));
    return;
  }
  const read = READ[kindOf(name, READ) ?? ''];
  if (read === undefined) throw new Error('is not accounted for');
  const { result } = pair(name).response;
  const shown = read(recorded(name));
  if (name !== 'ots_searchBefore-a.json') expect(shown).toEqual(result);
});

test('a method that is not there', () => {
  expect(hasMethod(recorded('err-method-not-found.json'))).toBe(false);
  expect(hasMethod(recorded('trace_filter-to-c.json'))).toBe(true);
});

/** Read off the recordings by hand. */
describe('what moved', () => {
  const NONE: Trace = { failed: false, inner: [] };
  test.each<[string, Trace]>([
    ['create', NONE],
    [
      'internal',
      {
        failed: false,
        inner: [
          {
            from: '0x5fbdb2315678afecb367f032d93f642f64180aa3',
            to: C,
            value: 123_456_789_012_345_678_901n,
            still: false,
            undone: false,
          },
        ],
      },
    ],
    [
      'reverted',
      {
        failed: true,
        inner: [
          {
            from: '0xe7f1725e7734ce288f8367e1bb143e90bb3f0512',
            to: C,
            value: 5n,
            still: false,
            undone: true,
          },
        ],
      },
    ],
    [
      'selfdestruct_in_init',
      {
        failed: false,
        inner: [
          {
            from: '0x8464135c8f25da09e49bc8782676a84730c318bc',
            to: C,
            value: 9n,
            still: false,
            undone: false,
          },
        ],
      },
    ],
  ])('in "%s", by both forms of trace', (name, expected) => {
    const tree = recorded(`calltracer-${name}.json`);
    const top = readTopCall(tree);
    expect(top === null ? null : traceOfTree(top, tree)).toEqual(expected);
    const list = recorded(`trace_transaction-${name}.json`);
    const [txid] = pair(`trace_transaction-${name}.json`).request.params;
    expect(traceOfList(readTraceRows(list) ?? [], txid, list)).toEqual(expected);
  });

  test('a search names whoever took part, the newest first', () => {
    const { txs, firstPage } = readSearchPage(recorded('ots_searchBefore-a.json'));
    expect(txs.map(({ from, to }) => [from, to])).toEqual([
      [A, '0xe7f1725e7734ce288f8367e1bb143e90bb3f0512'],
      [A, '0x5fbdb2315678afecb367f032d93f642f64180aa3'],
      [A, B],
    ]);
    expect(firstPage).toBe(true);
  });
});

describe('refusals of ranges', () => {
  interface Refusal {
    readonly body: object | string;
    readonly url?: string;
  }
  const ranges: Refusal[] = JSON.parse(
    readFileSync(join(FOLDER, 'getlogs-range-errors-recorded.json'), 'utf8'),
  );
  const quoted: { provider: string; case: string; body: object }[] = JSON.parse(
    readFileSync(join(FOLDER, '../errors-quoted/errors-quoted.json'), 'utf8'),
  );

  test('recorded ones say how many blocks are answered', () => {
    const refusals = ranges.flatMap(({ body }) =>
      typeof body === 'object' ? [readAnswer(bodyOf(body))] : [],
    );
    expect(refusals).toEqual([
      { refused: 'too-wide', most: 10_000 },
      { refused: 'too-wide', most: 10_000 },
    ]);
  });

  test('so do quoted ones, whatever the status', () => {
    const bodies = quoted.filter(({ provider }) => provider === 'jsonrpc').map(({ body }) => body);
    for (const status of [200, 400, 413, 500]) {
      expect(bodies.map((body) => readAnswer(bodyOf(body, status)))).toEqual([
        { refused: 'too-wide', most: 500 },
        { refused: 'too-wide', most: 10_000 },
      ]);
    }
  });
});
