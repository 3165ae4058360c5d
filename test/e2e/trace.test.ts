/** `coinhound trace` and `replay`: input errors, explorers that are down or lie, exit codes, big addresses. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { coinhound, ROOT } from '../support/cli.ts';
import { coinhoundHere } from '../support/cli-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'coinhound-trace-'));
const children: ChildProcess[] = [];
const servers: Server[] = [];
afterAll(async () => {
  for (const child of children) child.kill();
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  rmSync(folder, { recursive: true });
});

/** Starts `coinhound replay` and waits for the address it prints. */
function replay(dir: string, args: readonly string[] = []): Promise<string> {
  const child = spawn(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'replay', dir, ...args], {
    cwd: folder,
  });
  children.push(child);
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const [url] = /http:\S+/.exec(text) ?? [];
      if (url !== undefined) resolve(url);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    child.once('exit', (code) => reject(new Error(`replay ended with ${code}: ${text}`)));
  });
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const HACKER = '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d';
const UNREACHABLE = 'http://127.0.0.1:9';

describe('bad input is named, with exit code 2', () => {
  const seed = (address: string, chain = 'ethereum') =>
    JSON.stringify({ name: 'x', seeds: [{ kind: 'address', chain, address }] });

  test.each<[string, () => string[], RegExp]>([
    [
      'an unknown chain',
      () => ['dogecoin:D8wUhXTTJnNMKsGiYfFvvhkZyJ1yHGVKjU'],
      /unknown chain "dogecoin".*bitcoin, ethereum/,
    ],
    ['a bad EIP-55 checksum', () => [HACKER.replace('aCb', 'acb')], /EIP-55 checksum/],
    ['a bad bech32 checksum', () => ['bc1qk8wlwypvvr6v5lmsngg5a248k2a9cgrsrw5jsp'], /wrong checksum/],
    ['a bad base58 checksum', () => ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb'], /wrong checksum/],
    ['an unknown form', () => ['hello'], /unknown form/],
    ['a very long seed', () => ['x'.repeat(100_000)], /unknown form/],
    ['a test network', () => ['bitcoin:tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx'], /test network/],
    ['a bad time', () => [HACKER, '--since', 'yesterday'], /since "yesterday".*2022-01-17T12:46:00Z/],
    ['until before since', () => [HACKER, '--since', '2022-02-01', '--until', '2022-01-01'], /before since/],
    [
      'an unknown method',
      () => [HACKER, '--method', 'guess'],
      /method "guess".*fifo,lifo,haircut,libr,tiho,poison/,
    ],
    [
      'a method that means nothing on the chain of a seed',
      () => [HACKER, '--method', 'tiho'],
      /method "tiho".*\(ethereum\); take one of fifo, lifo, haircut, libr, poison/,
    ],
    [
      'a method that means nothing on one of the chains',
      () => [HACKER, 'f'.repeat(64), '--method', 'tiho'],
      /method "tiho".*\(ethereum and bitcoin\)/,
    ],
    ['no seeds', () => [], /exactly one of them/],
    ['seeds and a preset', () => [HACKER, '--preset', 'crypto-com-2022'], /exactly one of them/],
    ['an unknown preset', () => ['--preset', 'nobody'], /preset "nobody".*crypto-com-2022/],
    ['a base URL that is none', () => [HACKER, '--explorer', 'ftp://x'], /--explorer "ftp:\/\/x"/],
    ['a negative rate', () => [HACKER, '--rate', '-1'], /--rate|argument/],
    ['an unknown option', () => [HACKER, '--nonsense'], /unknown option/],
    ['a file that is not there', () => ['--case', 'nothing.json'], /does not exist/],
    ['an empty file', () => ['--case', file('empty.json', '')], /is empty/],
    [
      'a file of 10 MB',
      () => ['--case', file('huge.json', ' '.repeat(10_000_000))],
      /10000000 bytes.*1048576/,
    ],
    ['no JSON', () => ['--case', file('broken.json', '{"name":')], /not valid JSON/],
    ['no YAML', () => ['--case', file('broken.yaml', 'name: [')], /not valid YAML/],
    ['a case without seeds', () => ['--case', file('none.json', '{"name":"x","seeds":[]}')], /seeds \[\]/],
    [
      'an unknown field',
      () => ['--case', file('field.json', '{"name":"x","sedes":[],"seeds":[{"kind":"address"}]}')],
      /sedes/,
    ],
    [
      'an unknown chain in a file',
      () => ['--case', file('chain.json', seed('D8w', 'dogecoin'))],
      /seeds\[0\].chain "dogecoin".*bitcoin,ethereum/,
    ],
    [
      'a bad checksum in a file',
      () => ['--case', file('sum.json', seed(HACKER.replace('aCb', 'acb')))],
      /seeds\[0\].address.*EIP-55/,
    ],
    ['a circle of aliases', () => ['--case', file('circle.yaml', 'name: x\nseeds: &s [*s]\n')], /alias/i],
    [
      '100,000 levels',
      () => ['--case', file('deep.json', '['.repeat(100_000) + ']'.repeat(100_000))],
      /levels deep/,
    ],
    [
      'bytes that are no UTF-8',
      () => ['--case', file('latin.yaml', Buffer.from('name: Zürich', 'latin1'))],
      /not valid/,
    ],
    ['a window for a transaction', () => ['f'.repeat(64), '--since', '2022-01-01'], /--since does not apply/],
    [
      'a window for a case file',
      () => ['--preset', 'crypto-com-2022', '--since', '2022-01-01'],
      /--since is for seeds/,
    ],
    [
      'a base URL with a password',
      () => [HACKER, '--explorer', 'https://u:hunter2@h:99999/'],
      /is no base URL/,
    ],
    [
      'a configuration with an unknown key',
      () => ['--preset', 'crypto-com-2022'],
      /has unknown fields: limit\b/,
    ],
  ])('%s', async (name, args, message) => {
    const config = name.startsWith('a configuration') ? ['--config', file('config.yaml', 'limit: 3\n')] : [];
    const words = [...config, 'trace', '--explorer', UNREACHABLE, ...args()];
    const { code, stdout, stderr } = await coinhoundHere(words);
    expect(stderr).toMatch(message);
    expect(stderr.length).toBeLessThan(2000);
    expect(stderr).not.toContain('    at ');
    expect(stderr).not.toContain('hunter2');
    expect([code, stdout]).toEqual([2, '']);
  });

  test.each([
    ['what the command line refuses', ['trace', HACKER, '--nonsense']],
    ['what is no seed', ['trace', HACKER.replace('aCb', 'acb')]],
    ['what is wrong in a file', ['--config', file('key.yaml', 'limit: 3\n'), 'trace', HACKER]],
  ])('a process says the same and ends with the same code: %s', async (_, words) => {
    expect((await coinhoundHere(words)).code).toBe(2);
    expect(await coinhound(words, folder)).toEqual(await coinhoundHere(words));
  });
});

describe('explorers that do not answer', () => {
  const quick = (url: string) => [
    'trace',
    HACKER,
    '--explorer',
    url,
    '--config',
    file('quick.yaml', 'concurrency: 4\n'),
  ];

  test('a page instead of an API: exit code 1, the explorer named', async () => {
    const server = createServer((_, response) =>
      response.writeHead(404, { 'content-type': 'text/html' }).end('<html>'),
    );
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const words = ['trace', HACKER, '--explorer', `http://127.0.0.1:${port}`];
    const { code, stdout, stderr } = await coinhound(words, folder);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^coinhound: etherscan.*404/);
  });

  test('the key is nowhere in an error', async () => {
    const key = 'SECRETKEY0123456789';
    const { stderr } = await coinhound(quick('http://127.0.0.1:9'), folder, { ETHERSCAN_API_KEY: key });
    expect(stderr).toMatch(/^coinhound: etherscan/);
    expect(stderr).not.toContain(key);
  }, 120_000);
});

