/** Random, consistent transaction graphs for property tests. */
import fc from 'fast-check';
import { SEQUENCE_CLASSES } from '../../src/core/fingerprint.ts';
import type { BitcoinTransaction, EthereumTransaction } from '../../src/core/transaction.ts';
import { bitcoinTransaction, ethereumTransaction, p2wpkh } from './transactions.ts';

interface Coin {
  readonly txid: string;
  readonly vout: number;
  readonly value: bigint;
  readonly script: string;
}

const weights = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 5 });

const fingerprints = fc.record({
  version: fc.constantFrom(0, 1, 2, 0xffff_ffff),
  hasLocktime: fc.boolean(),
  sequences: fc.constantFrom(...SEQUENCE_CLASSES),
});

/** Choices that `buildBitcoin` turns into transactions: which coins to spend, and how to share them out. */
const steps = fc.array(
  fc.record({
    spends: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
    weights,
    fee: fc.integer({ min: 0, max: 3 }),
    sameBlock: fc.boolean(),
    fingerprint: fingerprints,
  }),
  { minLength: 1, maxLength: 25 },
);

/** Bitcoin transactions that spend each other's outputs, funded by a few coinbase outputs. */
export const bitcoinGraphs = fc
  .record({
    coinbases: fc.array(fc.integer({ min: 1, max: 1_000_003 }), { minLength: 1, maxLength: 4 }),
    steps,
  })
  .map(({ coinbases, steps: choices }) => {
    const transactions: BitcoinTransaction[] = [];
    const coins: Coin[] = [];
    const add = (tx: BitcoinTransaction, name: string) => {
      transactions.push(tx);
      for (const [vout, { value, script }] of tx.outputs.entries()) {
        if (value > 0n) coins.push({ txid: name, vout, value, script });
      }
    };
    let height = 1;
    for (const [index, value] of coinbases.entries()) {
      height += 1;
      const outputs = [{ value: BigInt(value), script: p2wpkh('aa') }];
      const fingerprint = { version: 1, hasLocktime: false, sequences: 'final' } as const;
      add(bitcoinTransaction({ txid: `c${index}`, height, inputs: [], outputs, fingerprint }), `c${index}`);
    }
    for (const [index, choice] of choices.entries()) {
      const spent = takeCoins(coins, choice.spends);
      if (spent.length === 0) continue;
      if (!choice.sameBlock || index === 0) height += 1;
      const outputs = shareOut(spent, choice.weights, choice.fee);
      const inputs = spent.map(({ txid, vout, value, script }) => [txid, vout, value, script] as const);
      const { fingerprint } = choice;
      add(bitcoinTransaction({ txid: `t${index}`, height, inputs, outputs, fingerprint }), `t${index}`);
    }
    return transactions;
  });

function takeCoins(coins: Coin[], choices: readonly number[]): Coin[] {
  return choices.flatMap((choice) => (coins.length === 0 ? [] : coins.splice(choice % coins.length, 1)));
}

function shareOut(spent: readonly Coin[], shares: readonly number[], feeShare: number) {
  const total = spent.reduce((sum, { value }) => sum + value, 0n);
  const whole = BigInt(shares.reduce((a, b) => a + b, feeShare) || 1);
  return shares.map((share, vout) => ({
    value: (total * BigInt(share)) / whole,
    script: p2wpkh(`0${vout}`),
  }));
}

export const ACCOUNTS = ['1', '2', '3', '4', '5'].map((digit) => `0x${digit.repeat(40)}`);

/** Ethereum transactions among five accounts that never pay more than they have; account 1 starts with funds. */
export const ethereumGraphs = fc
  .array(
    fc.record({
      from: fc.nat({ max: 4 }),
      to: fc.nat({ max: 4 }),
      percent: fc.integer({ min: 0, max: 100 }),
      fee: fc.integer({ min: 0, max: 5 }),
      fails: fc.boolean(),
      sameBlock: fc.boolean(),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((choices) => {
    const balances = [1_000_000_007n, 500_000n, 0n, 0n, 0n];
    const fund = (index: number) => ({
      from: `0x${'e'.repeat(40)}`,
      to: ACCOUNTS[index] ?? '',
      value: balances[index] ?? 0n,
    });
    const transactions: EthereumTransaction[] = [0, 1].map((index) =>
      ethereumTransaction({ txid: `f${index}`, height: 1, position: index, transfers: [fund(index)] }),
    );
    let height = 1;
    let position = 1;
    for (const [index, choice] of choices.entries()) {
      const fee = BigInt(choice.fee);
      const balance = balances[choice.from] ?? 0n;
      if (balance < fee) continue;
      const value = ((balance - fee) * BigInt(choice.percent)) / 100n;
      [height, position] = choice.sameBlock ? [height, position + 1] : [height + 1, 0];
      const from = ACCOUNTS[choice.from] ?? '';
      const transfers = [{ from, to: ACCOUNTS[choice.to] ?? '', value, moved: !choice.fails }];
      transactions.push(
        ethereumTransaction({ txid: `e${index}`, height, position, sender: from, fee, transfers }),
      );
      balances[choice.from] = balance - fee;
      if (choice.fails) continue;
      balances[choice.from] = (balances[choice.from] ?? 0n) - value;
      balances[choice.to] = (balances[choice.to] ?? 0n) + value;
    }
    return transactions;
  });
