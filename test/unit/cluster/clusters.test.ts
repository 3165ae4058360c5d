/** Who may own coins together: what merges, what never does, and which transactions show it. */
import { describe, expect, test } from '@jest/globals';
import { addressOfScript } from '../../../src/core/address.ts';
import type { Cluster } from '../../../src/core/cluster/cluster.ts';
import type { Tag } from '../../../src/core/tags/tag.ts';
import type { BitcoinTransaction } from '../../../src/core/transaction.ts';
import { readList } from '../../bench/detect/labelled.ts';
import { at, nameOf, scriptOf, story } from '../../support/bitcoin-story.ts';
import { ROOT } from '../../support/cli.ts';
import { wpkh } from '../../support/form.ts';
import { fundingOf, stolenInput } from '../../support/funded.ts';
import { madeUpTag } from '../../support/made-up-tag.ts';
import { type OfflineCase, walkOffline } from '../../support/offline-walk.ts';
import { recordedTransaction } from '../../support/recorded-transaction.ts';
import { told } from '../../support/tale.ts';
import { bitcoinTransaction, id } from '../../support/transactions.ts';

const clustersOf = (transactions: readonly BitcoinTransaction[], more: Partial<OfflineCase> = {}) =>
  walkOffline({
    seeds: [{ kind: 'outpoint', chain: 'bitcoin', txid: id('1'), vout: 0 }],
    transactions,
    ...more,
  }).report;

/** `A B of 3: 2 AC, 4 CB` */
function shown({ members, size, links }: Cluster): string {
  const heights = new Map(Array.from({ length: 20 }, (_, n) => [id(`${n}`), n]));
  const pairs = links.map(({ txid, addresses }) => `${heights.get(txid)} ${addresses.map(nameOf).join('')}`);
  return `${members.map(nameOf).join(' ')} of ${size}: ${pairs.join(', ')}`;
}

const tagOf = (name: string, entity: string, concept = 'exchange', more: Partial<Tag> = {}) =>
  madeUpTag(at(name), entity, [concept], { chain: 'bitcoin', ...more });

/** A's stolen coin and one of B go to C, then C's and another one of B to D. */
const LINE = ['1: X > A 100', '2: A, B > C 200', '3: C, B > D 300'];

describe('co-spending', () => {
  test('one owner of all that is spent together, and the transactions that link them', () => {
    expect(clustersOf(story(LINE)).clusters.map(shown)).toEqual(['A C of 3: 2 AB, 3 CB']);
  });

  test('a member that stolen value did not reach is counted, and shown only where it links others', () => {
    const lines = ['1: X > A 100', '2: A, B, E > C 300', '3: C, B > D 400'];
    const [cluster] = clustersOf(story(lines)).clusters;
    expect(cluster && shown(cluster)).toBe('A C of 4: 2 AB, 3 CB');
  });

  test('branches that lead to nobody who is asked for are left out, whole', () => {
    const lines = ['1: X > A 100', '2: D, A, E > C 300', '3: D, C > C 400', '4: E, F, C > G 600'];
    expect(clustersOf(story(lines)).clusters.map(shown)).toEqual(['A C of 5: 2 DA, 3 DC']);
  });

  test('one reached member keeps the first link, which shows why', () => {
    const lines = ['1: X > A 100', '2: A, B, E > F 300'];
    expect(clustersOf(story(lines)).clusters.map(shown)).toEqual(['A of 3: 2 AB']);
  });

  test('several clusters: most reached members first, then the larger', () => {
    const lines = [
      '1: X > A 100',
      '2: A, B > C 50, E 25, G 25, H 100',
      '3: C, D, F > H 250',
      '4: E, G > X 50',
    ];
    expect(clustersOf(story(lines)).clusters.map(({ members, size }) => [members.length, size])).toEqual([
      [2, 2],
      [1, 3],
      [1, 2],
    ]);
  });

  test.each<[string, string[]]>([
    ['one input', ['1: X > A 100', '2: A > C 100']],
    ['the same address twice', ['1: X > A 50, A 50', '2: A, A > C 150']],
    ['others that are spent together', ['1: X > A 100', '2: B, E > C 200']],
  ])('near miss: %s', (_, lines) => {
    expect(clustersOf(story(lines)).clusters).toEqual([]);
  });

  test('what lies above the tip is not looked at', () => {
    expect(clustersOf(story(LINE), { tip: 2 }).clusters.map(shown)).toEqual(['A of 2: 2 AB']);
  });

  test('the order in which look-ups are answered changes nothing', () => {
    const lines = [
      '1: X > A 50, E 50',
      '2: A, B > C 150',
      '3: C, D > F 250',
      '4: E, D > G 150',
      '5: G, F > H 9',
    ];
    const seeds = [0, 1].map(
      (vout) => ({ kind: 'outpoint', chain: 'bitcoin', txid: id('1'), vout }) as const,
    );
    const one = clustersOf(story(lines), { seeds });
    const other = clustersOf(story(lines), { seeds, arrival: (answers) => answers.reverse() });
    expect(one.clusters.map(({ size }) => size)).toEqual([3, 2, 2]);
    expect(other.clusters).toEqual(one.clusters);
    expect(other.resultDigest).toBe(one.resultDigest);
  });
});

