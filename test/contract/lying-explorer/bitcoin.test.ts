/**
 * A Bitcoin explorer that lies about one transaction, beside an honest one: proofs find it out, and the report is that of the
 * honest one alone.
 */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { addressOfScript } from '../../../src/core/address.ts';
import { withAltered } from '../../support/altering-proxy.ts';
import { hashedTransaction, type Pay, payeeScript } from '../../support/hashed-bitcoin.ts';
import { createTestStores, STORES, type TestStores } from '../../support/test-stores.ts';
import { type Named, PROVE_ALL, traceVerified } from '../../support/verified-trace.ts';
import { madeUpHash, manifest } from '../world.ts';
import { replayedFrom, sourceAt } from './replayed-bitcoin.ts';

const [VICTIM, THIEF, OWN, PAID, KEPT, LAST, STRANGER] = [1, 2, 3, 4, 5, 6, 9] as const;
const stolen: Pay = [THIEF, 60_000n];
const theft = hashedTransaction(
  100,
  [{ txid: madeUpHash('victim'), vout: 0, pay: [VICTIM, 100_000n] }],
  [stolen, [OWN, 39_000n]],
);
const paid: Pay = [PAID, 30_000n];
const split = hashedTransaction(101, [{ txid: theft.txid, vout: 0, pay: stolen }], [paid, [KEPT, 29_000n]]);
const last = hashedTransaction(102, [{ txid: split.txid, vout: 0, pay: paid }], [[LAST, 29_500n]]);
const TIP = { height: 120, hash: madeUpHash('tip'), time: 1_600_000_120 };
const FILES = {
  'dataset.json': manifest('bitcoin', TIP),
  'bitcoin.ndjson': [theft, split, last].map(({ line }) => line).join('\n'),
};
const SEEDS = [{ kind: 'outpoint', chain: 'bitcoin', txid: theft.txid, vout: 0 }];

interface Wire {
  txid: string;
  version?: number;
  locktime?: number;
  vin: { sequence?: number; scriptsig?: string }[];
  vout: [{ value: number; scriptpubkey: string }, { value: number; scriptpubkey: string }];
}
type Lie = (tx: Wire) => void;

const moveOne: Lie = ({ vout: [first, second] }) => {
  first.value += 1;
  second.value -= 1;
};
const payAnother: Lie = ({ vout: [first] }) => {
  first.scriptpubkey = payeeScript(STRANGER);
};
const renumber: Lie = (tx) => {
  tx.version = 1;
};
const LIES: readonly (readonly [what: string, lie: Lie, problem: string])[] = [
  ['moves one satoshi', moveOne, 'shows output 0 with 30001 satoshi; it has 30000'],
  [
    'changes a receiver',
    payAnother,
    `shows output 0 to script ${payeeScript(STRANGER)}; it is ${payeeScript(PAID)}`,
  ],
];

interface Liar {
  readonly lie: Lie;
  /** A form of its own lacks what the hash is made of; an unsigned one, what proves that the inputs may be spent. */
  readonly form: 'whole' | 'own' | 'unsigned';
  /** What it says when asked for the raw bytes. */
  readonly bytes: 'honest' | 'none';
}

function toOwnForm(tx: Wire): void {
  delete tx.version;
  delete tx.locktime;
  for (const input of tx.vin) {
    delete input.sequence;
    delete input.scriptsig;
  }
}

/** What shows transactions, alone, in a list or by their txid. */
const shownIn = (answer: unknown): Wire[] =>
  (Array.isArray(answer) ? answer : [answer]).filter((one: Wire) => Array.isArray(one.vin));

const lying = (url: string, { lie, form, bytes }: Liar, use: (liar: Named) => Promise<void>) =>
  withAltered(
    url,
    {
      hides: (path) => path.endsWith('/hex') && bytes === 'none',
      json: (answer) => {
        for (const tx of shownIn(answer)) {
          if (form === 'own') toOwnForm(tx);
          if (form === 'unsigned') for (const input of tx.vin) delete input.scriptsig;
          if (tx.txid === split.txid) lie(tx);
        }
      },
    },
    (base) => use({ name: 'liar', source: sourceAt('liar', base) }),
  );

const replayed = (use: (url: string, honest: Named) => Promise<void>) => replayedFrom(FILES, use);

test('an honest explorer: every transaction that the report relies on hashes to its id', () =>
  replayed(async (_, honest) => {
    const { report } = await traceVerified('bitcoin', SEEDS, [honest]);
    expect(report.verification).toEqual({
      transactions: 2,
      hashed: [split.txid, last.txid],
      inBlock: [],
      unverified: [],
      opinions: [],
      distrusted: [],
    });
  }));

test.each(LIES)('one that %s in the whole form is refused at once', (_, lie) =>
  replayed(async (url, honest) => {
    const alone = await traceVerified('bitcoin', SEEDS, [honest]);
    await lying(url, { lie, form: 'whole', bytes: 'honest' }, async (liar) => {
      const { report, rotated } = await traceVerified('bitcoin', SEEDS, [liar, honest]);
      expect(report.run.resultDigest).toBe(alone.report.run.resultDigest);
      expect(rotated.join('\n')).toContain('liar: ');
      expect(rotated.join('\n')).toContain('it was changed');
    });
  }),
);

