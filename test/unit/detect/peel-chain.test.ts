/** Peel chains, and where the coins of a wallet go next by its habits. */
import { describe, expect, test } from '@jest/globals';
import type { Fingerprint } from '../../../src/core/detect/neighbours.ts';
import { habitsOf, nextHop } from '../../../src/core/detect/next-hop.ts';
import { detectPeelChain } from '../../../src/core/detect/peel-chain.ts';
import type { BitcoinTransaction } from '../../../src/core/transaction.ts';
import { nulldata, type Part, pkh, transactionOf, wpkh } from '../../support/form.ts';
import { neighboursAmong } from '../../support/known-neighbours.ts';

const OWN: Fingerprint = { version: 2, locktime: 0, sequences: [0xffff_fffd] };
const OTHER: Fingerprint = { version: 1, locktime: 0, sequences: [0xffff_ffff] };

interface Step {
  readonly outputs: readonly Part[];
  /** Which output the next step spends. */
  readonly kept: number;
  readonly print?: Fingerprint;
}

/** Transactions that each spend what the one before kept; other outputs are spent by strangers. */
function chain(steps: readonly Step[]) {
  const all: BitcoinTransaction[] = [];
  const prints: Record<string, Fingerprint> = {};
  let spent: { outpoint: string; value: bigint } | null = null;
  for (const [n, { outputs, kept, print = OWN }] of steps.entries()) {
    const shape = transactionOf({ txid: `step ${n}`, inputs: [1_000_000n], outputs });
    const inputs: BitcoinTransaction['inputs'] =
      spent === null ? shape.inputs : [{ ...spent, script: wpkh(500 + n) }];
    const tx = { ...shape, inputs };
    all.push(tx);
    prints[tx.txid] = print;
    for (const vout of tx.outputs.keys()) {
      if (vout === kept) continue;
      const stranger = transactionOf({ txid: `stranger ${n} ${vout}`, inputs: [1n], outputs: [1n] });
      const input = { outpoint: `${tx.txid}:${vout}`, value: 1n, script: wpkh(9) };
      all.push({ ...stranger, inputs: [input] });
      prints[stranger.txid] = OTHER;
    }
    spent = { outpoint: `${tx.txid}:${kept}`, value: tx.outputs[kept]?.value ?? 0n };
  }
  const [start] = all;
  if (start === undefined) throw new Error('no steps');
  return {
    start,
    ids: steps.map((_, n) => transactionOf({ txid: `step ${n}`, inputs: [], outputs: [] }).txid),
    all,
    prints,
  };
}

const detect = ({ start, all, prints }: ReturnType<typeof chain>) =>
  detectPeelChain(start, neighboursAmong(all, { prints }));

const STEPS: readonly Step[] = [
  { outputs: [100_000n, 890_000n], kept: 1 },
  { outputs: [780_000n, 100_000n], kept: 0 },
  { outputs: [50_000n, 720_000n], kept: 1 },
  { outputs: [710_000n], kept: 0 },
];

describe('chains', () => {
  test('three transactions that split one output off each', () => {
    const made = chain(STEPS);
    const found = detect(made);
    expect(found).toMatchObject({
      protocol: 'peel chain',
      certainty: 'possible',
      numbers: { transactions: 3, peels: 3, peeled: 250_000n, rest: 720_000n },
    });
    expect(found?.peels).toEqual([
      { txid: made.ids[0], kept: 1, peeled: { vout: 0, value: 100_000n, script: wpkh(1_000_000) } },
      { txid: made.ids[1], kept: 0, peeled: { vout: 1, value: 100_000n, script: wpkh(1_000_001) } },
      { txid: made.ids[2], kept: 1, peeled: { vout: 0, value: 50_000n, script: wpkh(1_000_000) } },
    ]);
  });

  test('near miss: two', () => {
    expect(detect(chain([...STEPS.slice(0, 2), { outputs: [770_000n], kept: 0 }]))).toBeNull();
  });

  test('what only passes the amount on is followed, but does not count', () => {
    const passing = (step: Step) =>
      chain([...STEPS.slice(0, 2), { outputs: [775_000n], kept: 0 }, step, { outputs: [1n], kept: 0 }]);
    expect(detect(passing({ outputs: [50_000n, 720_000n], kept: 1 }))).toMatchObject({
      numbers: { transactions: 4, peels: 3 },
    });
    expect(detect(passing({ outputs: [770_000n], kept: 0 }))).toBeNull();
  });

  test('data does not count as an output', () => {
    const steps = STEPS.map((step, n) =>
      n === 1 ? { ...step, outputs: [...step.outputs, [0n, nulldata(8)] as const] } : step,
    );
    expect(detect(chain(steps))).not.toBeNull();
  });

  test.each<[string, number, Step]>([
    ['three outputs', 1, { outputs: [780_000n, 50_000n, 50_000n], kept: 0 }],
    ['the rest does not fall', 1, { outputs: [890_000n, 1n], kept: 0 }],
    ['spent in another way', 2, { outputs: [50_000n, 720_000n], kept: 1, print: OTHER }],
    ['of another script type', 1, { outputs: [[780_000n, pkh(1)], 100_000n], kept: 0 }],
  ])('near miss: %s', (_, at, step) => {
    expect(detect(chain(STEPS.map((other, n) => (n === at ? step : other))))).toBeNull();
  });

  test('the rest may fall by a satoshi', () => {
    expect(
      detect(chain(STEPS.map((step, n) => (n === 1 ? { outputs: [889_999n, 1n], kept: 0 } : step)))),
    ).not.toBeNull();
  });

  test('without fingerprints, where change is sent back to the address it came from', () => {
    const made = chain(STEPS);
    const back = made.all.map((tx, n) => {
      const kept = STEPS[n / 2]?.kept;
      const [input] = tx.inputs;
      if (n % 2 === 1 || kept === undefined || input === undefined) return tx;
      return {
        ...tx,
        outputs: tx.outputs.map((output, vout) =>
          vout === kept ? { ...output, script: input.script } : output,
        ),
      };
    });
    const [start] = back;
    if (start === undefined) throw new Error('no start');
    expect(detectPeelChain(start, neighboursAmong(back))).toMatchObject({ numbers: { peels: 3 } });
  });

  test('new coins do not begin one', () => {
    const { all, prints, start } = chain(STEPS);
    expect(detectPeelChain({ ...start, inputs: [] }, neighboursAmong(all, { prints }))).toBeNull();
  });
});

