/** Who is contradicted by a proof: the same as if every word of every explorer had been kept. */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Graph } from '../../src/core/graph/graph.ts';
import { contradictionOf, type Proven } from '../../src/core/graph/proof.ts';
import type { Expansion } from '../../src/core/graph/subject.ts';
import type { EthereumTransaction } from '../../src/core/transaction.ts';
import { Tellings } from '../../src/storage/tellings.ts';
import { ethereumTransaction } from '../support/transactions.ts';

const [A, B, C] = ['a', 'b', 'c'].map((digit) => `0x${digit.repeat(40)}`) as [string, string, string];
const TXIDS = ['1', '2'].map((digit) => `0x${digit.repeat(64)}`);
const VALUES = [1n, 2n];

interface Told {
  readonly provider: string;
  /** The value that is told of each transaction; null for one whose own call is not shown, undefined for one not told of. */
  readonly values: readonly (bigint | null | undefined)[];
}

/** As the history of an address shows it: with its own call, or from inside alone. */
function transaction(txid: string, value: bigint | null): EthereumTransaction {
  const whole = ethereumTransaction({
    txid: '1',
    height: 1,
    sender: A,
    fee: 0n,
    transfers: [
      { from: A, to: B, value: value ?? 0n },
      { from: B, to: C, value: 5n },
    ],
  });
  const transfers = value === null ? whole.transfers.slice(1) : whole.transfers.slice(0, 1);
  const sender = value === null ? null : whole.sender;
  return { ...whole, txid, sender, fee: null, transfers, views: [transfers.map(({ id }) => id)] };
}

function expansionOf({ provider, values }: Told): Expansion {
  const transactions = values.flatMap((value, n) =>
    value === undefined ? [] : [transaction(TXIDS[n] ?? '', value)],
  );
  const subject = { kind: 'history', chain: 'ethereum', address: A, fromHeight: 0 } as const;
  return { subject, status: 'complete', transactions, count: transactions.length, provider };
}

function contradicted(
  versions: Iterable<{ provider: string; transaction: EthereumTransaction }>,
  value: bigint,
) {
  const proven: Proven = { chain: 'ethereum', sender: A, receiver: B, value };
  const wrong = [...versions].filter((version) => contradictionOf(version.transaction, proven) !== null);
  return [...new Set(wrong.map(({ provider }) => provider))].sort();
}

const TOLD = fc.record<Told>({
  provider: fc.constantFrom('p', 'q'),
  values: fc.tuple(...TXIDS.map(() => fc.constantFrom(...VALUES, null, undefined))),
});

test('whatever was told by whom, in whatever order', () => {
  fc.assert(
    fc.property(fc.array(TOLD, { maxLength: 6 }), (all) => {
      const [graph, tellings] = [new Graph(), new Tellings()];
      const expansions = all.map(expansionOf);
      for (const expansion of expansions) tellings.grow(graph, expansion);
      for (const txid of TXIDS) {
        const kept = expansions.flatMap(({ provider = '', transactions }) =>
          transactions.flatMap((tx) =>
            tx.chain === 'ethereum' && tx.txid === txid ? [{ provider, transaction: tx }] : [],
          ),
        );
        const versions = tellings.versionsOf(txid, graph) as typeof kept;
        expect(tellings.tellersOf(txid)).toEqual([...new Set(kept.map(({ provider }) => provider))].sort());
        for (const value of VALUES) expect(contradicted(versions, value)).toEqual(contradicted(kept, value));
      }
    }),
    { numRuns: 500 },
  );
});

test('what its only teller said is not kept beside the graph', () => {
  const [graph, tellings] = [new Graph(), new Tellings()];
  tellings.grow(graph, expansionOf({ provider: 'p', values: [1n, 2n] }));
  tellings.grow(graph, expansionOf({ provider: 'p', values: [null, 2n] }));
  expect(tellings.versionsOf(TXIDS[0] ?? '', new Graph())).toEqual([]);
  expect(tellings.versionsOf(TXIDS[0] ?? '', graph)).toHaveLength(1);
});
