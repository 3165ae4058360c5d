/** Rows to transactions: what moves and what does not, who pays, in which order, and what cannot be true. */

import { describe, expect, test } from '@jest/globals';
import { executionOrder } from '../../../src/core/movement/execution-order.ts';
import { type EthereumTransaction, mergeEthereumViews } from '../../../src/core/transaction.ts';
import { type AddressRows, normalizeRows } from '../../../src/explorers/etherscan/normalize.ts';
import {
  type InternalRow,
  readInternalRows,
  readTokenRows,
  readTransactionRows,
  type TokenRow,
  type TransactionRow,
} from '../../../src/explorers/etherscan/wire.ts';
import type { Body } from '../../../src/explorers/transport/body.ts';
import { type Changes, changed } from './changed.ts';
import { answered, failureOf } from './local-server.ts';

const CONTEXT = { provider: 'etherscan', url: 'http://explorer/v2/api?action=txlist' };
const ORIGIN = { ...CONTEXT, path: '?action=txlist' };
const A = `0x${'a'.repeat(40)}`;
const B = `0x${'b'.repeat(40)}`;
const C = `0x${'c'.repeat(40)}`;
const TOKEN = `0x${'7'.repeat(40)}`;
const HASH = `0x${'1'.repeat(64)}`;
const BLOCK = { blockNumber: '100', timeStamp: '1600000000' };

const call = (more: Partial<TransactionRow> = {}): TransactionRow => ({
  ...BLOCK,
  hash: HASH,
  blockHash: `0x${'e'.repeat(64)}`,
  transactionIndex: '3',
  from: A,
  to: B,
  contractAddress: '',
  value: '5',
  gasPrice: '7',
  gasUsed: '21000',
  isError: '0',
  ...more,
});
const internal = (more: Partial<InternalRow> = {}): InternalRow => ({
  ...BLOCK,
  hash: HASH,
  from: B,
  to: A,
  contractAddress: '',
  value: '2',
  type: 'call',
  traceId: '0',
  isError: '0',
  ...more,
});
const token = (more: Partial<TokenRow> = {}): TokenRow => ({
  ...BLOCK,
  hash: HASH,
  blockHash: `0x${'e'.repeat(64)}`,
  transactionIndex: '3',
  from: A,
  to: B,
  contractAddress: TOKEN,
  value: '9',
  ...more,
});

const all = (rows: Partial<AddressRows>) =>
  normalizeRows({ transactions: [], internals: [], tokens: [], ...rows }, ORIGIN);

function one(rows: Partial<AddressRows>): EthereumTransaction {
  const [transaction, ...others] = all(rows);
  if (transaction === undefined || others.length > 0) throw new Error('not one transaction');
  return transaction;
}

describe('the call', () => {
  test('moves its value, and its sender pays gas used x price', () => {
    expect(one({ transactions: [call()] })).toEqual({
      chain: 'ethereum',
      txid: HASH,
      block: { height: 100, hash: `0x${'e'.repeat(64)}`, time: 1600000000 },
      position: 3,
      sender: A,
      fee: 147_000n,
      transfers: [{ id: 'call', kind: 'call', asset: 'ETH', from: A, to: B, value: 5n, moved: true }],
      views: [['call']],
    });
  });

  test('failed, moves nothing, but is paid for', () => {
    const failed = one({ transactions: [call({ isError: '1' })] });
    expect(failed.transfers[0]).toMatchObject({ value: 5n, moved: false });
    expect(failed.fee).toBe(147_000n);
  });

  test('that creates a contract pays the contract', () => {
    const creation = one({ transactions: [call({ to: '', contractAddress: C })] });
    expect(creation.transfers[0]).toMatchObject({ to: C, moved: true });
  });

  test('that failed to create one pays nobody', () => {
    for (const contractAddress of ['', C]) {
      const creation = one({ transactions: [call({ to: '', contractAddress, isError: '1' })] });
      expect(creation.transfers[0]).toMatchObject({ to: `0x${'0'.repeat(40)}`, moved: false });
    }
  });

  test('with a receiver keeps it, whatever contract is named', () => {
    expect(one({ transactions: [call({ contractAddress: C })] }).transfers[0]?.to).toBe(B);
  });

  test('of 2^256 - 1 wei is exact', () => {
    const value = String(2n ** 256n - 1n);
    expect(one({ transactions: [call({ value })] }).transfers[0]?.value).toBe(2n ** 256n - 1n);
  });
});