describe('several owners', () => {
  const last = (list: string) => readList(ROOT, list).at(-1) as BitcoinTransaction;
  const into = (tx: BitcoinTransaction) => {
    const seeds = tx.inputs.slice(0, 2).map(stolenInput);
    return walkOffline({ seeds, transactions: [...fundingOf(tx), tx] }).report.clusters;
  };

  test.each<[string, BitcoinTransaction]>([
    ['one of two owners', recordedTransaction('joinmarket-coinjoin')],
    ['Whirlpool', recordedTransaction('whirlpool-coinjoin')],
    ['Wasabi 2', recordedTransaction('wabisabi-coinjoin')],
    ['Wasabi 1', last('ww1_202405/WasabiCoinJoins')],
    ['an equal-output CoinJoin of any make', last('jm_202406/OtherCoinJoins')],
  ])('%s, recorded, merges nobody', (_, tx) => {
    expect(into(tx)).toEqual([]);
  });

  test('a Tx0, recorded, has one owner', () => {
    const tx0 = readList(ROOT, 'sw_202403/SamouraiTx0s').find(
      ({ inputs, outputs }) => new Set(inputs.map(({ script }) => script)).size > 1 && outputs.length > 5,
    ) as BitcoinTransaction;
    const scripts = new Set(tx0.inputs.map(({ script }) => script));
    expect(into(tx0)).toMatchObject([{ size: scripts.size, links: expect.anything() }]);
    expect(into(tx0)[0]?.links.every(({ txid }) => txid === tx0.txid)).toBe(true);
  });
});

describe('different owners by their tags', () => {
  const tags = [tagOf('B', 'Huobi'), tagOf('D', 'Binance')];
  const lines = ['1: X > A 100', '2: A, B > C 200', '3: C, A, D > E 400'];

  test('are never merged, and the conflict is told', () => {
    const { clusters } = clustersOf(story(lines), { tags });
    expect(clusters.map(shown)).toEqual(['A C of 3: 2 AB, 3 CA']);
    expect(clusters[0]?.entity).toBe('Huobi');
    expect(clusters[0]?.conflicts).toEqual([
      { txid: id('3'), addresses: [at('C'), at('D')], entities: [['Huobi'], ['Binance']] },
    ]);
  });

  test.each<[string, Partial<Tag>]>([
    ['a list from a web page', { confidence: 'web_crawl' }],
    ['a CoinJoin’s tag, which names no owner', { concepts: ['coinjoin'] }],
    ['the same entity', { entity: 'Huobi' }],
  ])('%s keeps nobody apart', (_, change) => {
    const weak = [tagOf('B', 'Huobi'), { ...tagOf('D', 'Binance'), ...change }];
    const { clusters } = clustersOf(story(lines), { tags: weak });
    expect(clusters.map(({ size, entity, conflicts }) => [size, entity, conflicts])).toEqual([
      [4, 'Huobi', []],
    ]);
  });

  test('several entities at one address merge with either, and name nobody', () => {
    const both = [tagOf('B', 'Huobi'), tagOf('B', 'Heco'), tagOf('D', 'Heco')];
    expect(clustersOf(story(lines), { tags: both }).clusters).toMatchObject([
      { size: 4, entity: null, conflicts: [] },
    ]);
  });
});

