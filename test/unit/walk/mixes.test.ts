/** Where the walk ends at CoinJoins, and where it goes on: on recorded transactions, and on vectors next to them. */
import { describe, expect, test } from '@jest/globals';
import { addressOfScript, scriptOfAddress } from '../../../src/core/address.ts';
import type { Tag } from '../../../src/core/tags/tag.ts';
import type { BitcoinTransaction } from '../../../src/core/transaction.ts';
import { readList } from '../../bench/detect/labelled.ts';
import { ROOT } from '../../support/cli.ts';
import { type Part, times, transactionOf, wpkh } from '../../support/form.ts';
import { fundingOf, stolenInput } from '../../support/funded.ts';
import { madeUpTag } from '../../support/made-up-tag.ts';
import { walkOffline } from '../../support/offline-walk.ts';
import { recordedTransaction } from '../../support/recorded-transaction.ts';
import { told } from '../../support/tale.ts';

const COORDINATOR = scriptOfAddress('bc1qs604c7jv6amk4cxqlnvuxv26hv3e48cds4m0ew');

/** Of each list the last, so that none is chosen for what it looks like. */
const last = (list: string) => readList(ROOT, list).at(-1) as BitcoinTransaction;

/** The walk of the coins that some inputs of a transaction spend, as stolen ones. */
function walkInto(mix: BitcoinTransaction, stolen: readonly number[], tags: readonly Tag[] = []) {
  const inputs = stolen.map((index) => mix.inputs[index] as BitcoinTransaction['inputs'][number]);
  const transactions = [...fundingOf(mix), mix];
  const { report } = walkOffline({ seeds: inputs.map(stolenInput), transactions, tags });
  return { report, inputs, stolen: inputs.reduce((total, { value }) => total + value, 0n) };
}

const exchangeTag = (script: string) =>
  madeUpTag(addressOfScript(script), 'Exchange', ['exchange'], { chain: 'bitcoin' });

const roundOf = (outputs: readonly Part[], inputs: readonly Part[] = times(5, 12_000_000n)) =>
  transactionOf({ txid: 'wasabi 1.0', height: 560_000, inputs, outputs });
const outputs10: readonly Part[] = [...times(3, 10_081_234n), 4_000_000n, [500_000n, COORDINATOR]];
const wasabi10 = roundOf(outputs10);

const recorded: readonly (readonly [string, BitcoinTransaction, string, string])[] = [
  ['Wasabi 1 with fresh addresses', last('ww1_202405/WasabiCoinJoins'), 'Wasabi 1', ' satoshi each'],
  ['Wasabi 2', last('wasabi2_sample/Wasabi2CoinJoins'), 'Wasabi 2', 'of standard denominations'],
  ['Wasabi 2 as Esplora tells it', recordedTransaction('wabisabi-coinjoin'), 'Wasabi 2', 'denominations'],
  ['Whirlpool as Esplora tells it', recordedTransaction('whirlpool-coinjoin'), 'Whirlpool', ' satoshi'],
  ['Wasabi 1 with the coordinator’s address (vector)', wasabi10, 'Wasabi 1', '3 of them 10081234 satoshi'],
];

describe('a round of', () => {
  test.each(recorded)('%s keeps all of what enters it', (_, mix, protocol, numbers) => {
    const { report, inputs, stolen } = walkInto(mix, [0, 2, 3]);
    expect(told(report)[0]).toMatch(`mixer / ${protocol}: ${stolen} (`);
    expect(report.outcomes).toHaveLength(1);
    const [outcome] = report.outcomes;
    expect(outcome).toMatchObject({
      range: { min: stolen, max: stolen },
      transactions: [mix.txid],
      origins: inputs.map(({ value }, index) => ({ seed: index + 1, amount: value })),
    });
    expect(outcome?.holdings.map(({ holding }) => holding).sort()).toEqual(
      inputs.map(({ outpoint }) => outpoint).sort(),
    );
    for (const { reason } of outcome?.holdings ?? []) {
      expect(reason).toContain(`consistent with a ${protocol}`);
      expect(reason).toContain(numbers);
    }
  });

  test.each(recorded)('%s flags those who entered it, with its numbers', (_, mix, protocol, numbers) => {
    const { report, inputs } = walkInto(mix, [0, 2, 3]);
    const bySender = new Map<string, bigint>();
    for (const { script, value } of inputs) {
      const address = addressOfScript(script);
      bySender.set(address, (bySender.get(address) ?? 0n) + value);
    }
    expect(new Map(report.flags.map(({ address, amount }) => [address, amount]))).toEqual(bySender);
    for (const flag of report.flags) {
      expect(flag).toMatchObject({ kind: 'mixer-depositor', entity: protocol, evidence: [mix.txid] });
      expect(flag.basis).toContain(numbers);
      expect(flag.confidence).toBeGreaterThanOrEqual(85);
      expect(flag.confidence).toBeLessThan(100);
    }
  });
});

