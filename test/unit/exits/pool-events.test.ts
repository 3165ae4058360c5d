/** Reading events of pools: CSV and logs, and which row is wrong. */
import { describe, expect, test } from '@jest/globals';
import { readPoolEvents } from '../../../src/cases/pool-events.ts';

const HEADER = 'kind,pool,txid,block,log_index,time,address,fee,gas_price';
const POOL = '0xa160cdab225685da1d56aa342ad8841c3b53f291';
const TXID = `0x${'1'.repeat(64)}`;
const A = `0x${'a'.repeat(40)}`;
const deposit = `deposit,${POOL},${TXID},5,6,70,${A},,20`;
const withdrawal = `withdrawal,${POOL},${TXID},5,7,70,${A},3,`;
const base = { pool: POOL, txid: TXID, block: 5, time: 70 };
const word = (hex: string) => hex.padStart(64, '0');
const log = (change: Record<string, unknown> = {}) => ({
  address: POOL,
  topics: ['0xe9e508bad6d4c3227e881ca19068f099da81b5164dd6d62b2eaf1e8bc6c34931', `0x${word('0')}`],
  data: `0x${word(A.slice(2))}${word('9')}${word('3')}`,
  transactionHash: TXID,
  blockNumber: '0x5',
  logIndex: '0x7',
  blockTimestamp: '0x46',
  ...change,
});

test('a CSV', () => {
  expect(readPoolEvents(`${HEADER}\n${deposit}\n${withdrawal}\n`)).toEqual([
    { kind: 'deposit', ...base, logIndex: 6, from: A, gasPrice: 20n },
    { kind: 'withdrawal', ...base, logIndex: 7, to: A, fee: 3n, gasPrice: null },
  ]);
});

test('logs; those of other contracts and removed ones are passed over', () => {
  const logs = [
    log(),
    log({ topics: [`0x${'2'.repeat(64)}`] }),
    log({ removed: true }),
    log({
      topics: ['0xa945e51eec50ab98c161376f0db4cf2aeba3ec92755fe2fcd388bdbbb80ff196', `0x${word('1')}`],
      data: `0x${word('4')}${word('46')}`,
      blockTimestamp: undefined,
    }),
  ];
  expect(readPoolEvents(JSON.stringify(logs))).toEqual([
    { kind: 'withdrawal', ...base, logIndex: 7, to: A, fee: 3n, gasPrice: null },
    { kind: 'deposit', ...base, logIndex: 7, from: null, gasPrice: null },
  ]);
});

describe('is refused', () => {
  test.each([
    ['another header', 'a,b\n1,2', 'header'],
    ['another kind', `${HEADER}\n${deposit.replace('deposit', 'gift')}`, 'kind'],
    ['a bad address', `${HEADER}\n${deposit.replace(POOL, '0x1')}`, 'address'],
    ['a withdrawal to nobody', `${HEADER}\n${withdrawal.replace(`,${A}`, ',')}`, 'address'],
    ['a bad id', `${HEADER}\n${deposit.replace(TXID, '0x12')}`, 'txid'],
    ['a negative block', `${HEADER}\n${deposit.replace(',5,', ',-5,')}`, 'block'],
    ['a fraction of a fee', `${HEADER}\n${withdrawal.replace(',3,', ',0.3,')}`, 'fee'],
    ['JSON that is cut', '[{', 'events'],
    ['JSON of numbers', '[1]', 'events'],
    ['a withdrawal without a time', JSON.stringify([log({ blockTimestamp: undefined })]), 'blockTimestamp'],
  ])('%s', (_, text, field) => {
    expect(() => readPoolEvents(text)).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ field }) }),
    );
  });
});