describe('internal transfers', () => {
  test.each([
    ['call', true],
    ['CALL', true],
    ['create', true],
    ['create2', true],
    ['selfdestruct', true],
    ['suicide', true],
    ['delegatecall', false],
    ['DelegateCall', false],
    ['staticcall', false],
    ['callcode', false],
    ['invalid', false],
  ])('of type %s: %s', (type, moved) => {
    expect(one({ internals: [internal({ type })] }).transfers[0]).toMatchObject({ value: 2n, moved });
  });

  test.each(['authcall', 'call_0', 'call ', 'reward'])(
    'of the unknown type "%s" are refused',
    async (type) => {
      const error = await failureOf(() => one({ internals: [internal({ type })] }));
      expect(error.code).toBe('BAD_PROVIDER_DATA');
      expect(error.message).toContain(`"${type}"`);
      expect(error.message).toContain(HASH);
    },
  );

  test.each<[string, Partial<AddressRows>]>([
    ['without value', { internals: [internal({ type: 'authcall', value: '0' })] }],
    ['that failed', { internals: [internal({ type: 'authcall', isError: '1' })] }],
    [
      'of a failed transaction',
      { transactions: [call({ isError: '1' })], internals: [internal({ type: 'authcall' })] },
    ],
  ])('of an unknown type %s move nothing', (_, rows) => {
    expect(one(rows).transfers.at(-1)).toMatchObject({ kind: 'internal', moved: false });
  });

  test.each([
    ['0', '0_1', false],
    ['0_1', '0_1_2_3', false],
    ['0_1', '0_10', true],
    ['0_1', '0_1', true],
    ['0_1_1', '0_1', true],
    ['0_1', '0_2_1', true],
    ['1', '0_1', true],
    ['x', 'x_1', true],
    ['0', '0_x', true],
  ])('below a call that failed: %s, %s moved: %s', (failed, traceId, moved) => {
    const parent = internal({ traceId: failed, isError: '1', value: '7' });
    const child = internal({ traceId, value: '8' });
    for (const internals of [
      [parent, child],
      [child, parent],
    ]) {
      const { transfers } = one({ internals });
      expect(transfers.find(({ value }) => value === 8n)).toMatchObject({ moved });
      expect(transfers.find(({ value }) => value === 7n)).toMatchObject({ moved: false });
    }
  });

  test('below a good call move', () => {
    const rows = [internal({ traceId: '0' }), internal({ traceId: '0_1' })];
    expect(one({ internals: rows }).transfers.map(({ moved }) => moved)).toEqual([true, true]);
  });

  test('that failed move nothing', () => {
    expect(one({ internals: [internal({ isError: '1' })] }).transfers[0]).toMatchObject({ moved: false });
  });

  test('of a failed transaction move nothing, whatever they say of themselves', () => {
    const { transfers } = one({ transactions: [call({ isError: '1' })], internals: [internal()] });
    expect(transfers.map(({ moved }) => moved)).toEqual([false, false]);
  });

  test('alone tell neither sender, fee, position nor block hash', () => {
    expect(one({ internals: [internal()] })).toMatchObject({
      block: { height: 100, hash: null, time: 1600000000 },
      position: null,
      sender: null,
      fee: null,
    });
  });

  test('learn position and block hash from a token transfer of the same transaction', () => {
    expect(one({ internals: [internal()], tokens: [token()] })).toMatchObject({
      block: { height: 100, hash: `0x${'e'.repeat(64)}`, time: 1600000000 },
      position: 3,
      sender: null,
    });
  });

  test('with equal trace ids are transfers of their own', () => {
    const rows = [internal(), internal(), internal({ value: '3' }), internal({ from: C })];
    const ids = one({ internals: rows }).transfers.map(({ id }) => id);
    expect(ids).toEqual([
      `internal:${B}:${A}:2:0`,
      `internal:${B}:${A}:2:1`,
      `internal:${B}:${A}:3:0`,
      `internal:${C}:${A}:2:0`,
    ]);
  });
});