let ronin: string;
beforeAll(async () => {
  ronin = await replay(join(ROOT, 'data/ronin-2022'));
});

describe('against a replay explorer', () => {
  test('seeds of the command line give the figures of the case', async () => {
    const args = [
      'trace',
      '0x098B716B8Aaf21512996dC57EB0615e2383E2f96',
      '--since',
      '2022-03-23',
      '--explorer',
      ronin,
      '--json',
    ];
    const { code, stdout, stderr } = await coinhound(args, folder);
    expect([code, stderr]).toEqual([0, '']);
    const { stolen, outcomes } = JSON.parse(stdout);
    expect(stolen[0].amount).toBe('182161956140000000000000');
    expect(outcomes[0]).toMatchObject({ kind: 'mixer', entity: 'Tornado Cash', transactions: 1734 });
  });

  test('haircut as the main method swaps main figure and range', async () => {
    const base = [
      'trace',
      '0x098B716B8Aaf21512996dC57EB0615e2383E2f96',
      '--since',
      '2022-03-23',
      '--explorer',
      ronin,
      '--json',
    ];
    const { stdout } = await coinhoundHere([...base, '--method', 'haircut']);
    expect(JSON.parse(stdout).outcomes[0].amount).toBe('173399997383595636931620');
  });

  test('a walk cut by a limit ends with exit code 3 and says what is missing', async () => {
    const base = [
      'trace',
      '0x098B716B8Aaf21512996dC57EB0615e2383E2f96',
      '--since',
      '2022-03-23',
      '--explorer',
      ronin,
      '--json',
    ];
    const { code, stdout } = await coinhound([...base, '--max-hops', '1'], folder);
    expect(code).toBe(3);
    const { gaps, outcomes, stolen } = JSON.parse(stdout);
    expect(gaps.length).toBeGreaterThan(20);
    expect(gaps[0].reason).toBe('hop limit of 1 reached');
    const total = outcomes.reduce((sum: bigint, { amount }: { amount: string }) => sum + BigInt(amount), 0n);
    expect(total.toString()).toBe(stolen[0].amount);
  });
});