describe.each(STORES)('stores in %s', (name) => {
  let kept: TestStores;
  beforeAll(async () => {
    kept = await createTestStores(name);
  });
  afterAll(() => kept.drop());

  test.each(
    LIES.flatMap(([what, lie, problem]) =>
      (['honest', 'none'] as const).map((bytes) => [what, bytes, lie, problem] as const),
    ),
  )(
    'one that %s in a form of its own (raw bytes: %s) is named, and nothing of it is used',
    (_, bytes, lie, problem) =>
      replayed(async (url, honest) => {
        const alone = await traceVerified('bitcoin', SEEDS, [honest]);
        await lying(url, { lie, form: 'own', bytes }, async (liar) => {
          const stores = await kept.empty();
          const { report } = await traceVerified('bitcoin', SEEDS, [liar, honest], { stores });
          const { distrusted, unverified } = report.verification;
          expect(distrusted).toEqual([{ provider: 'liar', txid: split.txid, problem }]);
          expect(unverified).toEqual([]);
          expect(report.run.resultDigest).toBe(alone.report.run.resultDigest);
        });
      }),
  );

  test('a second opinion tells what another explorer says', () =>
    replayed(async (url, honest) =>
      lying(url, { lie: moveOne, form: 'own', bytes: 'none' }, async (liar) => {
        const options = { rules: { ...PROVE_ALL, secondOpinion: true }, stores: await kept.empty() };
        const { report } = await traceVerified('bitcoin', SEEDS, [honest, liar], options);
        const differences = ['shows output 0 with 30000 satoshi; it has 30001'];
        expect(report.verification.opinions).toEqual([
          { txid: split.txid, provider: 'liar', differences },
          { txid: last.txid, provider: 'liar', differences: [] },
        ]);
        expect(report.verification.distrusted).toEqual([]);
      }),
    ));
});

test('one that shows two confirmed spenders of an output is named, and another one is asked', () =>
  replayed(async (url, honest) => {
    const seeds = [{ kind: 'address', chain: 'bitcoin', address: addressOfScript(payeeScript(THIEF)) }];
    const alone = await traceVerified('bitcoin', seeds, [honest]);
    const doubled = {
      json: (answer: unknown) => {
        const shown = Array.isArray(answer) ? (answer as Wire[]) : [];
        const real = shown.find(({ txid }) => txid === split.txid);
        if (real === undefined) return;
        const other = { ...structuredClone(real), txid: madeUpHash('the other spender') };
        toOwnForm(other);
        shown.unshift(other);
      },
    };
    await withAltered(url, doubled, async (base) => {
      const liar = { name: 'liar', source: sourceAt('liar', base) };
      const { report, rotated } = await traceVerified('bitcoin', seeds, [liar, honest]);
      expect(report.run.resultDigest).toBe(alone.report.run.resultDigest);
      expect(report.gaps).toEqual(alone.report.gaps);
      expect(rotated.join('\n')).toContain('liar: ');
      expect(rotated.join('\n')).toContain(`two confirmed transactions that spend ${theft.txid}:0`);
    });
  }));

test.each(['honest', 'none'] as const)(
  'one that makes up a fingerprint (raw bytes: %s) is named, and nothing of it is used',
  (bytes) =>
    replayed(async (url, honest) => {
      const alone = await traceVerified('bitcoin', SEEDS, [honest]);
      await lying(url, { lie: renumber, form: 'unsigned', bytes }, async (liar) => {
        const { report } = await traceVerified('bitcoin', SEEDS, [liar, honest]);
        const problem = 'shows fingerprint replaceable unlocked 1; it is replaceable unlocked 2';
        expect(report.verification.distrusted).toEqual([{ provider: 'liar', txid: split.txid, problem }]);
        expect(report.run).toMatchObject({
          inputDigest: alone.report.run.inputDigest,
          resultDigest: alone.report.run.resultDigest,
        });
      });
    }),
);

test('nobody else to ask: it is named, and what it said becomes a gap', () =>
  replayed(async (url) =>
    lying(url, { lie: moveOne, form: 'own', bytes: 'honest' }, async (liar) => {
      const { report } = await traceVerified('bitcoin', SEEDS, [liar]);
      expect(report.verification.distrusted.map(({ provider }) => provider)).toEqual(['liar']);
      expect(report.gaps).not.toEqual([]);
      expect(report.gaps[0]?.reason).toContain('what liar said was found to be wrong');
    }),
  ));

test('without proofs nobody finds out, and the report says that nothing was proved', () =>
  replayed(async (url, honest) =>
    lying(url, { lie: moveOne, form: 'own', bytes: 'honest' }, async (liar) => {
      const rules = { ...PROVE_ALL, maxTransactions: 0 };
      const { report } = await traceVerified('bitcoin', SEEDS, [liar, honest], { rules });
      expect(report.verification.distrusted).toEqual([]);
      expect(report.verification.unverified).toContain(split.txid);
    }),
  ));
