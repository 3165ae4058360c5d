/** What the transactions that moved stolen value are consistent with: told, with certainty and numbers, and nothing more. */
import { describe, expect, test } from '@jest/globals';
import { addressOfScript, scriptOfAddress } from '../../../src/core/address.ts';
import type { Fingerprint } from '../../../src/core/fingerprint.ts';
import type { BitcoinTransaction, EthereumTransaction } from '../../../src/core/transaction.ts';
import { readList } from '../../bench/detect/labelled.ts';
import { at, nameOf, story } from '../../support/bitcoin-story.ts';
import { ROOT } from '../../support/cli.ts';
import { pkh, times, transactionOf, wpkh } from '../../support/form.ts';
import { fundingOf, stolenInput } from '../../support/funded.ts';
import { madeUpTag } from '../../support/made-up-tag.ts';
import { type OfflineCase, walkOffline } from '../../support/offline-walk.ts';
import { bitcoinTransaction, ethereumTransaction, id } from '../../support/transactions.ts';

/** The first recorded candidate for JoinMarket with five equal outputs. */
function candidate(): BitcoinTransaction {
  const isRound = ({ outputs }: BitcoinTransaction) =>
    outputs.some(({ value }) => outputs.filter((output) => output.value === value).length === 5);
  return readList(ROOT, 'jm_202406/OtherCoinJoins').find(isRound) as BitcoinTransaction;
}

const exchangeAt = (address: string) => madeUpTag(address, 'Huobi', ['exchange'], { chain: 'bitcoin' });

/** The first output of transaction 1 is stolen. */
const patternsOf = (transactions: readonly BitcoinTransaction[], more: Partial<OfflineCase> = {}) =>
  walkOffline({
    seeds: [{ kind: 'outpoint', chain: 'bitcoin', txid: id('1'), vout: 0 }],
    transactions,
    ...more,
  }).report.patterns;

/** The patterns that a walk through one transaction shows, its first input being stolen. */
function through(tx: BitcoinTransaction, more: Partial<OfflineCase> = {}) {
  const seeds = tx.inputs.slice(0, 1).map(stolenInput);
  return walkOffline({ seeds, transactions: [...fundingOf(tx), tx], ...more }).report;
}

describe('CoinJoins', () => {
  const last = (list: string) => readList(ROOT, list).at(-1) as BitcoinTransaction;

  test('one that is only possible is a note, also at the flags whose way leads through it', () => {
    const tx = candidate();
    const tags = tx.outputs.map(({ script }) => exchangeAt(addressOfScript(script)));
    const { patterns, flags } = through(tx, { tags });
    expect(patterns).toEqual([
      {
        chain: 'bitcoin',
        kind: 'coinjoin',
        name: 'JoinMarket',
        entity: null,
        certainty: 'possible',
        confidence: 45,
        transactions: [tx.txid],
        addresses: [addressOfScript(tx.inputs[0]?.script ?? '')],
        numbers: expect.objectContaining({ connectedRounds: 0, inputs: tx.inputs.length }),
      },
    ]);
    expect(flags).toMatchObject([{ kind: 'cash-out', evidence: [tx.txid] }]);
  });

  test('a mix is told with how many of its inputs come from others, as far as that is known', () => {
    const coordinator = scriptOfAddress('bc1qs604c7jv6amk4cxqlnvuxv26hv3e48cds4m0ew');
    const outputs = [...times(3, 10_000_000n), 4_000_000n, [500_000n, coordinator] as const];
    const round = { height: 560_000, inputs: times(5, 12_000_000n), outputs };
    const first = transactionOf({ ...round, txid: 'round 1' });
    const second = transactionOf({ ...round, txid: 'round 2', height: 560_100 });
    const remix = {
      outpoint: `${first.txid}:0`,
      value: 10_000_000n,
      script: first.outputs[0]?.script ?? '',
    };
    const others = second.inputs
      .slice(1)
      .map((input, n) => ({ ...input, outpoint: `${id('elsewhere')}:${n}` }));
    const mix = { ...second, inputs: [remix, ...others], fee: second.fee - 2_000_000n };
    const seeds = [stolenInput(remix)];
    const { patterns, outcomes } = walkOffline({ seeds, transactions: [first, mix] }).report;
    expect(outcomes.map(({ kind, entity }) => [kind, entity])).toEqual([['mixer', 'Wasabi 1']]);
    expect(patterns).toMatchObject([
      {
        kind: 'coinjoin',
        name: 'Wasabi 1',
        certainty: 'likely',
        transactions: [mix.txid],
        addresses: [addressOfScript(remix.script)],
        numbers: { equalOutputs: 3, inputs: 5, outputs: 5, sourcesKnown: 1, remixedInputs: 1 },
      },
    ]);
  });

  test.each<[string, BitcoinTransaction, object]>([
    [
      'a Tx0, recorded: what became of its premix',
      last('sw_202403/SamouraiTx0s'),
      {
        kind: 'coinjoin-preparation',
        certainty: 'likely',
        numbers: { premixConfirmed: 0, premixContradicted: 0 },
      },
    ],
    [
      'a Whirlpool mix, recorded: where its inputs come from',
      last('sw_202403/SamouraiCoinJoins'),
      { kind: 'coinjoin', certainty: 'likely', numbers: { sourcesConfirmed: 0 } },
    ],
    [
      'chips: what spends them',
      transactionOf({
        time: 1_600_000_000,
        inputs: [1_000_000n],
        outputs: [...times(3, 200_000n), 390_000n, 5_000n],
      }),
      { kind: 'chips', certainty: 'suspected', numbers: { chips: 3, notSpent: 3, spentAsChips: 0 } },
    ],
  ])('%s', (_, tx, expected) => {
    expect(through(tx).patterns).toMatchObject([{ ...expected, transactions: [tx.txid] }]);
  });
});

