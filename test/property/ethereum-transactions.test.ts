/** The columns of Ethereum transactions answer like a plain map of the same transactions, whatever is put in, in any order. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvariantError } from '../../src/core/errors.ts';
import { EthereumTransactions } from '../../src/core/graph/ethereum-transactions.ts';
import { canonicalJson } from '../../src/core/report/canonical-json.ts';
import type { EthereumTransaction, Transfer } from '../../src/core/transaction.ts';

const hex = (digits: number) => (n: number) => `0x${n.toString(16).padStart(digits, '0')}`;
const txids = fc.nat({ max: 9 }).map(hex(64));
const addresses = fc.nat({ max: 5 }).map(hex(40));
const assets = fc.oneof(fc.constant('ETH'), addresses);
const heights = fc.nat({ max: 4 });
const values = fc.oneof(
  fc.constantFrom(0n, 1n, 2n ** 64n - 1n, 2n ** 64n, 2n ** 256n - 1n),
  fc.bigInt({ min: 0n }),
);

/** As explorers' rows give them, almost so, and anything else. */
const transferIds = (transfer: Omit<Transfer, 'id'>) => {
  const { kind, asset, from, to, value } = transfer;
  const start = kind === 'token' ? `token:${asset}` : kind;
  return fc.constantFrom(
    `${start}:${from}:${to}:${value}:0`,
    `${start}:${from}:${to}:${value}:still:12`,
    `${start}:${from}:${to}:${value}`,
    `${start}:${from}:${to}:${value + 1n}:0`,
    'call',
    '',
    'é:1',
  );
};
const transfers = fc
  .record({
    kind: fc.constantFrom('call' as const, 'internal' as const, 'token' as const),
    asset: assets,
    from: addresses,
    to: addresses,
    value: values,
    moved: fc.boolean(),
  })
  .chain((transfer) => transferIds(transfer).map((id): Transfer => ({ ...transfer, id })));

const transactions: fc.Arbitrary<EthereumTransaction> = fc
  .record({
    txid: txids,
    block: fc.record({ height: heights, hash: fc.option(txids), time: fc.nat() }, { noNullPrototype: true }),
    position: fc.option(fc.nat({ max: 3 })),
    sender: fc.option(addresses),
    fee: fc.option(values),
    transfers: fc.uniqueArray(transfers, { maxLength: 6, selector: ({ id }) => id }),
    whole: fc.boolean(),
  })
  .chain(({ whole, ...about }) =>
    fc
      .array(fc.subarray(about.transfers.map(({ id }) => id)), { maxLength: 4 })
      .map((views) => ({ chain: 'ethereum', ...about, views, ...(whole ? { whole: true } : {}) })),
  );

const [from, to] = [hex(40)(1), hex(40)(2)];
const payment: Transfer = { id: 'call', kind: 'call', asset: 'ETH', from, to, value: 5n, moved: true };

/** Without transfers and views. */
const bare = (n: number) => ({
  chain: 'ethereum' as const,
  txid: hex(64)(n),
  block: { height: n, hash: null, time: n },
  position: n,
  sender: from,
  fee: BigInt(n),
});

function filled(list: readonly EthereumTransaction[]): EthereumTransactions {
  const kept = new EthereumTransactions();
  for (const tx of list) kept.set(tx);
  return kept;
}