describe('equal inner calls of which one moved nothing', () => {
  test.each([
    ['an error', { isError: '1' }],
    ['a delegatecall', { type: 'delegatecall' }],
  ])('join the right way, in whatever order each list shows them: %s', (_, still) => {
    const first = one({ internals: [internal({ traceId: 'x' }), internal({ traceId: 'y', ...still })] });
    const second = one({ internals: [internal({ traceId: 'y', ...still }), internal({ traceId: 'x' })] });
    const joined = mergeEthereumViews(first, second);
    expect(joined.transfers.map(({ id, moved }) => [id, moved])).toEqual([
      [`internal:${B}:${A}:2:0`, true],
      [`internal:${B}:${A}:2:still:0`, false],
    ]);
  });
});

describe('token transfers', () => {
  test('two equal logs are two transfers; counting starts anew in every transaction', () => {
    const other = `0x${'2'.repeat(64)}`;
    const rows = [token(), token(), token({ value: '0' }), token({ hash: other, transactionIndex: '4' })];
    const [first, second] = all({ tokens: rows });
    expect(first?.transfers.map(({ id, value, moved }) => [id, value, moved])).toEqual([
      [`token:${TOKEN}:${A}:${B}:9:0`, 9n, true],
      [`token:${TOKEN}:${A}:${B}:9:1`, 9n, true],
      [`token:${TOKEN}:${A}:${B}:0:0`, 0n, true],
    ]);
    expect(second?.transfers.map(({ id }) => id)).toEqual([`token:${TOKEN}:${A}:${B}:9:0`]);
  });

  test('the asset is the contract in lower case', () => {
    const shouting = `0x${'F'.repeat(40)}`;
    expect(one({ tokens: [token({ contractAddress: shouting })] }).transfers[0]?.asset).toBe(
      shouting.toLowerCase(),
    );
  });

  test('tell the position, but not who pays', () => {
    expect(one({ tokens: [token()] })).toMatchObject({ position: 3, sender: null, fee: null });
  });
});

describe('order', () => {
  const valuesOf = (tx: EthereumTransaction) => executionOrder(tx).map(({ value }) => value);
  const traced = (...traceIds: string[]) =>
    traceIds.map((traceId, index) => internal({ traceId, value: String(index + 1) }));

  test('the call, then internal transfers, then tokens', () => {
    const transaction = one({ transactions: [call()], internals: [internal()], tokens: [token()] });
    expect(transaction.transfers.map(({ kind }) => kind)).toEqual(['call', 'internal', 'token']);
    expect(transaction.views).toEqual([transaction.transfers.map(({ id }) => id)]);
  });

  test.each([
    [
      ['0_10', '0_2', '0_1_1', '0_1'],
      [4n, 3n, 2n, 1n],
    ],
    [
      ['1', '0', '0_0_0', '0_0'],
      [2n, 4n, 3n, 1n],
    ],
    [
      ['0', '0', '0'],
      [1n, 2n, 3n],
    ],
    [
      ['0_2', '0_1', '0_2'],
      [1n, 2n, 3n],
    ],
    [
      ['call_2', 'call_1'],
      [1n, 2n],
    ],
    [
      ['0_2', '0_1', 'x'],
      [1n, 2n, 3n],
    ],
  ])('trace ids %j', (ids, values) => {
    expect(valuesOf(one({ internals: traced(...ids) }))).toEqual(values);
  });

  test('tokens stay as shown', () => {
    const tokens = ['3', '1', '2'].map((value) => token({ value }));
    expect(valuesOf(one({ tokens }))).toEqual([3n, 1n, 2n]);
  });

  test('transactions by block, position, unknown positions last', () => {
    const hashes = ['1', '2', '3', '4', '5'].map((digit) => `0x${digit.repeat(64)}`);
    const [h1, h2, h3, h4, h5] = hashes as [string, string, string, string, string];
    const transactions = [
      call({ hash: h1, transactionIndex: '10' }),
      call({ hash: h2, transactionIndex: '9' }),
      call({ hash: h3, blockNumber: '99', timeStamp: '1599999999', transactionIndex: '50' }),
    ];
    const internals = [internal({ hash: h4 }), internal({ hash: h5, blockNumber: '98', timeStamp: '1' })];
    expect(all({ transactions, internals }).map(({ txid }) => txid)).toEqual([h5, h3, h2, h1, h4]);
  });
});