describe('the next hop', () => {
  const { start, all, prints } = chain(STEPS);
  const around = neighboursAmong(all, { prints });
  const habits = habitsOf([{ tx: start, kept: null }], around);

  test('the only output that is spent as the wallet spends', () => {
    expect(nextHop(start, habits, around)).toMatchObject({ vout: 1 });
  });

  test('none where two fit, where none fits, where one is not known', () => {
    const alike = Object.fromEntries(Object.keys(prints).map((txid) => [txid, OWN]));
    expect(nextHop(start, habits, neighboursAmong(all, { prints: alike }))).toBeNull();
    const different = Object.fromEntries(Object.keys(prints).map((txid) => [txid, OTHER]));
    expect(nextHop(start, habits, neighboursAmong(all, { prints: different }))).toBeNull();
    const [, , next] = all;
    const few = [start, next].filter((tx) => tx !== undefined);
    expect(nextHop(start, habits, neighboursAmong(few, { prints }))).toBeNull();
    const unspent = [`${start.txid}:0`];
    expect(nextHop(start, habits, neighboursAmong(few, { prints, unspent }))).toMatchObject({ vout: 1 });
  });

  test('the place of the change is a habit from the second time on', () => {
    const tx = transactionOf({ inputs: [9n], outputs: [1n, 2n, 3n] });
    const placeOf = (...kept: readonly (number | null)[]) =>
      habitsOf(
        kept.map((vout) => ({ tx, kept: vout })),
        around,
      ).place;
    expect(placeOf(0)).toBeNull();
    expect(placeOf(0, 0)).toBe('first');
    expect(placeOf(2, 2, null)).toBe('last');
    expect(placeOf(0, 2)).toBe('either end');
    expect(placeOf(0, 1, 2)).toBeNull();
  });

  test('of one output no place is told, of two it is', () => {
    const twice = (outputs: readonly bigint[]) => {
      const tx = transactionOf({ inputs: [9n], outputs });
      return habitsOf(
        [tx, tx].map((one) => ({ tx: one, kept: 0 })),
        around,
      ).place;
    };
    expect(twice([1n])).toBeNull();
    expect(twice([1n, 2n])).toBe('first');
  });

  test.each<[NonNullable<typeof habits.place>, readonly number[]]>([
    ['first', [0]],
    ['last', [3]],
    ['either end', [0, 3]],
  ])('change that is always %s', (place, expected) => {
    const tx = transactionOf({ txid: 'four', inputs: [9n], outputs: [1n, 2n, 3n, 4n] });
    // Each output in turn is the only one that the wallet spends.
    const hops = tx.outputs.map((_, spent) => {
      const spenders = tx.outputs.map((_, vout) => ({
        ...transactionOf({ txid: `spender ${vout}`, inputs: [1n], outputs: [1n] }),
        inputs: [{ outpoint: `${tx.txid}:${vout}`, value: 1n, script: wpkh(9) }],
      }));
      const of = Object.fromEntries(spenders.map(({ txid }, vout) => [txid, vout === spent ? OWN : OTHER]));
      return nextHop(tx, { ...habits, place }, neighboursAmong(spenders, { prints: of }))?.vout ?? null;
    });
    expect(hops).toEqual([0, 1, 2, 3].map((vout) => (expected.includes(vout) ? vout : null)));
  });
});