describe('a map of Ethereum transactions', () => {
  test('gives back what was put in last, to the letter', () => {
    fc.assert(
      fc.property(fc.array(transactions, { maxLength: 30 }), (list) => {
        const kept = filled(list);
        const plain = new Map(list.map((tx) => [tx.txid, tx]));
        expect(kept.size).toBe(plain.size);
        expect([...kept.values()]).toStrictEqual([...plain.values()]);
        for (let n = 0; n <= 10; n += 1) {
          const txid = hex(64)(n);
          expect([kept.has(txid), kept.get(txid)]).toStrictEqual([plain.has(txid), plain.get(txid)]);
        }
      }),
    );
  });

  test('knows what it has, and what differs from it in anything', () => {
    const changed = (tx: EthereumTransaction, other: EthereumTransaction) => [
      ...(Object.keys(other) as (keyof EthereumTransaction)[]).map((field) => ({
        ...tx,
        [field]: other[field],
      })),
      { ...tx, block: { ...tx.block, hash: other.block.hash } },
      { ...tx, block: { ...tx.block, time: other.block.time } },
      { ...tx, transfers: tx.transfers.map((transfer) => ({ ...transfer, moved: !transfer.moved })) },
      { ...tx, transfers: tx.transfers.map((transfer) => ({ ...transfer, kind: 'call' as const })) },
    ];
    fc.assert(
      fc.property(fc.array(transactions, { minLength: 1, maxLength: 10 }), transactions, (list, other) => {
        const kept = filled(list);
        const all = [...kept.values()];
        const asked = [...all.flatMap((tx) => [structuredClone(tx), ...changed(tx, other)]), other];
        for (const tx of asked)
          expect(kept.isSame(tx)).toBe(canonicalJson(kept.get(tx.txid) ?? null) === canonicalJson(tx));
      }),
    );
  });

  test('goes by block, position and txid, those without a position last in their block', () => {
    fc.assert(
      fc.property(fc.array(transactions, { maxLength: 30 }), heights, (list, tip) => {
        const kept = filled(list);
        const order = ({ block, position, txid }: EthereumTransaction) =>
          [block.height, position ?? 10 ** 6].map((n) => String(n).padStart(9, '0')).join() + txid;
        const expected = [...kept.values()]
          .filter(({ block }) => block.height <= tip)
          .sort((a, b) => (order(a) < order(b) ? -1 : 1));
        expect([...kept.inChainOrder(tip)]).toEqual(expected);
      }),
    );
  });

  test('tells who pays by internal transfers and never signs', () => {
    fc.assert(
      fc.property(fc.array(transactions, { maxLength: 10 }), (list) => {
        const kept = filled(list);
        const all = [...kept.values()];
        const internal = all.flatMap((tx) => tx.transfers.filter(({ kind }) => kind === 'internal'));
        const payers = internal
          .map(({ from }) => from)
          .filter((one) => all.every(({ sender }) => sender !== one));
        expect([...kept.payersWithoutSignature()].sort()).toEqual([...new Set(payers)].sort());
      }),
    );
  });

  test('keeps every transaction when one of them is written anew many times', () => {
    const rows = Array.from({ length: 200 }, (_, n): Transfer => {
      const [value, asset] = [BigInt(n) << 60n, 'ETH'];
      return {
        id: `internal:${from}:${to}:${value}:0`,
        kind: 'internal',
        asset,
        from,
        to,
        value,
        moved: true,
      };
    });
    const tx = (n: number, shown: number): EthereumTransaction => ({
      ...bare(n),
      transfers: rows.slice(0, shown),
      views: rows.slice(0, shown).map(({ id }) => [id]),
    });
    const kept = filled([tx(0, 7), tx(1, 1), tx(2, 9)]);
    for (let shown = 2; shown <= 200; shown += 1) kept.set(tx(1, shown));
    expect([...kept.values()]).toEqual([tx(0, 7), tx(1, 200), tx(2, 9)]);
  });

  test.each([
    [
      'another transfer',
      [{ ...payment, asset: hex(40)(4), from: to, to: from, value: 9n, moved: false }],
      [['call']],
    ],
    ['another id', [{ ...payment, id: 'other' }], [['other']]],
    ['no view of it', [payment], [[]]],
    // Both take as many numbers as two transfers without a view.
    ['five empty views', [payment], [[], [], [], [], []]],
    ['two transfers', [payment, { ...payment, id: 'other' }], []],
  ] as const)('takes %s in the place of what it had', (_, rows, views) => {
    for (const before of [payment, { ...payment, id: 'b', kind: 'token' as const }]) {
      for (const first of [[[before.id]], [], [[], [], [], [], []]]) {
        const old = { ...bare(1), transfers: [before], views: first };
        const next = { ...bare(1), transfers: rows, views };
        const other = { ...bare(2), transfers: [payment], views: [['call']] };
        expect([...filled([old, other, next]).values()]).toEqual([next, other]);
      }
    }
  });

  test('a view of a transfer that is not there is a bug', () => {
    const views = [['call']];
    const block = { height: 1, hash: null, time: 1 };
    const tx = {
      chain: 'ethereum',
      txid: hex(64)(1),
      block,
      position: null,
      sender: null,
      fee: null,
    } as const;
    expect(() => new EthereumTransactions().set({ ...tx, transfers: [], views })).toThrow(InvariantError);
  });
});
