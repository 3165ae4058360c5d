/** The columns of Bitcoin transactions answer like plain maps of the same transactions, whatever is added, in any order. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BadProviderDataError } from '../../src/core/errors.ts';
import { NONE } from '../../src/core/graph/bitcoin-ids.ts';
import { Graph } from '../../src/core/graph/graph.ts';
import { parseOutpoint } from '../../src/core/holding.ts';
import type { BitcoinTransaction } from '../../src/core/transaction.ts';
import { bitcoinGraphs } from '../support/random-graphs.ts';
import { id, p2wpkh } from '../support/transactions.ts';

const RUNS = { numRuns: 50 };

const add = (graph: Graph, transactions: readonly BitcoinTransaction[]) =>
  graph.add({
    subject: { kind: 'transaction', chain: 'bitcoin', txid: id('any') },
    status: 'complete',
    transactions,
    count: transactions.length,
  });

/** Some of the transactions of a graph, some of them twice, in any order, in look-ups of any size. */
const lookUpsOf = (transactions: readonly BitcoinTransaction[]) =>
  fc.array(fc.array(fc.constantFrom(...transactions), { maxLength: 8 }), { maxLength: 8 });
const lookUps = bitcoinGraphs.chain(lookUpsOf);
/** Look-ups, and one more that begins with the truth. */
const disturbances = bitcoinGraphs.chain((transactions) =>
  fc.record({
    before: lookUpsOf(transactions),
    more: fc.array(fc.constantFrom(...transactions), { minLength: 1, maxLength: 8 }),
  }),
);

const byTxid = (transactions: Iterable<BitcoinTransaction>) =>
  [...transactions].sort((a, b) => (a.txid < b.txid ? -1 : 1));

/** Everything that can be asked, against a map of what was added. */
function expectAnswers(graph: Graph, known: ReadonlyMap<string, BitcoinTransaction>): void {
  const { table } = graph.bitcoin;
  expect(graph.bitcoin.size).toBe(known.size);
  expect(byTxid(graph.bitcoin.values())).toEqual(byTxid(known.values()));
  const spenders = new Map<string, string>();
  const outputs = new Map<string, { readonly value: bigint; readonly script: string }>();
  for (const tx of known.values()) {
    expect(graph.bitcoin.get(tx.txid)).toEqual(tx);
    for (const { outpoint, value, script } of tx.inputs) {
      spenders.set(outpoint, tx.txid);
      outputs.set(outpoint, { value, script });
    }
    for (const [vout, output] of tx.outputs.entries()) outputs.set(`${tx.txid}:${vout}`, output);
  }
  expect(table.outputs.size).toBe(outputs.size);
  for (const [outpoint, { value, script }] of outputs) {
    const output = table.outputIdOf(outpoint);
    const { txid, vout } = parseOutpoint(outpoint);
    expect(table.outpointKeyOf(output)).toBe(outpoint);
    expect(table.outputId(table.idOf(txid), vout)).toBe(output);
    expect([table.outputs.valueOf(output), table.outputs.scriptText(table.outputs.scriptOf(output))]).toEqual(
      [value, script],
    );
    const alike = [...outputs].filter(([, other]) => other.script === script).map(([key]) => key);
    const found = table.outputs.withScript(table.outputs.scriptIdOf(script));
    expect(found.map((one) => table.outpointKeyOf(one)).sort()).toEqual(alike.sort());
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(graph.spenderOf(outpoint)).toBe(spenders.get(outpoint));
    expect(graph.bitcoin.output(outpoint)).toEqual(known.has(txid) ? { value, script } : undefined);
  }
  expectTransactionIds(graph, known, spenders);
}

function expectTransactionIds(
  { bitcoin: { table } }: Graph,
  known: ReadonlyMap<string, BitcoinTransaction>,
  spenders: ReadonlyMap<string, string>,
): void {
  const referred = [...spenders.keys()].map((outpoint) => parseOutpoint(outpoint).txid);
  const txids = Array.from({ length: table.size }, (_, tx) => table.txidOf(tx));
  expect([...txids].sort()).toEqual([...new Set([...known.keys(), ...referred])].sort());
  for (const [tx, txid] of txids.entries()) {
    expect([table.idOf(txid), table.isKnown(tx)]).toEqual([tx, known.has(txid)]);
    for (const [other, otherTxid] of txids.entries()) {
      expect(Math.sign(table.compareTxids(tx, other))).toBe(txid < otherTxid ? -1 : txid > otherTxid ? 1 : 0);
    }
  }
}

test('it answers like plain maps after every look-up, and no id changes', () => {
  fc.assert(
    fc.property(lookUps, (expansions) => {
      const graph = new Graph();
      const known = new Map<string, BitcoinTransaction>();
      const ids = new Map<string, number>();
      for (const transactions of expansions) {
        add(graph, transactions);
        for (const tx of transactions) known.set(tx.txid, tx);
        expectAnswers(graph, known);
        for (const [outpoint, output] of ids) expect(graph.bitcoin.table.outputIdOf(outpoint)).toBe(output);
        const { table } = graph.bitcoin;
        for (let output = 0; output < table.outputs.size; output += 1)
          ids.set(table.outpointKeyOf(output), output);
      }
    }),
    RUNS,
  );
});