describe('tags that define a cluster', () => {
  const defining = tagOf('B', 'Huobi', 'exchange', { isClusterDefiner: true, source: 'a pack' });
  const extendedIn = (tags: readonly Tag[], lines = LINE) =>
    clustersOf(story(lines), { tags }).clusters.flatMap(({ extended }) => extended);

  test('hold for each member as a heuristic, with the links from where they stand', () => {
    expect(extendedIn([defining])).toEqual([
      {
        tag: {
          ...tagOf('A', 'Huobi'),
          confidence: 'heuristic',
          source: `spent together with ${at('B')}, tagged "Huobi: tag" (a pack), in ${id('2')}`,
        },
        from: at('B'),
        txids: [id('2')],
      },
      expect.objectContaining({ tag: expect.objectContaining({ address: at('C') }), txids: [id('3')] }),
    ]);
  });

  test('over several links', () => {
    const lines = ['1: X > A 100', '2: A, D > C 200', '3: D, E > F 200', '4: E, B > G 200', '5: C > H 200'];
    const all = story(lines);
    const seeds = [
      { kind: 'outpoint', chain: 'bitcoin', txid: id('1'), vout: 0 } as const,
      { kind: 'outpoint', chain: 'bitcoin', txid: id('3'), vout: 0 } as const,
      { kind: 'outpoint', chain: 'bitcoin', txid: id('4'), vout: 0 } as const,
    ];
    const { clusters } = clustersOf(all, { seeds, tags: [defining] });
    expect(clusters.map(shown)).toEqual(['A of 4: 2 AD, 3 DE, 4 EB']);
    expect(clusters[0]?.extended).toMatchObject([{ txids: [id('4'), id('3'), id('2')] }]);
  });

  test('end no walk', () => {
    expect(told(clustersOf(story(LINE), { tags: [defining] }))).toEqual(told(clustersOf(story(LINE))));
  });

  test.each<[string, readonly Tag[]]>([
    ['a tag that does not say so', [tagOf('B', 'Huobi')]],
    ['a CoinJoin’s tag', [{ ...defining, concepts: ['coinjoin'] }]],
    ['a tag beside a CoinJoin’s', [defining, tagOf('B', 'Wasabi', 'coinjoin')]],
    [
      'tags of several entities',
      [
        { ...defining, confidence: 'web_crawl' },
        tagOf('C', 'Binance', 'user', { isClusterDefiner: true, confidence: 'web_crawl' }),
      ],
    ],
  ])('%s is not extended', (_, tags) => {
    expect(extendedIn(tags)).toEqual([]);
  });

  test('nothing is extended to an address of a CoinJoin, or to one that has the tag', () => {
    const lines = ['1: X > A 100, C 100, D 100', '2: B, C, A, D > G 400'];
    const seeds = [0, 1, 2].map(
      (vout) => ({ kind: 'outpoint', chain: 'bitcoin', txid: id('1'), vout }) as const,
    );
    const tags = [defining, tagOf('A', 'Wasabi', 'coinjoin'), tagOf('D', 'Huobi', 'user')];
    const [cluster] = clustersOf(story(lines), { seeds, tags }).clusters;
    expect(cluster?.members.map(nameOf)).toEqual(['A', 'C', 'D']);
    expect(cluster?.extended.map(({ tag }) => nameOf(tag.address))).toEqual(['C']);
  });

  test('nothing is extended in a cluster that is too large', () => {
    const many = (count: number) =>
      bitcoinTransaction({
        txid: '2',
        height: 2,
        inputs: [
          ['1', 0, 100n, scriptOf('A')],
          ...Array.from({ length: count - 1 }, (_, n) => [`of ${n}`, 0, 100n, wpkh(n + 1_000)] as const),
        ],
        outputs: [{ value: 1n, script: scriptOf('C') }],
      });
    const tags = [{ ...defining, address: addressOfScript(wpkh(1_000)) }];
    const clusterOf = (count: number) =>
      clustersOf([...story(['1: X > A 100']), many(count)], { tags }).clusters[0];
    expect(clusterOf(10_000)).toMatchObject({ size: 10_000, isTooLarge: false, extended: [{}] });
    expect(clusterOf(10_001)).toMatchObject({ size: 10_001, isTooLarge: true, extended: [] });
  });
});