describe('services', () => {
  const shown = (patterns: ReturnType<typeof patternsOf>) =>
    patterns.map(({ name, entity, transactions, addresses }) => {
      const to = entity === null ? '' : ` into ${entity}`;
      return `${name}${to}: ${addresses.map(nameOf).join('')} ${transactions.length}`;
    });

  test.each<[string, string[], string[]]>([
    [
      'a consolidation: whose stolen coins it spends',
      ['1: X > A 9', '2: A, B, C, D, E > F 409'],
      ['consolidation: A 1'],
    ],
    ['near miss: four inputs', ['1: X > A 9', '2: A, B, C, D > F 309'], []],
    [
      'a batch payout: who pays',
      ['1: X > A 90', '2: A > B 10, C 11, D 12, E 13, F 14'],
      ['batch payout: A 1'],
    ],
    ['near miss: four payees', ['1: X > A 90', '2: A > B 10, C 11, D 12, E 13'], []],
    ['near miss: no stolen value in it', ['1: X > A 9', '2: B, C, D, E, F > G 500'], []],
  ])('%s', (_, lines, expected) => {
    expect(shown(patternsOf(story(lines)))).toEqual(expected);
  });

  test('a deposit sweep: which addresses seem to be deposits of whom', () => {
    const lines = ['1: X > A 9', '2: A, B, C, D, E > F 409'];
    expect(shown(patternsOf(story(lines), { tags: [exchangeAt(at('F'))] }))).toEqual([
      'deposit sweep into Huobi: ABCDE 1',
    ]);
    const mixer = madeUpTag(at('F'), 'Mixer', ['mixing_service'], { chain: 'bitcoin' });
    expect(shown(patternsOf(story(lines), { tags: [mixer] }))).toEqual(['consolidation: A 1']);
    const deposit = madeUpTag(at('F'), 'Huobi', ['deposit_wallet'], { chain: 'bitcoin' });
    expect(shown(patternsOf(story(lines), { tags: [deposit] }))).toEqual(['consolidation: A 1']);
  });
});

