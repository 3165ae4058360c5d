/** Joining and ordering the scanner's lists: one transaction per txid, and nothing before what it spends. */

import { describe, expect, test } from '@jest/globals';
import { inChainOrder } from '../../../scripts/datasets/bitcoin-chain.ts';
import type { DumplingsInput, DumplingsTransaction } from '../../../scripts/datasets/dumplings.ts';
import { InvariantError } from '../../../src/core/errors.ts';

const output = { value: 1000n, script: '0014', type: 'TxWitnessV0Keyhash' };

function tx(id: string, change: Partial<DumplingsTransaction> = {}): DumplingsTransaction {
  const inputs = [{ ...output, txid: `fund-${id}`, vout: 0 }];
  return { txid: id, blockHash: 'b1', position: 1, time: 100, inputs, outputs: [output], ...change };
}

function spend(txid: string, change: Partial<DumplingsInput> = {}): DumplingsInput[] {
  return [{ ...output, txid, vout: 0, ...change }];
}

function order(...lists: DumplingsTransaction[][]): [string, number][] {
  return inChainOrder(lists, 500).map((placed) => [placed.tx.txid, placed.height]);
}

describe('inChainOrder', () => {
  test('numbers blocks by time, then hash, and orders a block by position', () => {
    const late = tx('late', { blockHash: 'a', time: 200 });
    const tied = tx('tied', { blockHash: 'b0', time: 100 });
    expect(order([late, tx('second', { position: 7 }), tx('first', { position: 3 }), tied])).toEqual([
      ['tied', 500],
      ['first', 501],
      ['second', 501],
      ['late', 502],
    ]);
  });

  test('puts transactions of unknown position first, by txid', () => {
    expect(
      order([tx('z', { position: null }), tx('k', { position: null }), tx('a', { position: 2 })]),
    ).toEqual([
      ['k', 500],
      ['z', 500],
      ['a', 500],
    ]);
  });

  test('joins lists; a known position wins over an unknown one, whichever comes first', () => {
    const unknown = tx('x', { position: null });
    const known = tx('x', { position: 9 });
    const before = tx('before', { position: 2 });
    const expected = [
      ['before', 500],
      ['x', 500],
    ];
    expect(order([unknown, before], [known])).toEqual(expected);
    expect(order([known, before], [unknown])).toEqual(expected);
  });

  test.each<[string, DumplingsTransaction[]]>([
    ['two lists that disagree', [tx('x'), tx('x', { time: 101 })]],
    ['two lists that disagree on the position', [tx('x', { position: 1 }), tx('x', { position: 2 })]],
    [
      'a spender before what it spends',
      [tx('a', { position: 2 }), tx('b', { position: 1, inputs: spend('a') })],
    ],
    [
      'a spender whose place before what it spends is a guess',
      [tx('a'), tx('b', { position: null, inputs: spend('a') })],
    ],
    ['a misstated value', [tx('a'), tx('b', { position: 2, inputs: spend('a', { value: 999n }) })]],
    ['a misstated script', [tx('a'), tx('b', { position: 2, inputs: spend('a', { script: '0020' }) })]],
    ['an output that is not there', [tx('a'), tx('b', { position: 2, inputs: spend('a', { vout: 1 }) })]],
    [
      'a double spend',
      [tx('a'), tx('b', { position: 2, inputs: spend('a') }), tx('c', { position: 3, inputs: spend('a') })],
    ],
  ])('refuses %s', (_, list) => {
    expect(() => order(list)).toThrow(InvariantError);
  });
});
