/** Rows of ethereum.csv: placed in blocks with credits before debits, and refused when out of order. */

import { describe, expect, test } from '@jest/globals';
import { type Deposit, placeInBlocks, type UnplacedCall } from '../../../scripts/datasets/call-placement.ts';
import { type EthereumCall, ethereumCsv } from '../../../scripts/datasets/ethereum-call.ts';
import { InvariantError } from '../../../src/core/errors.ts';

const ALICE = `0x${'a1'.repeat(20)}`;
const POOL = `0x${'b2'.repeat(20)}`;
const hash = (digit: string) => `0x${digit.repeat(64)}`;

function transfer(digit: string, time: number): UnplacedCall {
  return { time, txHash: hash(digit), from: ALICE, to: POOL, value: 5n };
}
function deposit(digit: string, time: number, block: number, logIndex: number): Deposit {
  return { ...transfer(digit, time), block, logIndex };
}

describe('placeInBlocks', () => {
  const blocks = new Map([
    [100, 7],
    [200, 9],
  ]);

  test('puts transfers before deposits, deposits in log order, blocks in number order', () => {
    const deposits = [deposit('4', 200, 9, 31), deposit('3', 200, 9, 4)];
    const transfers = [transfer('2', 200), transfer('1', 200), transfer('0', 100)];
    expect(
      placeInBlocks(transfers, deposits, blocks).map(({ block, txIndex, txHash }) => [
        block,
        txIndex,
        txHash[2],
      ]),
    ).toEqual([
      [7, 0, '0'],
      [9, 0, '2'],
      [9, 1, '1'],
      [9, 2, '3'],
      [9, 3, '4'],
    ]);
  });

  test('refuses a time without a block, and a deposit outside its own', () => {
    expect(() => placeInBlocks([transfer('1', 300)], [], blocks)).toThrow(InvariantError);
    expect(() => placeInBlocks([], [deposit('1', 200, 8, 1)], blocks)).toThrow(InvariantError);
  });
});

describe('ethereumCsv', () => {
  const call: EthereumCall = { ...transfer('1', 1_642_467_193), block: 5, txIndex: 2 };

  test('writes a row', () => {
    expect(ethereumCsv([call])).toBe(
      `block,time,tx_index,tx_hash,seq,kind,asset,from,to,value,success\n5,2022-01-18T00:53:13Z,2,${hash('1')},0,call,ETH,${ALICE},${POOL},5,true\n`,
    );
  });

  test.each<[string, Partial<EthereumCall>]>([
    ['the same index in a block', {}],
    ['an earlier index in a block', { txIndex: 1 }],
    ['another time in a block', { txIndex: 3, time: call.time + 1 }],
    ['an earlier block', { block: 4, time: call.time + 1 }],
    ['a later block of the same time', { block: 6 }],
    ['the same hash', { block: 6, time: call.time + 1, txHash: call.txHash }],
    ['a short hash', { block: 6, time: call.time + 1, txHash: '0x12' }],
    ['an address in upper case', { block: 6, time: call.time + 1, to: POOL.toUpperCase() }],
  ])('refuses %s', (_, change) => {
    const next = { ...call, txHash: hash('2') };
    expect(ethereumCsv([call, { ...next, txIndex: 3 }])).toContain(hash('2'));
    expect(() => ethereumCsv([call, { ...next, ...change }])).toThrow(InvariantError);
  });
});