describe('peel chains', () => {
  /** The change returns to the address: that decides alone. */
  const lines = [
    '1: X > A 100',
    '2: A > B 10, A 90',
    '3: A > C 10, A 80',
    '4: A > D 10, A 70',
    '5: A > E 10, A 60',
    '6: A > F 60',
  ];

  test('are told once, with whom they paid', () => {
    expect(patternsOf(story(lines))).toEqual([
      {
        chain: 'bitcoin',
        kind: 'peel-chain',
        name: 'peel chain',
        entity: null,
        certainty: 'possible',
        confidence: 50,
        transactions: ['2', '3', '4', '5'].map(id),
        addresses: ['B', 'C', 'D', 'E'].map(at),
        numbers: { transactions: 4, peels: 4, peeled: 40n, rest: 60n },
      },
    ]);
  });

  test('near miss: two peels', () => {
    expect(patternsOf(story([...lines.slice(0, 3), '4: A > E 80']))).toEqual([]);
  });

  test('by the votes of five rules: type, round amounts, fee, SegWit, and that it goes on', () => {
    const rests = [100_000n, 89_877n, 79_754n, 69_631n, 59_508n];
    const chain = rests.map((rest, n) =>
      bitcoinTransaction({
        txid: `${n + 1}`,
        height: n + 1,
        inputs: [[`${n}`, n < 2 ? 0 : 1, rest + (n === 0 ? 0n : 10_123n), wpkh(n)]],
        outputs: [
          ...(n === 0 ? [] : [{ value: 10_000n, script: pkh(n) }]),
          { value: rest, script: wpkh(n + 1) },
        ],
      }),
    );
    const strangers = [2, 3, 4, 5].map((n) =>
      bitcoinTransaction({
        txid: `stranger ${n}`,
        height: 9,
        inputs: [[`${n}`, 0, 10_000n, pkh(n - 1)]],
        outputs: [{ value: 9_000n, script: pkh(99) }],
      }),
    );
    const outpoint = (n: number) =>
      ({ kind: 'outpoint', chain: 'bitcoin', txid: id(`${n}`), vout: 0 }) as const;
    const seeds = [1, 2, 3, 4].map(outpoint);
    expect(patternsOf([...chain, ...strangers], { seeds })).toMatchObject([
      {
        kind: 'peel-chain',
        transactions: ['2', '3', '4'].map(id),
        addresses: [1, 2, 3].map((n) => addressOfScript(pkh(n))),
        numbers: { peels: 3, peeled: 30_000n, rest: 69_631n },
      },
    ]);
    const rounder = strangers.map((tx) => ({
      ...tx,
      fee: 123n,
      outputs: [{ value: 9_877n, script: pkh(99) }],
    }));
    // Four votes are not enough to follow.
    expect(patternsOf([...chain, ...rounder], { seeds })).toEqual([]);

    // A fifth: of the addresses of a seed the whole history is known, and that the others were paid before.
    const before = bitcoinTransaction({
      txid: 'before',
      height: 1,
      inputs: [['elsewhere', 0, 9n]],
      outputs: [1, 2, 3].map((n) => ({ value: 2n, script: pkh(n) })),
    });
    const addresses = [2, 3, 4].map((n) => ({
      kind: 'address' as const,
      chain: 'bitcoin' as const,
      address: addressOfScript(wpkh(n)),
      asset: 'BTC',
      since: 0,
      until: Number.POSITIVE_INFINITY,
    }));
    const known = [...seeds, ...addresses, { ...outpoint(0), txid: before.txid }];
    expect(patternsOf([...chain, ...rounder, before], { seeds: known })).toMatchObject([
      { kind: 'peel-chain', transactions: ['2', '3', '4'].map(id), numbers: { peels: 3 } },
    ]);
    // Abstains: one history is not known; that the payees were paid before is not known.
    for (const less of [known.filter((_, n) => n !== 4), known.slice(0, -1)]) {
      expect(patternsOf([...chain, ...rounder, before], { seeds: less })).toEqual([]);
    }
  });

  test('by the habits of the wallet; what they follow from is in the digest of the inputs', () => {
    const own = { version: 2, hasLocktime: true, sequences: 'locktime' } as const;
    const other = { ...own, hasLocktime: false };
    // B to D spend what they were paid.
    const spent = ['6: B > G 9', '7: C > H 9', '8: D > I 9'];
    const chain = story([
      '1: X > A 100',
      '2: A > B 10, J 90',
      '3: J > C 10, K 80',
      '4: K > D 10, L 70',
      '5: L > M 60',
      ...spent,
    ]);
    const seeds = chain
      .slice(0, 4)
      .map(({ txid }) => ({ kind: 'outpoint', chain: 'bitcoin', txid, vout: 0 }) as const);
    const reportOf = (strangers: Fingerprint | undefined) => {
      const transactions = chain.map((tx, n) => ({ ...tx, fingerprint: n < 5 ? own : strangers }));
      return walkOffline({
        seeds,
        transactions: transactions.map(({ fingerprint, ...tx }) =>
          fingerprint === undefined ? tx : { ...tx, fingerprint },
        ),
      }).report;
    };
    const [told, alike, untold] = [other, own, undefined].map(reportOf);
    expect(told?.patterns).toMatchObject([
      { kind: 'peel-chain', transactions: ['2', '3', '4'].map(id), addresses: ['B', 'C', 'D'].map(at) },
    ]);
    expect([alike?.patterns, untold?.patterns]).toEqual([[], []]);
    expect(new Set([told, alike, untold].map((report) => report?.inputDigest)).size).toBe(3);
  });
});

