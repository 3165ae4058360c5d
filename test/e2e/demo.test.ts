/**
 * The three recorded cases from the command line to the report, over HTTP. The expected figures come from the sources
 * of the cases and from an independent calculation (test/vectors/first-light.py).
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CliResult, coinhound, ROOT } from '../support/cli.ts';

const expected = JSON.parse(readFileSync(join(ROOT, 'test/vectors/first-light.json'), 'utf8'));
const folder = mkdtempSync(join(tmpdir(), 'coinhound-demo-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Outcome {
  kind: string;
  entity: string | null;
  asset: string;
  amount: string;
  range: { min: string; max: string };
  holdings: number;
  transactions: number;
  origins: { seed: number; amount: string }[];
  places: { chain: string; address: string; amount: string; reason: string }[];
}
interface Flag {
  kind: string;
  chain: string;
  address: string;
  entity: string;
  confidence: number;
  amount: string;
  hops: number;
  evidence: string[];
  profile: { kind: string; past: { who: string }[] } | null;
  path: { from: string; to: string; txid: string; syntheticId?: true }[];
}
interface Exposed {
  address: string;
  outflow: string;
  resting: string;
  parties: { kind: string; wentOn: boolean; direct: { amount: string }; indirect: { amount: string } }[];
  elsewhere: { amount: string }[];
}
interface Report {
  case: { id: string; name: string };
  run: {
    method: string;
    tip: Record<string, { height: number; hash: string }>;
    inputDigest: string;
    resultDigest: string;
  };
  stolen: { asset: string; amount: string; seeds: number; origins: { seed: number; amount: string }[] }[];
  paths: { ways: number[][]; found: { flag: number; seed: number; shortest: number }[] };
  outcomes: Outcome[];
  flags: Flag[];
  patterns: { name: string; certainty: string; transactions: string[] }[];
  exposure: { addresses: Exposed[]; leftOut: unknown[] };
  gaps: unknown[];
  assumptions: { address: string; amount: string; stolen: boolean }[];
  stats: Record<string, number>;
}

let run: CliResult;
let cases: Record<string, Report>;

beforeAll(async () => {
  run = await coinhound(['demo', '--json'], folder);
  const { cases: list } = JSON.parse(run.stdout) as { cases: Report[] };
  cases = Object.fromEntries(list.map((report) => [report.case.name, report]));
});

const of = (name: string): Report => {
  const report = cases[name];
  if (report === undefined) throw new Error(`no case ${name}`);
  return report;
};
const outcome = (name: string, kind: string) =>
  of(name).outcomes.find((one) => one.kind === kind && one.amount !== '0');
const flags = (name: string, kind: string) =>
  of(name).flags.filter((one) => one.kind === kind && one.amount !== '0');
const total = (amounts: string[]) => amounts.reduce((sum, amount) => sum + BigInt(amount), 0n).toString();
const csv = (path: string) =>
  readFileSync(join(ROOT, path), 'utf8')
    .trim()
    .split(/\r?\n/)
    .slice(1)
    .map((line) => line.split(','));

test('one JSON document, exit code 0, nothing on the error stream, a report file for each case', () => {
  expect([run.code, run.stderr]).toEqual([0, '']);
  expect(Object.keys(cases).sort()).toEqual(['crypto-com-2022', 'ronin-2022', 'whirlpool-2024']);
  for (const name of Object.keys(cases)) {
    const written = JSON.parse(readFileSync(join(folder, 'out', name, 'report.json'), 'utf8'));
    expect(written).toEqual(of(name));
  }
});

test.each([
  ['crypto-com-2022', []],
  ['ronin-2022', ['Crypto.com thief']],
])('%s: who used the mixer before is told, and not the thief himself', (name, users) => {
  const [first] = flags(name, 'mixer-depositor');
  expect(first?.profile?.kind).toBe('non-custodial');
  expect(first?.profile?.past.map(({ who }) => who)).toEqual(users);
});

describe.each(['crypto-com-2022', 'ronin-2022', 'whirlpool-2024'])('%s', (name) => {
  test('has the documented form', () => {
    const report = of(name);
    expect(Object.keys(report)).toEqual(
      expect.arrayContaining(['case', 'run', 'stolen', 'outcomes', 'flags', 'gaps', 'stats']),
    );
    expect(Object.keys(report.stats).sort()).toEqual(
      ['addresses', 'cacheHits', 'hops', 'requests', 'seconds', 'transactions'].sort(),
    );
    expect(report.run.inputDigest).toMatch(/^[0-9a-f]{64}$/);
    expect(report.run.resultDigest).toMatch(/^[0-9a-f]{64}$/);
    for (const flag of report.flags) {
      expect(flag.evidence.length).toBeGreaterThan(0);
      expect(flag.confidence).toBeGreaterThan(0);
    }
  });

  test('the outcomes add up to the stolen amount, and the places to the outcomes', () => {
    const { stolen, outcomes, gaps } = of(name);
    expect(gaps).toEqual([]);
    for (const { asset, amount } of stolen) {
      expect(total(outcomes.filter((one) => one.asset === asset).map((one) => one.amount))).toBe(amount);
    }
    for (const one of outcomes) {
      if (one.kind !== 'fees') expect(total(one.places.map(({ amount }) => amount))).toBe(one.amount);
    }
  });

  test('each coin came to the mixer from one address, and the parts of each outflow add up', () => {
    const { addresses, leftOut } = of(name).exposure;
    const direct = addresses.flatMap(({ parties }) =>
      parties.filter(({ kind }) => kind === 'mixer').map((party) => party.direct.amount),
    );
    expect(leftOut).toEqual([]);
    expect(total(direct)).toBe(outcome(name, 'mixer')?.amount);
    for (const { outflow, parties, elsewhere } of addresses) {
      const ended = parties.filter(({ wentOn }) => !wentOn);
      const parts = ended.flatMap((party) => [party.direct.amount, party.indirect.amount]);
      expect(total([...parts, ...elsewhere.map(({ amount }) => amount)])).toBe(outflow);
    }
  });

  test('every unit of every seed ends once', () => {
    const ended = new Map<number, bigint>();
    for (const { seed, amount } of of(name).outcomes.flatMap(({ origins }) => origins)) {
      ended.set(seed, (ended.get(seed) ?? 0n) + BigInt(amount));
    }
    const lost = of(name).stolen.flatMap(({ origins }) => origins);
    expect(lost).toHaveLength(of(name).stolen[0]?.seeds ?? 0);
    expect([...ended].sort(([a], [b]) => a - b)).toEqual(
      lost.filter(({ amount }) => amount !== '0').map(({ seed, amount }) => [seed, BigInt(amount)]),
    );
  });

  test('the way of a flag is the shortest of those from its seeds', () => {
    const { flags, paths } = of(name);
    for (const [index, flag] of flags.entries()) {
      const found = paths.found.filter((one) => one.flag === index);
      const lengths = found.map(({ shortest }) => paths.ways[shortest]?.length ?? -1);
      expect(Math.min(...lengths)).toBe(flag.path.length);
    }
  });

  test('the figures are those of the independent calculation', () => {
    const { fifo, haircut } = expected[name];
    expect(of(name).stolen[0]?.amount).toBe(fifo.stolen);
    expect(outcome(name, 'mixer')?.amount).toBe(fifo.mixer);
    expect(outcome(name, 'unspent')?.amount ?? '0').toBe(fifo.unspent);
    expect(outcome(name, 'fees')?.amount ?? '0').toBe(fifo.fees ?? '0');
    // The range runs over all methods that count units; each one's own figure is in methods.test.ts.
    const { min = '', max = '' } = outcome(name, 'mixer')?.range ?? {};
    for (const { mixer } of [fifo, ...(haircut === undefined ? [] : [haircut])]) {
      expect(BigInt(min) <= BigInt(mixer) && BigInt(mixer) <= BigInt(max)).toBe(true);
    }
  });
});

describe('crypto-com-2022', () => {
  const name = 'crypto-com-2022';
  const collector = '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d';

  test('4,830 ETH in 51 transactions end in Tornado Cash', () => {
    expect(of(name).stolen).toMatchObject([{ asset: 'ETH', amount: '4830000000000000000000', seeds: 1 }]);
    expect(of(name).outcomes).toMatchObject([
      {
        kind: 'mixer',
        entity: 'Tornado Cash',
        amount: '4830000000000000000000',
        range: { min: '4830000000000000000000', max: '4830000000000000000000' },
        holdings: 2,
        transactions: 51,
      },
    ]);
  });

  test('the collecting address is flagged, with the real transactions of the source as evidence', () => {
    const [flag, ...others] = flags(name, 'mixer-depositor');
    expect(others).toEqual([]);
    expect(flag).toMatchObject({ address: collector, entity: 'Tornado Cash', hops: 0, confidence: 100 });
    const hashes = csv('data/sources/crypto-com-2022/tornado_deposits.csv').map((row) => row[3] ?? '');
    expect([...(flag?.evidence ?? [])].sort()).toEqual(hashes.sort());
  });

  test('the opening balance stands as an assumption with its figure', () => {
    expect(of(name).assumptions).toMatchObject([
      { address: collector, amount: '4830000000000000000000', stolen: true },
    ]);
  });
});

describe('ronin-2022', () => {
  const name = 'ronin-2022';
  const deposits = csv('data/sources/ronin-2022/ronin_joined_tornado_deposits.csv');

  test('exactly the 47 depositors are flagged, with their 1,734 deposits as evidence', () => {
    const found = flags(name, 'mixer-depositor');
    const depositors = new Set(deposits.map(([address = '']) => address.toLowerCase()));
    expect(depositors.size).toBe(47);
    expect(found.map(({ address }) => address.toLowerCase()).sort()).toEqual([...depositors].sort());
    const evidence = found.flatMap((flag) => flag.evidence);
    expect(evidence.sort()).toEqual(deposits.map((row) => row[5] ?? '').sort());
    expect(outcome(name, 'mixer')).toMatchObject({ entity: 'Tornado Cash', transactions: 1734 });
  });

  test('11 depositors are one hop from the exploiter and 36 two, as the source says', () => {
    const hops = new Map(deposits.map(([address = '', hop = '']) => [address.toLowerCase(), Number(hop)]));
    for (const flag of flags(name, 'mixer-depositor')) {
      expect([flag.address, flag.hops]).toEqual([flag.address, hops.get(flag.address.toLowerCase())]);
      expect(flag.path).toHaveLength(flag.hops);
      expect(flag.path[0]?.from).toBe('0x098B716B8Aaf21512996dC57EB0615e2383E2f96');
      expect(flag.path.at(-1)?.to).toBe(flag.address);
    }
  });

  test('6,250 ETH at 5 addresses are unspent', () => {
    const rest = (outcome(name, 'unspent')?.places ?? []).filter(
      ({ amount }) => amount === '1250000000000000000000',
    );
    expect(rest.map(({ address }) => address.toLowerCase()).sort()).toEqual(expected[name].fifo.rest1250);
  });

  test('placeholder ids are marked wherever they are shown', () => {
    for (const { path } of of(name).flags) {
      for (const step of path) expect(step.syntheticId === true).toBe(/^0x0{48}/.test(step.txid));
    }
  });
});

describe('whirlpool-2024', () => {
  const name = 'whirlpool-2024';

  test('premix coins end in Whirlpool mixes', () => {
    const mixer = outcome(name, 'mixer');
    expect(mixer).toMatchObject({ entity: 'Whirlpool', transactions: expected[name].fifo.mixes });
    expect(of(name).stolen).toMatchObject([{ asset: 'BTC', seeds: 25 }]);
  });

  test('each mix that stolen coins enter under the main method is a pattern, once', () => {
    const mixes = of(name).patterns.filter((pattern) => pattern.name === 'Whirlpool');
    expect(mixes.every(({ certainty }) => certainty === 'likely')).toBe(true);
    const txids = mixes.flatMap(({ transactions }) => transactions);
    expect([txids.length, new Set(txids).size]).toEqual([
      expected[name].fifo.mixes,
      expected[name].fifo.mixes,
    ]);
  });

  test('coins behind a mix are not reported as stolen', () => {
    const lines = readFileSync(join(ROOT, 'data/whirlpool-2024/bitcoin.ndjson'), 'utf8').trim().split('\n');
    const mixes = new Set(flags(name, 'mixer-depositor').flatMap(({ evidence }) => evidence));
    const postMix = new Set<string>();
    for (const line of lines) {
      const tx = JSON.parse(line) as { txid: string; vout: { scriptpubkey_address?: string }[] };
      if (mixes.has(tx.txid)) for (const { scriptpubkey_address: to = '' } of tx.vout) postMix.add(to);
    }
    expect(postMix.size).toBeGreaterThan(700);
    const shown = of(name).outcomes.flatMap(({ places }) => places.map(({ address }) => address));
    expect(shown.filter((address) => postMix.has(address))).toEqual([]);
  });
});

test('for people: tables, flags, an example path, assumptions; one case on request', async () => {
  const { code, stdout } = await coinhound(['demo', '--case', 'ronin-2022', '--out', 'reports'], folder);
  expect(code).toBe(0);
  for (const text of [
    'mixer / Tornado Cash',
    '173,400 ETH',
    '47 addresses',
    'placeholder id 0x0…',
    'Assumptions',
    'unspent',
  ]) {
    expect(stdout).toContain(text);
  }
  expect(stdout).not.toContain('crypto-com');
  expect(Math.max(...stdout.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80);
  expect(readFileSync(join(folder, 'reports/ronin-2022/report.json'), 'utf8')).toContain('"resultDigest"');
});
