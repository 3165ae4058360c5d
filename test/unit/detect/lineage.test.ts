/** Findings checked by the transactions around them. */
import { expect, test } from '@jest/globals';
import { connectedRounds, mixLineage, tx0Uses } from '../../../src/core/detect/coinjoin/lineage.ts';
import { detectWhirlpoolMix } from '../../../src/core/detect/coinjoin/whirlpool.ts';
import { detectWhirlpoolTx0 } from '../../../src/core/detect/coinjoin/whirlpool-tx0.ts';
import type { BitcoinTransaction } from '../../../src/core/transaction.ts';
import { nulldata, type Part, times, transactionOf, wpkh } from '../../support/form.ts';
import { neighboursAmong } from '../../support/known-neighbours.ts';

const POOL = 5_000_000n;
const PREMIX = POOL + 5_000n;

/** A transaction whose inputs spend outputs of others: `[funding, vout]`; values are read off them. */
function spending(
  name: string,
  spent: readonly (readonly [BitcoinTransaction, number])[],
  outputs: readonly Part[],
) {
  const values = spent.map(([tx, vout]) => tx.outputs[vout]?.value ?? 0n);
  const tx = transactionOf({ txid: name, inputs: values, outputs });
  const inputs = tx.inputs.map((input, n) => ({
    ...input,
    outpoint: `${spent[n]?.[0].txid}:${spent[n]?.[1]}`,
  }));
  return { ...tx, inputs };
}

const tx0 = (name: string, pool: bigint, fee: bigint) =>
  transactionOf({
    txid: name,
    inputs: [10n ** 10n],
    outputs: [[0n, nulldata(80)], fee, ...times(3, pool + 5_000n), 10_000_000n],
  });
const mixFrom = (name: string) =>
  transactionOf({ txid: name, inputs: [PREMIX, ...times(4, POOL)], outputs: times(5, POOL) });
const found = <T>(finding: T | null): T => {
  if (finding === null) throw new Error('nothing is found');
  return finding;
};

const first = tx0('tx0', POOL, 175_000n);
const before = mixFrom('mix before');
const unknown = mixFrom('not known');
const payment = transactionOf({ txid: 'payment', inputs: [2n * POOL], outputs: [POOL, POOL - 500n] });
const mix = spending(
  'mix',
  [
    [first, 2],
    [before, 0],
    [before, 1],
    [payment, 0],
    [unknown, 3],
  ],
  times(5, POOL),
);

test('a mix: entrants from a Tx0, remixed coins from a mix of its pool', () => {
  const { transactionOf: lookUp } = neighboursAmong([first, before, payment, mix]);
  expect(mixLineage(found(detectWhirlpoolMix(mix)), mix, lookUp)).toEqual({
    confirmed: 3,
    contradicted: 1,
    unknown: 1,
  });
});

test('a Tx0 of another pool does not confirm', () => {
  const other = tx0('other', 1_000_000n, 50_000n);
  // As large as a premix of the larger pool, by its change.
  const entering = {
    ...other,
    outputs: other.outputs.map((o, n) => (n === 5 ? { ...o, value: PREMIX } : o)),
  };
  const tx = spending(
    'mix',
    [[entering, 5], ...times(4, 0n).map((_, n) => [before, n] as const)],
    times(5, POOL),
  );
  const { transactionOf: lookUp } = neighboursAmong([entering, before]);
  expect(mixLineage(found(detectWhirlpoolMix(tx)), tx, lookUp)).toEqual({
    confirmed: 4,
    contradicted: 1,
    unknown: 0,
  });
});

test('a Tx0: where its premix outputs went', () => {
  const spent = spending('spent', [[first, 3]], [PREMIX - 200n]);
  const { spenderOf } = neighboursAmong([first, mix, spent], { unspent: [`${first.txid}:4`] });
  expect(tx0Uses(found(detectWhirlpoolTx0(first)), first, spenderOf)).toEqual({
    confirmed: 1,
    contradicted: 1,
    unknown: 1,
  });
});

test('JoinMarket candidates before and after, each once', () => {
  const outputs = [...times(3, 6_000_000n), 700_000n, 800_000n, 900_000n];
  const funding = transactionOf({ txid: 'funds', inputs: [10n ** 9n], outputs: times(9, 7_000_000n) });
  /** Each input of an owner of his own, none of them paid in this test. */
  const round = (name: string, owner: number, spent: readonly (readonly [BitcoinTransaction, number])[]) => {
    const tx = spending(name, spent, outputs);
    return { ...tx, inputs: tx.inputs.map((input, n) => ({ ...input, script: wpkh(owner + n) })) };
  };
  const one = round('one', 100, [
    [funding, 0],
    [funding, 1],
    [funding, 2],
  ]);
  const two = round('two', 200, [
    [one, 0],
    [one, 1],
    [funding, 3],
  ]);
  const three = round('three', 300, [
    [two, 0],
    [funding, 4],
    [funding, 5],
  ]);
  const { transactionOf: lookUp, spenderOf } = neighboursAmong([funding, one, two, three]);
  const rounds = [one, two, three].map((tx) => connectedRounds(tx, lookUp, spenderOf));
  expect(rounds).toEqual([1, 2, 1]);
});