test('an explorer that refuses what comes above its limit: nothing is lost, and it tells its busiest second', async () => {
  const url = await replay(join(ROOT, 'data/crypto-com-2022'), ['--limit', '2']);
  const server = children.at(-1);
  const args = ['trace', HACKER, '--since', '2022-01-17', '--explorer', url, '--json'];
  const { code, stdout, stderr } = await coinhound(args, folder);
  expect([code, stderr]).toEqual([0, '']);
  const { outcomes, stats } = JSON.parse(stdout);
  expect(outcomes[0]).toMatchObject({ kind: 'mixer', transactions: 51 });
  // Six are needed.
  expect(stats.requests).toBeGreaterThan(6);
  let said = '';
  server?.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  server?.kill('SIGTERM');
  await new Promise((resolve) => server?.once('close', resolve));
  expect(said).toMatch(new RegExp(`^${stats.requests} requests, at the most \\d+ in a second\n$`));
});

describe('options and files together', () => {
  test('--max-hops changes that limit of a case file and no other', async () => {
    const seed = {
      kind: 'address',
      chain: 'ethereum',
      address: '0x098B716B8Aaf21512996dC57EB0615e2383E2f96',
    };
    const path = file('limits.json', JSON.stringify({ name: 'x', seeds: [seed], limits: { maxLookups: 1 } }));
    const words = ['trace', '--case', path, '--explorer', ronin, '--max-hops', '5', '--json'];
    const { stdout } = await coinhoundHere(words);
    expect(JSON.parse(stdout).gaps[0].reason).toMatch(/maxLookups/);
  });

  test('a folder for reports that cannot be made is named before anything is traced', async () => {
    const { code, stdout, stderr } = await coinhoundHere(['demo', '--out', file('not-a-folder', 'x')]);
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/--out ".*not-a-folder"/);
  });

  test('a reader that leaves early is no error', async () => {
    const demo = spawn(process.execPath, [join(ROOT, 'dist/cli/main.js'), 'demo', '--case', 'ronin-2022'], {
      cwd: folder,
    });
    children.push(demo);
    let stderr = '';
    demo.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    demo.stdout.destroy();
    const code = await new Promise((resolve) => demo.once('exit', resolve));
    expect([code, stderr]).toEqual([0, '']);
  });
});

describe('an address with 25,000 transactions', () => {
  const busy = `0x${'b'.repeat(40)}`;
  const seed = `0x${'a'.repeat(40)}`;
  let url: string;

  beforeAll(async () => {
    const dir = join(folder, 'busy');
    mkdirSync(dir);
    const time = (block: number) =>
      new Date(1_640_000_000_000 + block * 12_000).toISOString().replace('.000', '');
    const row = (block: number, from: string, to: string, value: number) =>
      `${block},${time(block)},0,0xa${block.toString(16).padStart(63, '0')},0,call,ETH,${from},${to},${value},true`;
    const strangers = Array.from({ length: 24_999 }, (_, n) =>
      row(n + 2, busy, `0xc${(n % 50).toString(16).padStart(39, '0')}`, 1),
    );
    const header = 'block,time,tx_index,tx_hash,seq,kind,asset,from,to,value,success';
    writeFileSync(
      join(dir, 'ethereum.csv'),
      `${[header, row(1, seed, busy, 1_000_000), ...strangers].join('\n')}\n`,
    );
    const tip = { height: 30_000, hash: `0x${'e'.repeat(64)}`, time: time(30_000) };
    const manifest = {
      name: 'busy',
      title: 'Made up',
      provenance: 'Made up for a test.',
      syntheticIds: true,
      tips: { ethereum: tip },
    };
    writeFileSync(join(dir, 'dataset.json'), JSON.stringify(manifest));
    url = await replay(dir);
  });

  const trace = async (maxTransactionsPerAddress: number) => {
    const body = {
      name: 'busy',
      seeds: [{ kind: 'address', chain: 'ethereum', address: seed }],
      limits: { maxTransactionsPerAddress, maxLookups: 2 },
    };
    const path = file(`busy-${maxTransactionsPerAddress}.json`, JSON.stringify(body));
    const { stdout } = await coinhoundHere(['trace', '--case', path, '--explorer', url, '--json']);
    return JSON.parse(stdout);
  };

  test('is read completely when the limit allows it', async () => {
    const report = await trace(30_000);
    expect(report.stats.transactions).toBe(25_000);
    expect(report.outcomes.map(({ kind }: { kind: string }) => kind)).not.toContain('high-activity');
  });

  test('ends the walk with the reason and the number otherwise', async () => {
    const report = await trace(10_000);
    expect(report.outcomes).toMatchObject([{ kind: 'high-activity', amount: '1000000' }]);
    expect(report.outcomes[0].places[0].reason).toMatch(/more transactions than the limit: \d{5} counted/);
    expect(report.gaps).toEqual([]);
  });
});