test('patterns follow the chain, and the order of answers changes nothing', () => {
  const lines = [
    '1: X > A 90',
    '2: A > B 10, C 11, D 12, E 13, F 14',
    '3: B, C, D, E, F > G 60',
    '4: G > H 59',
  ];
  const one = patternsOf(story(lines));
  expect(one.map(({ kind }) => kind)).toEqual(['batch-payout', 'consolidation']);
  expect(patternsOf(story(lines), { arrival: (answers) => answers.reverse() })).toEqual(one);
});

test('a case without Bitcoin has none', () => {
  expect(walkOffline({ seeds: [], transactions: [] }).report).toMatchObject({ patterns: [], clusters: [] });
});

describe('deposit addresses of exchanges on Ethereum', () => {
  const [thief, deposit, wallet, other] = ['1', '2', '3', '4'].map((digit) => `0x${digit.repeat(40)}`) as [
    string,
    string,
    string,
    string,
  ];
  const paid = (txid: string, height: number, from: string, to: string, value: bigint) =>
    ethereumTransaction({ txid, height, sender: from, fee: 0n, transfers: [{ from, to, value }] });
  const [theft, sweep] = [
    paid('theft', 1000, thief, deposit, 10n ** 18n),
    paid('sweep', 1100, deposit, wallet, 10n ** 18n - 10n ** 15n),
  ];
  const walk = (transactions: readonly EthereumTransaction[], concept = 'exchange') =>
    walkOffline({
      seeds: [
        {
          kind: 'address',
          chain: 'ethereum',
          address: thief,
          asset: 'ETH',
          since: 0,
          until: Number.POSITIVE_INFINITY,
        },
      ],
      transactions: [paid('funding', 900, other, thief, 10n ** 18n), ...transactions],
      tags: [madeUpTag(wallet, 'Binance', [concept])],
    }).report;

  test('are told, with the flag whose evidence leads through them', () => {
    const { patterns, flags } = walk([theft, sweep]);
    expect(patterns).toEqual([
      {
        chain: 'ethereum',
        kind: 'deposit-address',
        name: 'deposit address',
        entity: 'Binance',
        certainty: 'possible',
        confidence: 60,
        transactions: [sweep.txid],
        addresses: [deposit],
        numbers: { forwardings: 1, longestBlocks: 100 },
      },
    ]);
    expect(flags).toMatchObject([{ kind: 'cash-out', address: deposit, evidence: [sweep.txid] }]);
  });

  test('are not those of whoever pays into his own deposit address', () => {
    const { patterns, flags } = walk([theft, sweep], 'deposit_wallet');
    expect(flags).toMatchObject([{ kind: 'cash-out', entity: 'Binance', address: deposit }]);
    expect(patterns).toEqual([]);
  });

  test('are not those that do other things as well, nor the seed itself', () => {
    expect(walk([theft, sweep, paid('away', 1200, deposit, other, 1n)]).patterns).toEqual([]);
    const { patterns, flags } = walk([paid('at once', 1000, thief, wallet, 10n ** 18n)]);
    expect(flags).toMatchObject([{ kind: 'cash-out', address: thief }]);
    expect(patterns).toEqual([]);
  });
});
