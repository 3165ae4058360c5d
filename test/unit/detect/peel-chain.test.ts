/** Peel chains, and where the coins of a wallet go next by its habits. */
import { describe, expect, test } from '@jest/globals';
import { Habits, nextHop, type Place } from '../../../src/core/detect/next-hop.ts';
import { detectPeelChain } from '../../../src/core/detect/peel-chain.ts';
import type { Fingerprint } from '../../../src/core/fingerprint.ts';
import type { BitcoinTransaction } from '../../../src/core/transaction.ts';
import { nulldata, type Part, pkh, transactionOf, wpkh } from '../../support/form.ts';
import { neighboursAmong } from '../../support/known-neighbours.ts';

const OWN: Fingerprint = { version: 2, hasLocktime: false, sequences: 'replaceable' };
const OTHER: Fingerprint = { version: 1, hasLocktime: false, sequences: 'final' };

interface Step {
  readonly outputs: readonly Part[];
  /** Which output the next step spends. */
  readonly kept: number;
  readonly print?: Fingerprint;
}

/** Transactions that each spend what the one before kept; other outputs are spent by strangers. */
function chain(steps: readonly Step[]) {
  const all: BitcoinTransaction[] = [];
  let spent: { outpoint: string; value: bigint } | null = null;
  for (const [n, { outputs, kept, print = OWN }] of steps.entries()) {
    const shape = transactionOf({ txid: `step ${n}`, inputs: [1_000_000n], outputs, fingerprint: print });
    const inputs: BitcoinTransaction['inputs'] =
      spent === null ? shape.inputs : [{ ...spent, script: wpkh(500 + n) }];
    const tx = { ...shape, inputs };
    all.push(tx);
    for (const vout of tx.outputs.keys()) {
      if (vout === kept) continue;
      const txid = `stranger ${n} ${vout}`;
      const stranger = transactionOf({ txid, inputs: [1n], outputs: [1n], fingerprint: OTHER });
      const input = { outpoint: `${tx.txid}:${vout}`, value: 1n, script: wpkh(9) };
      all.push({ ...stranger, inputs: [input] });
    }
    spent = { outpoint: `${tx.txid}:${kept}`, value: tx.outputs[kept]?.value ?? 0n };
  }
  const [start] = all;
  if (start === undefined) throw new Error('no steps');
  return {
    start,
    ids: steps.map((_, n) => transactionOf({ txid: `step ${n}`, inputs: [], outputs: [] }).txid),
    all,
  };
}

const detect = ({ start, all }: ReturnType<typeof chain>) => detectPeelChain(start, neighboursAmong(all));

/** As an explorer tells it that says nothing of fingerprints. */
const untold = ({ fingerprint: _, ...rest }: BitcoinTransaction): BitcoinTransaction => rest;

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

  test('of ten thousand take as long as ten thousand', () => {
    const rests = Array.from({ length: 10_000 }, (_, n) => 999_999n - BigInt(n) * 50n);
    const steps = [...rests.map((rest) => ({ outputs: [10n, rest], kept: 1 })), { outputs: [1n], kept: 0 }];
    expect(detect(chain(steps))).toMatchObject({ numbers: { transactions: 10_000, peels: 10_000 } });
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
    const back = made.all.map(untold).map((tx, n) => {
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
    const { all, start } = chain(STEPS);
    expect(detectPeelChain({ ...start, inputs: [] }, neighboursAmong(all))).toBeNull();
  });
});