describe('what is not sure goes on', () => {
  const shuffled = transactionOf({
    txid: 'shuffled',
    height: 697_000,
    inputs: times(12, 12_000_000n),
    outputs: [500_000n, ...times(10, 10_989_580n), 30_000n, 9_000_000n],
  });

  test.each<[string, BitcoinTransaction]>([
    ['a candidate for JoinMarket, recorded', last('jm_202406/OtherCoinJoins')],
    ['two who join their coins, recorded', recordedTransaction('joinmarket-coinjoin')],
    ['Wasabi 1 whose outputs are not sorted', shuffled],
    [
      'a Stonewall',
      transactionOf({ inputs: [70n, 80n].map((n) => n * 1000n), outputs: [50_000n, 50_000n, 40_000n] }),
    ],
    [
      'two equal outputs beside the coordinator’s',
      roundOf([...times(2, 10_081_234n), 9_000_000n, 4_000_000n, [500_000n, COORDINATOR]]),
    ],
    [
      'Wasabi 2 before its first block',
      { ...last('wasabi2_sample/Wasabi2CoinJoins'), block: wasabi10.block },
    ],
  ])('%s', (_, tx) => {
    const { report, stolen } = walkInto(tx, [0]);
    const rest = report.outcomes.reduce((total, { amount }) => total + amount, 0n);
    expect(report.outcomes.map(({ kind }) => kind)).not.toContain('mixer');
    expect([report.outcomes[0]?.kind, rest]).toEqual(['unspent', stolen]);
    expect(report.flags).toEqual([]);
  });
});

describe('an input of an exchange', () => {
  test.each<[string, BitcoinTransaction, string[]]>([
    ['makes Wasabi 1 a payout', recorded[0]?.[1] as BitcoinTransaction, ['unspent', 'fees']],
    [
      'says nothing against Wasabi 2, whose form no payout has',
      recorded[1]?.[1] as BitcoinTransaction,
      ['mixer'],
    ],
    ['says nothing against Whirlpool', recorded[3]?.[1] as BitcoinTransaction, ['mixer']],
  ])('%s', (_, mix, kinds) => {
    const { report, stolen } = walkInto(mix, [0], [exchangeTag(mix.inputs.at(-1)?.script ?? '')]);
    expect(kinds).toEqual(expect.arrayContaining(report.outcomes.map(({ kind }) => kind)));
    expect(report.outcomes[0]?.kind).toBe(kinds[0]);
    expect(report.outcomes.reduce((total, { amount }) => total + amount, 0n)).toBe(stolen);
  });

  test('a mixer’s tag is no veto: the coordinator’s own address carries one', () => {
    const tag = { ...exchangeTag(wasabi10.inputs[4]?.script ?? ''), concepts: ['coinjoin'] };
    expect(told(walkInto(wasabi10, [0], [tag]).report)).toEqual(['mixer / Wasabi 1: 12000000']);
  });
});

test('coins at an exchange are the exchange’s, whatever spends them next', () => {
  const [input] = wasabi10.inputs;
  const tags = [exchangeTag(input?.script ?? '')];
  const { report } = walkInto(wasabi10, [0], tags);
  expect(told(report)).toEqual(['exchange / Exchange: 12000000']);
});

test('who paid the coins that then enter is no depositor', () => {
  const [before] = fundingOf(wasabi10) as [BitcoinTransaction];
  const seeds = before.inputs.map(stolenInput);
  const transactions = [...fundingOf(before), before, wasabi10];
  const { report } = walkOffline({ seeds, transactions });
  expect(report.outcomes.map(({ kind, entity }) => [kind, entity])).toEqual([['mixer', 'Wasabi 1']]);
  expect(report.flags.map(({ kind, address }) => [kind, address]).sort()).toEqual(
    wasabi10.inputs.map(({ script }) => ['mixer-depositor', addressOfScript(script)]).sort(),
  );
  expect(report.flags.every(({ path }) => path.at(-1)?.txid === before.txid)).toBe(true);
});

test('several owners’ stolen coins: each keeps its own, and what others brought is not counted', () => {
  const inputs: Part[] = [[12_000_000n, wpkh(1)], [13_000_000n, wpkh(1)], ...times(3, 12_000_000n)];
  const { report } = walkInto(roundOf(outputs10, inputs), [0, 1]);
  expect(report.flags).toMatchObject([{ amount: 25_000_000n, address: addressOfScript(wpkh(1)) }]);
});
