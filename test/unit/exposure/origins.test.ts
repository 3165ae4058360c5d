/** Where the coins of an address came from, worked out by hand. */
import { describe, expect, test } from '@jest/globals';
import { type Origins, originsOf } from '../../../src/core/exposure/origins.ts';
import { Graph } from '../../../src/core/graph/graph.ts';
import type { Tag } from '../../../src/core/tags/tag.ts';
import type { EthereumTransaction } from '../../../src/core/transaction.ts';
import { addressOf } from '../../support/courses.ts';
import { tagOf, tx } from '../../support/tale.ts';

const mixer = tagOf('M', 'Tornado', 'mixing_service');
const exchange = tagOf('E', 'Binance', 'exchange');

/** With the histories of some names, as a screening reads them. */
function graphOf(transactions: readonly EthereumTransaction[], known: readonly string[]): Graph {
  const graph = new Graph();
  for (const name of known) {
    const address = addressOf(name);
    const own = transactions
      .filter(({ transfers }) => transfers.some(({ from, to }) => from === address || to === address))
      .map((one) => {
        const transfers = one.transfers.filter(({ from, to }) => from === address || to === address);
        return { ...one, transfers, views: [transfers.map(({ id }) => id)] };
      });
    graph.add({
      subject: { kind: 'history', chain: 'ethereum', address, fromHeight: 0 },
      status: 'complete',
      transactions: own,
      count: own.length,
    });
  }
  return graph;
}

function originsAt(name: string, graph: Graph, tags: readonly Tag[]): Origins {
  return originsOf({
    place: { chain: 'ethereum', address: addressOf(name) },
    graph,
    tags: (chain, address) => tags.filter((tag) => tag.chain === chain && tag.address === address),
    tip: { height: 1000, hash: 'tip', time: 12_000 },
  });
}

const told = ({ parties }: Origins) =>
  parties.map(({ kind, entity, direct, indirect, hops }) => {
    return `${kind} / ${entity} ${direct.amount} direct ${indirect.amount} indirect (${hops})`;
  });

describe('an address that a mixer and an exchange paid, straight and by another', () => {
  // M pays A 10 and B 50; E pays B 30; B pays A 60; V pays A 30.
  const transactions = [
    tx(1, ['call M A 10']),
    tx(2, ['call M B 50']),
    tx(3, ['call E B 30']),
    tx(4, ['call B A 60']),
    tx(5, ['call V A 30']),
  ];
  const tags = [mixer, exchange];

  test('with the history of the payer', () => {
    const origins = originsAt('A', graphOf(transactions, ['A', 'B']), tags);
    expect(told(origins)).toEqual([
      'mixer / Tornado 10 direct 50 indirect (1)',
      'exchange / Binance 0 direct 10 indirect (2)',
    ]);
    expect(origins.received).toEqual(new Map([['ETH', 100n]]));
    const [first, second] = origins.parties;
    expect([first?.direct.share, first?.indirect.share]).toEqual([100_000, 500_000]);
    // First in, first out 50 of 60; last in, first out 30 of 60.
    expect(first?.indirect.range).toEqual({ min: 30n, max: 50n });
    expect(second?.indirect.range).toEqual({ min: 10n, max: 30n });
    expect([first?.first, first?.last, first?.confidence, second?.confidence]).toEqual([12, 24, 50, 45]);
  });

  test('without it only what came straight is known', () => {
    expect(told(originsAt('A', graphOf(transactions, ['A']), tags))).toEqual([
      'mixer / Tornado 10 direct 0 indirect (1)',
    ]);
  });

  test('without tags nothing is', () => {
    expect(told(originsAt('A', graphOf(transactions, ['A', 'B']), []))).toEqual([]);
  });

  test('what went through a service is not followed', () => {
    const service = tagOf('B', 'Shop', 'service');
    expect(told(originsAt('A', graphOf(transactions, ['A', 'B']), [...tags, service]))).toEqual([
      'mixer / Tornado 10 direct 0 indirect (1)',
    ]);
  });

  test('a sanction counts while it is in force', () => {
    const listed = (validFrom: number) => ({ ...tagOf('V', 'Lazarus', 'sanction'), validFrom });
    const graph = graphOf(transactions, ['A', 'B']);
    expect(told(originsAt('A', graph, [listed(60)]))).toEqual([
      'sanctioned / Lazarus 30 direct 0 indirect (1)',
    ]);
    expect(told(originsAt('A', graph, [listed(61)]))).toEqual([]);
  });

  test('the tags of the address itself change nothing', () => {
    const own = tagOf('A', 'Kraken', 'exchange');
    const origins = originsAt('A', graphOf(transactions, ['A', 'B']), [...tags, own]);
    expect(told(origins)[0]).toBe('mixer / Tornado 10 direct 50 indirect (1)');
  });
});