describe('the next hop', () => {
  const { start, all } = chain(STEPS);
  const [, stranger, next] = all as [BitcoinTransaction, BitcoinTransaction, BitcoinTransaction];
  const habits = new Habits();
  habits.made(start);
  const hopAmong = (others: readonly BitcoinTransaction[], unspent: readonly string[] = []) =>
    nextHop(start, habits, neighboursAmong([start, ...others], { unspent }))?.vout ?? null;
  const printed = (tx: BitcoinTransaction, print: Partial<Fingerprint>) => ({
    ...tx,
    fingerprint: { ...OWN, ...print },
  });

  test('the only output that is spent as the wallet spends', () => {
    expect(hopAmong([stranger, next])).toBe(1);
    expect(hopAmong([next], [`${start.txid}:0`])).toBe(1);
  });

  test.each<[string, readonly BitcoinTransaction[]]>([
    ['two fit', [printed(stranger, {}), next]],
    ['none fits', [stranger, printed(next, OTHER)]],
    ['a spender is not known', [next]],
    ['the fingerprint of a spender is not told', [untold(stranger), next]],
    ['that of the next one is not told', [stranger, untold(next)]],
    ['near miss: another version', [stranger, printed(next, { version: 1 })]],
    ['near miss: with a locktime', [stranger, printed(next, { hasLocktime: true })]],
    ['near miss: not replaceable', [stranger, printed(next, { sequences: 'locktime' })]],
  ])('none where %s', (_, others) => {
    expect(hopAmong(others)).toBeNull();
  });

  test('none where nothing is told of the wallet itself', () => {
    const silent = new Habits();
    silent.made(untold(start));
    expect(nextHop(start, silent, neighboursAmong(all))).toBeNull();
  });

  test('a wallet may have several ways, and each is its own', () => {
    const both = new Habits();
    both.made(start);
    both.made(printed(start, { version: 1 }));
    const among = neighboursAmong([stranger, printed(next, { version: 1 })]);
    expect(nextHop(start, both, among)).toMatchObject({ vout: 1 });
  });

  /** Of a wallet whose changes stood at these places among so many outputs. */
  const placeOf = (outputs: number, ...kept: readonly number[]) => {
    const tx = transactionOf({ inputs: [9n], outputs: new Array<bigint>(outputs).fill(1n) });
    const own = new Habits();
    for (const vout of kept) own.kept(tx, vout);
    return own.place;
  };

  test('the place of the change is a habit from the fifth time on', () => {
    expect(placeOf(3, 0, 0, 0, 0)).toBeNull();
    expect(placeOf(3, 0, 0, 0, 0, 0)).toBe('first');
    expect(placeOf(3, 2, 2, 2, 2, 2)).toBe('last');
    expect(placeOf(3, 0, 2, 0, 0, 0)).toBe('either end');
    expect(placeOf(3, 0, 0, 0, 0, 0, 1)).toBeNull();
  });

  test('of one output no place is told, of two it is', () => {
    expect(placeOf(1, 0, 0, 0, 0, 0)).toBeNull();
    expect(placeOf(2, 0, 0, 0, 0, 0)).toBe('first');
  });

  test.each<[NonNullable<Place>, readonly number[], readonly number[]]>([
    ['first', [0, 0, 0, 0, 0], [0]],
    ['last', [3, 3, 3, 3, 3], [3]],
    ['either end', [0, 3, 0, 3, 0], [0, 3]],
  ])('change that is always %s', (_, places, expected) => {
    const tx = transactionOf({ txid: 'four', inputs: [9n], outputs: [1n, 2n, 3n, 4n], fingerprint: OWN });
    const own = new Habits();
    own.made(tx);
    for (const vout of places) own.kept(tx, vout);
    // Each output in turn is the only one that the wallet spends.
    const hops = tx.outputs.map((_, spent) => {
      const spenders = tx.outputs.map((_, vout) => ({
        ...transactionOf({ txid: `spender ${vout}`, inputs: [1n], outputs: [1n] }),
        inputs: [{ outpoint: `${tx.txid}:${vout}`, value: 1n, script: wpkh(9) }],
        fingerprint: vout === spent ? OWN : OTHER,
      }));
      return nextHop(tx, own, neighboursAmong(spenders))?.vout ?? null;
    });
    expect(hops).toEqual([0, 1, 2, 3].map((vout) => (expected.includes(vout) ? vout : null)));
  });
});