describe('the views of both parties', () => {
  /** A -> B call; B -> A and B -> C inside; two equal logs A -> B; a log C -> B. */
  const whole = {
    transactions: [call()],
    internals: [
      internal({ traceId: '0_1' }),
      internal({ traceId: '0_2', to: C, value: '4' }),
      internal({ traceId: '0_2' }),
    ],
    tokens: [token(), token({ from: C }), token()],
  };
  const seenBy = (address: string): EthereumTransaction => {
    const has = ({ from, to }: { from: string; to: string }) => from === address || to === address;
    return one({
      transactions: whole.transactions.filter(has),
      internals: whole.internals.filter(has),
      tokens: whole.tokens.filter(has),
    });
  };

  test('join into the whole transaction, whoever is asked first', () => {
    const ids = one(whole).transfers.map(({ id }) => id);
    const views = [seenBy(A), seenBy(B), seenBy(C)] as const;
    const [a, b, c] = views;
    const joined = mergeEthereumViews(mergeEthereumViews(a, b), c);
    expect(joined).toEqual(mergeEthereumViews(c, mergeEthereumViews(b, a)));
    expect(joined.transfers.map(({ id }) => id).sort()).toEqual([...ids].sort());
    expect(joined).toMatchObject({ sender: A, fee: 147_000n, position: 3 });
  });
});

describe('contradictions', () => {
  test.each<[string, Partial<AddressRows>, string]>([
    ['the same transaction twice', { transactions: [call(), call()] }, 'twice'],
    ['two blocks', { transactions: [call()], tokens: [token({ blockNumber: '101' })] }, 'disagree'],
    ['two times', { transactions: [call()], internals: [internal({ timeStamp: '1' })] }, 'disagree'],
    ['two block hashes', { transactions: [call()], tokens: [token({ blockHash: HASH })] }, 'disagree'],
    ['two positions', { transactions: [call()], tokens: [token({ transactionIndex: '4' })] }, 'disagree'],
    ['value for nobody', { transactions: [call({ to: '' })] }, 'no receiver'],
    ['inner value for nobody', { internals: [internal({ to: '' })] }, 'no receiver'],
    [
      'logs of what failed',
      { transactions: [call({ isError: '1' })], tokens: [token()] },
      '1 token transfers',
    ],
    ['good, but not by its receipt', { transactions: [call({ txreceipt_status: '0' })] }, 'txreceipt_status'],
  ])('%s', async (_, rows, problem) => {
    const error = await failureOf(() => all(rows));
    expect(error.code).toBe('BAD_PROVIDER_DATA');
    expect(error.message).toContain(problem);
    expect(error.message).toContain(HASH);
  });
});

test.each<[string, Partial<AddressRows>]>([
  ['good by its receipt', { transactions: [call({ txreceipt_status: '1' })], tokens: [token()] }],
  ['good, before there were receipts', { transactions: [call({ txreceipt_status: '' })], tokens: [token()] }],
  ['failed by its receipt', { transactions: [call({ isError: '1', txreceipt_status: '0' })] }],
  ['seen by its logs alone', { tokens: [token()] }],
])('no contradiction: %s', (_, rows) => {
  expect(one(rows).transfers.length).toBeGreaterThan(0);
});

