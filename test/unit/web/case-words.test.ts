/** What a case's pages say in words: the story, steps of a way, the course of a run, addresses of pages, names of files. */
import { describe, expect, test } from '@jest/globals';
import { methodSentence, methodTitle } from '../../../src/cases/report/method-words.ts';
import { caseSearch, changedSearch } from '../../../src/web/pages/case/case-address.ts';
import { documentsOf } from '../../../src/web/pages/case/documents.ts';
import { millionthsShare, partyShare } from '../../../src/web/pages/case/exposure-share.ts';
import { originRows } from '../../../src/web/pages/case/origin-rows.ts';
import { foundWays } from '../../../src/web/pages/case/paths/found-ways.ts';
import { pathSteps, timeBetween } from '../../../src/web/pages/case/paths/path-steps.ts';
import { type RunCourse, seenEvent } from '../../../src/web/pages/case/run-course.ts';
import { counted, endSentence, stolenSentence } from '../../../src/web/pages/case/story.ts';

const ETH = 10n ** 18n;
const coins = (count: number) => String(BigInt(count) * ETH);

describe('the story', () => {
  const end = {
    kind: 'mixer',
    entity: 'Tornado Cash',
    asset: 'ETH',
    amount: coins(173_400),
    range: { min: coins(173_400), max: coins(173_400) },
    holdings: 1,
    transactions: 1734,
  };
  const told = (one: typeof end | (Omit<typeof end, 'entity'> & { entity: null }), method = 'fifo') => {
    const { before, name, after } = endSentence(one, coins(200_000), method);
    return `${before}${name ?? ''}${after}`;
  };

  test('says how much of what was stolen reached whom', () => {
    expect(told(end)).toBe(
      '173,400 ETH of 200,000 ETH, 86.70 %, reached Tornado Cash, a mixer, in 1,734 transactions.',
    );
    expect(told({ ...end, kind: 'unspent', entity: null, holdings: 60 })).toBe(
      '173,400 ETH of 200,000 ETH, 86.70 %, rest unspent at 60 places.',
    );
    expect(told({ ...end, entity: null, transactions: 1 })).toBe(
      '173,400 ETH of 200,000 ETH, 86.70 %, reached a mixer in 1 transaction.',
    );
  });

  test('gives the range where methods differ, and no share where nothing adds up', () => {
    const spread = { ...end, range: { min: coins(1), max: coins(2) } };
    expect(told(spread)).toMatch(/ Between 1 ETH and 2 ETH, depending on the method\.$/);
    expect(told(end, 'poison')).toBe('173,400 ETH reached Tornado Cash, a mixer, in 1,734 transactions.');
  });

  test('says what was stolen, with its worth where it is known', () => {
    const stolen = { asset: 'ETH', amount: coins(2), usd: '5000.00', seeds: 2 };
    expect(stolenSentence(stolen, coins(2))).toBe(
      '2 ETH from 2 seeds were followed, worth $5,000.00 at the time.',
    );
    expect(stolenSentence({ ...stolen, usd: null, seeds: 1 }, coins(2))).toBe(
      '2 ETH from 1 seed were followed.',
    );
    expect(stolenSentence({ ...stolen, seeds: 1 }, '0')).toBe(
      'Nothing was found at 1 seed; what is missing stands under the gaps.',
    );
    expect(counted(2, 'address')).toBe('2 addresses');
  });
});

test('methods are named with what they mean, those of other releases as they are', () => {
  expect(methodTitle('fifo')).toBe('fifo: first in, first out');
  expect(methodTitle('toString')).toBe('toString');
  expect(methodSentence('tiho')).toBe(
    'Taint in, highest out (tiho): stolen coins go to the largest outputs first. Bitcoin only.',
  );
});

describe('steps of a way', () => {
  const step = (amount: number, time: string, asset = 'ETH') => {
    return { txid: `${amount}`, from: 'a', to: 'b', asset, amount: coins(amount), time };
  };

  test('have shares of what was stolen and of the step before, and the time since', () => {
    const steps = [step(50, '2022-01-01T00:00:00Z'), step(20, '2022-01-03T05:06:07Z')];
    expect(
      pathSteps(steps, [{ asset: 'ETH', amount: coins(100) }]).map(({ step: _, ...rest }) => rest),
    ).toEqual([
      { ofStolen: '50.00 %', ofBefore: null, since: null },
      { ofStolen: '20.00 %', ofBefore: '40.00 %', since: '2 d 5 h later' },
    ]);
  });

  test('have none where the asset is another', () => {
    const steps = [step(50, '2022-01-01T00:00:00Z'), step(20, '2022-01-01T00:00:00Z', 'DAI')];
    expect(pathSteps(steps, [{ asset: 'ETH', amount: coins(100) }])[1]).toMatchObject({
      ofStolen: null,
      ofBefore: null,
      since: 'at the same time',
    });
  });

  test.each([
    ['2022-01-01T00:00:07Z', '7 s later'],
    ['2022-01-01T01:00:07Z', '1 h later'],
    ['2022-01-01T01:02:07Z', '1 h 2 min later'],
    ['2022-02-01T00:00:00Z', '31 d later'],
    ['2021-12-31T00:00:00Z', 'at the same time'],
  ])('until %s it is %s', (to, words) => {
    expect(timeBetween('2022-01-01T00:00:00Z', to)).toBe(words);
  });

  test('that lead to several flags of an address are one way', () => {
    const [a, b] = [
      { txid: '1', to: 'x' },
      { txid: '2', to: 'x' },
    ];
    const way = (flag: number, seed: number, heaviest = a) => {
      return { flag, seed, address: 'x', shortest: [a], heaviest: [heaviest] };
    };
    const found = foundWays([way(0, 1), way(1, 1), way(0, 2, b)], 'shortest');
    expect(found.map(({ flags, seed, isBoth }) => ({ flags, seed, isBoth }))).toEqual([
      { flags: [0, 1], seed: 1, isBoth: true },
      { flags: [0], seed: 2, isBoth: false },
    ]);
    expect(foundWays([way(0, 2, b)], 'heaviest')[0]?.steps).toEqual([b]);
  });
});

