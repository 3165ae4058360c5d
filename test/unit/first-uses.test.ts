/** Whether a transaction is the first to pay a script: told where it is known, and never guessed. */
import { describe, expect, test } from '@jest/globals';
import { addressOfScript } from '../../src/core/address.ts';
import { FirstUses } from '../../src/core/graph/first-uses.ts';
import { Graph } from '../../src/core/graph/graph.ts';
import type { BitcoinTransaction } from '../../src/core/transaction.ts';
import { bitcoinTransaction, id, p2wpkh } from '../support/transactions.ts';

const [SCRIPT, OTHER] = [p2wpkh('aa'), p2wpkh('bb')];
/** Pays the script at a height. */
const pays = (txid: string, height: number, script = SCRIPT) =>
  bitcoinTransaction({ txid, height, inputs: [], outputs: [{ value: 5n, script }] });
/** Spends an output of the script that a transaction made which is not known, at a height. */
const spends = (txid: string, height: number) =>
  bitcoinTransaction({
    txid,
    height,
    inputs: [['unseen', 0, 5n, SCRIPT]],
    outputs: [{ value: 5n, script: OTHER }],
  });

interface Known {
  readonly transactions: readonly BitcoinTransaction[];
  /** Of the address of the script; not looked up when not given. */
  readonly history?: 'complete' | 'too-active' | 'failed';
  /** Height up to which an earlier run, which has ended, found it. */
  readonly asOf?: number;
}

function isFirst({ transactions, history, asOf }: Known, txid = 'paid', script = SCRIPT) {
  const graph = new Graph();
  if (history !== undefined) {
    const address = addressOfScript(SCRIPT);
    const subject = { kind: 'history', chain: 'bitcoin', address, fromHeight: 0 } as const;
    graph.add({ subject, status: history, transactions: [], count: 0 });
  }
  if (asOf !== undefined) graph.endRun({ bitcoin: { height: asOf, hash: 'tip', time: 0 } });
  const subject = { kind: 'transaction', chain: 'bitcoin', txid: id('any') } as const;
  graph.add({ subject, status: 'complete', transactions, count: transactions.length });
  return new FirstUses(graph).isFirst(script, id(txid));
}

const paid = pays('paid', 100);

describe('the first', () => {
  test.each<[string, Known]>([
    ['the whole history is known', { transactions: [paid], history: 'complete' }],
    ['others pay later', { transactions: [paid, pays('later', 101)], history: 'complete' }],
    ['an earlier run knew it up to there', { transactions: [paid], history: 'complete', asOf: 100 }],
    ['others paid other scripts before', { transactions: [pays('x', 99, OTHER), paid], history: 'complete' }],
    [
      'it pays the script twice',
      { transactions: [{ ...paid, outputs: [...paid.outputs, ...paid.outputs] }], history: 'complete' },
    ],
    [
      'what is not known is spent later, and so was made later',
      { transactions: [paid, spends('s', 101)], history: 'complete' },
    ],
  ])('%s', (_, known) => {
    expect(isFirst(known)).toBe(true);
    expect(isFirst({ ...known, transactions: [...known.transactions].reverse() })).toBe(true);
  });
});

describe('not the first, whatever is known of the history', () => {
  test.each<[string, BitcoinTransaction[]]>([
    ['one pays a block before', [pays('before', 99), paid]],
    ['what is not known was spent before', [spends('s', 99), paid]],
    ['one pays before and one after', [pays('after', 101), pays('before', 5), paid]],
  ])('%s', (_, transactions) => {
    for (const history of ['complete', 'failed'] as const) {
      expect(isFirst({ transactions, history })).toBe(false);
      expect(isFirst({ transactions: [...transactions].reverse(), history })).toBe(false);
    }
    expect(isFirst({ transactions })).toBe(false);
  });
});

describe('not known', () => {
  test.each<[string, Known]>([
    ['no history', { transactions: [paid] }],
    ['the history was not read', { transactions: [paid], history: 'failed' }],
    ['it has too many transactions', { transactions: [paid], history: 'too-active' }],
    [
      'an earlier run knew it up to the block before',
      { transactions: [paid], history: 'complete', asOf: 99 },
    ],
    ['one pays in the same block', { transactions: [paid, pays('beside', 100)], history: 'complete' }],
    ['what is not known is spent there', { transactions: [paid, spends('s', 100)], history: 'complete' }],
  ])('%s', (_, known) => {
    expect(isFirst(known)).toBeUndefined();
    expect(isFirst({ ...known, transactions: [...known.transactions].reverse() })).toBeUndefined();
  });

  test('a transaction or a script that is not known', () => {
    expect(isFirst({ transactions: [paid], history: 'complete' }, 'unheard-of')).toBeUndefined();
    expect(isFirst({ transactions: [paid], history: 'complete' }, 'paid', p2wpkh('cc'))).toBeUndefined();
    expect(isFirst({ transactions: [spends('s', 7)], history: 'complete' }, 'unseen')).toBeUndefined();
  });
});
