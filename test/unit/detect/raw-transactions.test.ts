/** Recorded transactions of which it is known what they are, through all detectors. */
import { describe, expect, test } from '@jest/globals';
import { detectBatchPayout } from '../../../src/core/detect/batch-payout.ts';
import { detectChange } from '../../../src/core/detect/change/change.ts';
import { coSpentScripts, mayHaveSeveralOwners } from '../../../src/core/detect/co-spend.ts';
import { firstMatch } from '../../../src/core/detect/coinjoin/detectors.ts';
import { tx0Uses } from '../../../src/core/detect/coinjoin/lineage.ts';
import { detectWhirlpoolTx0 } from '../../../src/core/detect/coinjoin/whirlpool-tx0.ts';
import { detectConsolidation } from '../../../src/core/detect/consolidation.ts';
import { detectPeelChain } from '../../../src/core/detect/peel-chain.ts';
import { times, wpkh } from '../../support/form.ts';
import { neighboursAmong } from '../../support/known-neighbours.ts';
import { rawTransaction, spentOutputs } from '../../support/raw-transaction.ts';
import { recordedTransaction } from '../../support/recorded-transaction.ts';

/** The files do not tell heights: Ashigaru began in 2025, Samourai's pool of 0.05 BTC in 2019. */
const ASHIGARU = 900_000;
const SAMOURAI = 600_000;

/** Of a transaction whose parents are not recorded: what its inputs bring, each from a script of its own. */
const brought = (...values: readonly bigint[]) => values.map((value, n) => ({ value, script: wpkh(n + 1) }));

describe('Ashigaru', () => {
  const tx0 = rawTransaction('ashigaru-tx0-0.025', ASHIGARU, brought(30_000_000n));
  // Only the first input comes from the recorded Tx0; where one entrant pays the fee, the others remix the denomination.
  const [entered = null] = spentOutputs('ashigaru-round-0.025', ['ashigaru-tx0-0.025']);
  const remixed = brought(...times(5, 2_500_000n)).slice(1);
  const round = rawTransaction('ashigaru-round-0.025', ASHIGARU, [entered, ...remixed]);

  test('a Tx0 at 5 %', () => {
    expect(tx0.txid).toBe('18c999772ed82bf7753bdce9021cfa68b505de36344ce81f77d0c436b7135892');
    expect(firstMatch(tx0)?.finding).toMatchObject({
      protocol: 'Whirlpool Tx0',
      numbers: { pool: 2_500_000n, premixOutputs: 9, premixValue: 2_500_605n },
    });
  });

  test('a round that it enters', () => {
    expect(round.txid).toBe('1394d9a5cc423dc71dc576e6b2f3e9639ae3096689d38f77857f809ef277816f');
    expect(firstMatch(round)?.finding).toMatchObject({
      protocol: 'Whirlpool',
      numbers: { pool: 2_500_000n, participants: 5, entrants: 1 },
    });
    const found = detectWhirlpoolTx0(tx0);
    if (found === null) throw new Error('no Tx0');
    const uses = tx0Uses(found, tx0, neighboursAmong([round]).spenderOf);
    expect(uses).toEqual({ confirmed: 1, contradicted: 0, unknown: 8 });
  });
});

test('a Tx0 of Samourai with as many premix outputs as there can be', () => {
  const tx0 = rawTransaction('legacy-tx0-0.05', SAMOURAI, brought(400_000_000n));
  expect(tx0.txid).toBe('63679c9ec82f246811acbab0c04cc0fc77ba050e1b6c23661d78afcfc13cf8aa');
  expect(firstMatch(tx0)?.finding).toMatchObject({
    protocol: 'Whirlpool Tx0',
    numbers: { pool: 5_000_000n, premixOutputs: 70, premixValue: 5_002_117n },
  });
});