describe('fields of a row', () => {
  const bodyOf = (row: string) => answered(ORIGIN, `{"status":"1","message":"OK","result":[${row}]}`);
  const CALL = JSON.stringify(call());
  const INTERNAL = JSON.stringify(internal());
  const TOKEN_ROW = JSON.stringify(token());
  type Reader = (body: Body) => unknown;

  test.each<[string, Reader, string, Changes]>([
    ['value negative', readTransactionRows, CALL, { value: '-1' }],
    ['value hex', readTransactionRows, CALL, { value: '0x5' }],
    ['value float', readTransactionRows, CALL, { value: '1.5' }],
    ['value exponent', readTransactionRows, CALL, { value: '1e18' }],
    ['value empty', readTransactionRows, CALL, { value: '' }],
    ['value with a leading zero', readTransactionRows, CALL, { value: '05' }],
    ['value with a space', readTransactionRows, CALL, { value: ' 5' }],
    ['value of 79 digits', readTransactionRows, CALL, { value: '1'.repeat(79) }],
    ['value as a number', readTransactionRows, CALL, { value: 5 }],
    ['value missing', readTokenRows, TOKEN_ROW, { value: undefined }],
    ['value null', readInternalRows, INTERNAL, { value: null }],
    ['gasUsed empty', readTransactionRows, CALL, { gasUsed: '' }],
    ['gasPrice hex', readTransactionRows, CALL, { gasPrice: '0x1' }],
    ['hash short', readTransactionRows, CALL, { hash: '0x12' }],
    ['hash without 0x', readInternalRows, INTERNAL, { hash: '1'.repeat(64) }],
    ['hash GENESIS in tokens', readTokenRows, TOKEN_ROW, { hash: `GENESIS_${'a'.repeat(40)}` }],
    ['blockNumber hex', readTransactionRows, CALL, { blockNumber: '0x64' }],
    ['blockNumber beyond 10^15', readTransactionRows, CALL, { blockNumber: '1000000000000000' }],
    ['timeStamp empty', readInternalRows, INTERNAL, { timeStamp: '' }],
    ['transactionIndex empty', readTokenRows, TOKEN_ROW, { transactionIndex: '' }],
    ['from empty', readTransactionRows, CALL, { from: '' }],
    ['from too long', readInternalRows, INTERNAL, { from: `${A}0` }],
    ['to GENESIS', readTransactionRows, CALL, { to: 'GENESIS' }],
    ['to empty in tokens', readTokenRows, TOKEN_ROW, { to: '' }],
    ['contractAddress empty in tokens', readTokenRows, TOKEN_ROW, { contractAddress: '' }],
    ['txreceipt_status true', readTransactionRows, CALL, { txreceipt_status: 'true' }],
    ['isError empty', readTransactionRows, CALL, { isError: '' }],
    ['isError true', readInternalRows, INTERNAL, { isError: 'true' }],
    ['type empty', readInternalRows, INTERNAL, { type: '' }],
    ['traceId empty', readInternalRows, INTERNAL, { traceId: '' }],
    ['traceId missing', readInternalRows, INTERNAL, { traceId: undefined }],
    ['blockHash missing', readTransactionRows, CALL, { blockHash: undefined }],
  ])('%s', async (name, read, row, changes) => {
    const error = await failureOf(() => read(bodyOf(changed(row, changes))));
    expect(error.code).toBe('BAD_PROVIDER_DATA');
    expect(error.context).toMatchObject({ ...CONTEXT, field: `result[0].${name.split(' ')[0]}` });
  });

  test.each<[string, Reader, string, Changes]>([
    ['value 0', readTransactionRows, CALL, { value: '0' }],
    ['value of 78 digits', readTokenRows, TOKEN_ROW, { value: '9'.repeat(78) }],
    ['unknown fields', readTransactionRows, CALL, { gasPriceBid: '1', methodId: '0x' }],
    ['blockHash empty', readTransactionRows, CALL, { blockHash: '' }],
    [
      'an address with a checksum',
      readInternalRows,
      INTERNAL,
      { from: '0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266' },
    ],
    ['an unknown type', readInternalRows, INTERNAL, { type: 'authcall' }],
  ])('near miss: %s', (_, read, row, changes) => {
    expect(read(bodyOf(changed(row, changes)))).toHaveLength(1);
  });

  test('an answer that is a list is no answer', async () => {
    const error = await failureOf(() => readTransactionRows(answered(ORIGIN, '[]')));
    expect(error.context).toMatchObject({ field: 'status', value: 'missing' });
  });
});

test('50,000 rows are read and normalised in well under a second', () => {
  const rows = Array.from({ length: 50_000 }, (_, n) =>
    call({ hash: `0x${n.toString(16).padStart(64, '0')}`, blockNumber: String(n), timeStamp: String(n) }),
  );
  const content = JSON.stringify({ status: '1', message: 'OK', result: rows });
  // Time of the processor, not of the clock: other work on the machine does not count.
  const milliseconds = [1, 2, 3].map(() => {
    const started = process.cpuUsage();
    const read = readTransactionRows(answered(ORIGIN, content));
    expect(read === 'too-wide' ? [] : all({ transactions: read })).toHaveLength(50_000);
    const { user, system } = process.cpuUsage(started);
    return (user + system) / 1000;
  });
  expect(Math.min(...milliseconds)).toBeLessThan(1000);
});