describe('the course of a run', () => {
  const start: RunCourse = { runId: 'r', rounds: [], progress: null, isOver: false };
  const event = (kind: string, payload: object) => ({ kind, data: { payload } });

  test('follows its own events, and takes what it hears twice once', () => {
    const events = [
      event('round.settled', { runId: 'r', round: 1, lookups: 3 }),
      event('round.settled', { runId: 'other', round: 2, lookups: 9 }),
      { kind: 'progress', data: { runId: 'r', lookupsDone: 2, lookups: 3 } },
      event('round.settled', { runId: 'r', round: 1, lookups: 3 }),
      event('run.finished', { runId: 'other' }),
    ];
    expect(events.reduce(seenEvent, start)).toEqual({
      runId: 'r',
      rounds: [{ round: 1, lookups: 3 }],
      progress: { lookupsDone: 2, lookups: 3 },
      isOver: false,
    });
    expect(seenEvent(start, event('run.failed', { runId: 'r' })).isOver).toBe(true);
    expect(seenEvent(start, event('alert', { runId: 'r' }))).toEqual(start);
  });
});

test('pages of a case keep run and method in their address, and nothing else', () => {
  const now = new URLSearchParams('method=haircut&address=0x1&run=r1');
  expect(caseSearch(now)).toBe('?run=r1&method=haircut');
  expect(caseSearch(now, { kind: 'mixer', entity: null })).toBe('?run=r1&method=haircut&kind=mixer');
  expect(caseSearch(new URLSearchParams())).toBe('');
  expect(String(changedSearch(now, 'address', null))).toBe('method=haircut&run=r1');
  expect(now.get('address')).toBe('0x1');
});

test('documents have the names that the API gives them', () => {
  const names = documentsOf('c', { id: 'r', number: 3 }).map(({ name, path, query }) => [
    name,
    path,
    new URLSearchParams(query).toString(),
  ]);
  expect(names).toEqual([
    ['case-c.pdf', '/v1/cases/c/report', 'run=r&format=pdf'],
    ['case-c.html', '/v1/cases/c/report', 'run=r&format=html'],
    ['case-c.csv', '/v1/cases/c/report', 'run=r&format=csv'],
    ['case-c.json', '/v1/cases/c/report', 'run=r&format=json'],
    ['case-c.graphml', '/v1/cases/c/graph', 'run=r&format=graphml'],
    ['case-c-run-3.zip', '/v1/cases/c/bundle', 'run=r'],
  ]);
});

test('shares of each victim add up to what it lost, the largest first', () => {
  const share = (victim: string | null, kind: string, amount: string, asset = 'ETH') => {
    return { victim, kind, entity: null, asset, amount };
  };
  const rows = originRows(
    [
      share('v', 'fees', '1'),
      share('v', 'mixer', '9'),
      share(null, 'mixer', '4'),
      share('v', 'mixer', '7', 'BTC'),
    ],
    'victim',
  );
  expect(
    rows.map(({ victim, asset, lost, parts }) => [victim, asset, lost, parts.map(({ kind }) => kind)]),
  ).toEqual([
    ['v', 'ETH', 10n, ['mixer', 'fees']],
    [null, 'ETH', 4n, ['mixer']],
    ['v', 'BTC', 7n, ['mixer']],
  ]);
});

test('exposure to a kind of party is what came straight and over more hops, and never more than all', () => {
  const party = (kind: string, direct: number, indirect: number) => {
    return { kind, direct: { shareMillionths: direct }, indirect: { shareMillionths: indirect } };
  };
  expect(partyShare([party('mixer', 100_000, 50_000), party('exchange', 1, 0)], 'mixer')).toBe(150_000);
  expect(partyShare([party('sanctioned', 900_000, 0), party('sanctioned', 900_000, 0)], 'sanctioned')).toBe(
    1_000_000,
  );
  expect([0, 99, 100, 123_456, 1_000_000].map(millionthsShare)).toEqual([
    '–',
    '< 0.01 %',
    '0.01 %',
    '12.34 %',
    '100.00 %',
  ]);
});