test('a transaction is verified when any look-up says so, in whatever order they come', () => {
  const seen = lookUps.chain((expansions) =>
    fc.tuple(fc.constant(expansions), fc.array(fc.boolean(), { minLength: 64, maxLength: 64 })),
  );
  fc.assert(
    fc.property(seen, ([expansions, flags]) => {
      const graph = new Graph();
      const verified = new Map<string, boolean>();
      let n = 0;
      for (const transactions of expansions) {
        const marked = transactions.map((tx) => {
          const isVerified = flags[n] ?? false;
          n += 1;
          verified.set(tx.txid, isVerified || verified.get(tx.txid) === true);
          return isVerified ? ({ ...tx, verified: true } as const) : tx;
        });
        add(graph, marked);
      }
      const { table } = graph.bitcoin;
      for (const [txid, is] of verified) expect(table.isVerified(table.idOf(txid))).toBe(is);
      // What the digest of a run covers does not tell whether something was verified.
      for (const tx of graph.bitcoin.values()) expect(tx).not.toHaveProperty('verified');
    }),
    RUNS,
  );
});

/** As an explorer tells it that says nothing of fingerprints. */
const untold = ({ fingerprint: _, ...rest }: BitcoinTransaction): BitcoinTransaction => rest;

test('a fingerprint is known when any look-up tells it, in whatever order they come', () => {
  const seen = lookUps.chain((expansions) =>
    fc.tuple(fc.constant(expansions), fc.array(fc.boolean(), { minLength: 64, maxLength: 64 })),
  );
  fc.assert(
    fc.property(seen, ([expansions, flags]) => {
      let n = 0;
      const views = expansions.map((transactions) =>
        transactions.map((tx) => {
          n += 1;
          return flags[n] === true ? tx : untold(tx);
        }),
      );
      const known = new Map<string, BitcoinTransaction>();
      for (const view of views.flat()) {
        if (!('fingerprint' in (known.get(view.txid) ?? {}))) known.set(view.txid, view);
      }
      for (const order of [views, [...views].reverse()]) {
        const graph = new Graph();
        for (const transactions of order) add(graph, transactions);
        expect(byTxid(graph.bitcoin.values())).toEqual(byTxid(known.values()));
      }
    }),
    RUNS,
  );
});

/** Ways in which an explorer may contradict itself about a transaction that is known. */
const LIES: Readonly<Record<string, (tx: BitcoinTransaction) => BitcoinTransaction>> = {
  'another block': (tx) => ({ ...tx, block: { ...tx.block, height: tx.block.height + 1 } }),
  'another fingerprint': (tx) => ({
    ...tx,
    fingerprint: { version: 77, hasLocktime: true, sequences: 'final' },
  }),
  'another fee': (tx) => ({ ...tx, fee: tx.fee + 1n }),
  'another output': (tx) => ({ ...tx, outputs: [...tx.outputs, { value: 1n, script: p2wpkh('ff') }] }),
  'another script': (tx) => ({
    ...tx,
    outputs: tx.outputs.map((output) => ({ ...output, script: '51' })),
  }),
};

describe.each(Object.entries(LIES))('a look-up that ends with %s', (_, lie) => {
  test('leaves no trace', () => {
    fc.assert(
      fc.property(disturbances, ({ before: told, more }) => {
        const before = told.map((transactions) => transactions.map(untold));
        const [honest, disturbed] = [new Graph(), new Graph()];
        for (const transactions of before) for (const graph of [honest, disturbed]) add(graph, transactions);
        const lies = more.slice(-1).map(lie);
        const marked = more.map((tx) => ({ ...tx, verified: true }) as const);
        expect(() => add(disturbed, [...marked, ...lies])).toThrow(BadProviderDataError);
        expect(tableOf(disturbed)).toEqual(tableOf(honest));
        expectAnswers(disturbed, new Map(before.flat().map((tx) => [tx.txid, tx])));
        // The next ids are those that would have been.
        for (const graph of [honest, disturbed]) add(graph, more);
        expect(tableOf(disturbed)).toEqual(tableOf(honest));
      }),
      RUNS,
    );
  });
});

function tableOf({ bitcoin: { table } }: Graph) {
  return {
    transactions: Array.from({ length: table.size }, (_, tx) => [
      table.txidOf(tx),
      table.isKnown(tx),
      table.isKnown(tx) && table.isVerified(tx),
      table.isKnown(tx) && table.fingerprintOf(tx),
    ]),
    outputs: Array.from({ length: table.outputs.size }, (_, output) => [
      table.outpointKeyOf(output),
      table.outputs.valueOf(output),
      table.outputs.scriptOf(output),
      table.outputs.spenderOf(output),
    ]),
  };
}

test('what is not there has no id', () => {
  const { table } = new Graph().bitcoin;
  expect([table.idOf('a'), table.outputIdOf('a:0'), table.outputs.scriptIdOf('')]).toEqual([
    NONE,
    NONE,
    NONE,
  ]);
  expect(table.outputs.withScript(NONE)).toEqual([]);
  expect([table.size, table.knownSize, table.outputs.size]).toEqual([0, 0, 0]);
});