test('a Stonewall: both sides spend the same, so both changes are equal as well', () => {
  const parents = ['stonewall-mainnet-parent-a', 'stonewall-mainnet-parent-b'];
  const tx = rawTransaction('stonewall-mainnet', SAMOURAI, spentOutputs('stonewall-mainnet', parents));
  expect(tx.txid).toBe('f1592e0bec2af9e812d6ada0a46c267885d36358eab54f55098867a718828f53');
  expect(firstMatch(tx)?.finding).toMatchObject({
    protocol: 'Stonewall',
    certainty: 'possible',
    numbers: { amount: 408_297n, inputs: 2, changes: 2 },
  });
  expect(coSpentScripts(tx)).toEqual([]);
});

test('the parents of the Stonewall have the form of mixes, whatever was brought above the denomination', () => {
  const entrants = [5_000_100n, ...times(4, 5_000_000n)];
  for (const name of ['stonewall-mainnet-parent-a', 'stonewall-mainnet-parent-b']) {
    const tx = rawTransaction(name, SAMOURAI, brought(...entrants));
    expect(firstMatch(tx)?.finding).toMatchObject({ protocol: 'Whirlpool', numbers: { pool: 5_000_000n } });
  }
});

test('a PayJoin cannot be told from a payment, and is taken for one', () => {
  const name = 'payjoin-samourai-testnet';
  const parents = ['payjoin-samourai-testnet-parent-a', 'payjoin-samourai-testnet-parent-b'];
  const tx = rawTransaction(name, 2_576_101, spentOutputs(name, parents));
  expect(firstMatch(tx)).toBeNull();
  // The known miss of co-spending: the two inputs are of two owners.
  expect(coSpentScripts(tx)).toHaveLength(2);
  expect(detectChange(tx)).toBeNull();
});

test('a ricochet passes an amount on: no mix, and nothing is peeled', () => {
  const hops = [1, 2, 3, 4].map((n) => `ricochet-testnet-hop-${n}`);
  const entry = rawTransaction('ricochet-testnet-entry', 2_285_406, brought(...times(9, 100_000n)));
  const all = [
    entry,
    ...hops.map((name, n) =>
      rawTransaction(name, 2_285_407 + n, spentOutputs(name, ['ricochet-testnet-entry', ...hops])),
    ),
  ];
  expect(all.map((tx) => firstMatch(tx))).toEqual([null, null, null, null, null]);
  const around = neighboursAmong(all);
  expect(all.map((tx) => detectPeelChain(tx, around))).toEqual([null, null, null, null, null]);
});

describe('ordinary transactions are nothing', () => {
  test.each([
    'bare-multisig',
    'coinbase-6c7edc23',
    'dust-attack-555',
    'op-return-charley',
    'p2sh-p2wpkh-cffbbff5',
    'self-change-address-reuse-4c18b982',
    'simple-legacy-p2pkh',
    'sweep-1in1out-8cbe3322',
    'taproot-op-return',
    'taproot-script-path',
  ])('%s', (name) => {
    const tx = recordedTransaction(name);
    expect(firstMatch(tx)).toBeNull();
    expect(mayHaveSeveralOwners(tx)).toBe(false);
    expect(detectBatchPayout(tx)).toBeNull();
    expect(detectConsolidation(tx)).toBeNull();
  });

  test('a withdrawal for 143 is a payout, no CoinJoin', () => {
    const tx = recordedTransaction('batch-withdrawal-143');
    expect(firstMatch(tx)).toBeNull();
    expect(detectBatchPayout(tx)).toMatchObject({ numbers: { inputs: 1 } });
  });

  test('recorded mixes', () => {
    const names = ['whirlpool-coinjoin', 'wabisabi-coinjoin', 'joinmarket-coinjoin'];
    expect(names.map((name) => firstMatch(recordedTransaction(name))?.finding.protocol)).toEqual([
      'Whirlpool',
      'Wasabi 2',
      'Stonewall',
    ]);
  });
});
