/** `coinhound exits`, and `leads` in the report of a trace. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, expect, test } from '@jest/globals';
import { startReplay } from '../../src/replay/server.ts';
import { ROOT } from '../support/cli.ts';
import { coinhoundHere } from '../support/cli-here.ts';

const folder = mkdtempSync(join(tmpdir(), 'coinhound-exits-'));
afterAll(() => rmSync(folder, { recursive: true }));
const POOL = '0xa160cdab225685da1d56aa342ad8841c3b53f291';
const THIEF = '0x6e1218c55f1acb588fc5e55b721f1183d7d29d3d';
/** A real deposit of the case, and a made-up withdrawal by the same address a day later. */
const DEPOSIT = '0x8744af810bbf73528c7613f6bbe698e5169f415fc6df4ff6a630a21dde6b680b';
const events = join(folder, 'events.csv.gz');
writeFileSync(
  events,
  gzipSync(`kind,pool,txid,block,log_index,time,address,fee,gas_price
deposit,${POOL},${DEPOSIT},14026432,63,1642467193,,,
withdrawal,${POOL},0x${'5'.repeat(64)},14033000,1,1642553593,${THIEF},0,
`),
);

test('a trace with events of pools reports leads, apart from facts', async () => {
  const replay = await startReplay({ dir: join(ROOT, 'data/crypto-com-2022') });
  try {
    const args = ['trace', THIEF, '--since', '2022-01-17', '--explorer', replay.url, '--json', '--no-prices'];
    const [plain, known] = [
      await coinhoundHere(args),
      await coinhoundHere([...args, '--pool-events', events]),
    ];
    const [without, report] = [JSON.parse(plain.stdout), JSON.parse(known.stdout)];
    expect(without.leads).toBeNull();
    // The event does not say who deposited; the flag does.
    expect(report.leads.found).toMatchObject([
      { rule: 'same-address', withdrawals: [`0x${'5'.repeat(64)}`] },
    ]);
    expect(report.run).toEqual(without.run);
    writeFileSync(join(folder, 'report.json'), known.stdout);
  } finally {
    await replay.close();
  }
});

test('a trace may ask for freezes; what nobody can say is unknown, and the results stay', async () => {
  const replay = await startReplay({ dir: join(ROOT, 'data/crypto-com-2022') });
  try {
    const args = ['trace', THIEF, '--since', '2022-01-17', '--explorer', replay.url, '--json', '--no-prices'];
    const [plain, asked] = [await coinhoundHere(args), await coinhoundHere([...args, '--freezes'])];
    const [without, report] = [JSON.parse(plain.stdout), JSON.parse(asked.stdout)];
    expect(without.freezes).toBeNull();
    // Three flagged addresses, two issuers; a dataset holds no states of contracts.
    expect(report.freezes.map(({ frozen }: { frozen: boolean | null }) => frozen)).toEqual(
      Array(6).fill(null),
    );
    expect(report.freezes[0]).toMatchObject({ token: 'USDT', block: { height: 14026669 } });
    expect(report.run).toEqual(without.run);
  } finally {
    await replay.close();
  }
});

test('by the flags of a report, and by an address', async () => {
  const withSender = join(folder, 'sender.csv');
  writeFileSync(
    withSender,
    `kind,pool,txid,block,log_index,time,address,fee,gas_price
deposit,${POOL},${DEPOSIT},14026432,63,1642467193,${THIEF},,
withdrawal,${POOL},0x${'5'.repeat(64)},14033000,1,1642553593,${THIEF},0,
`,
  );
  for (const whose of [
    ['--events', withSender, '--depositor', THIEF],
    ['--events', events, '--report', join(folder, 'report.json')],
  ]) {
    const { stdout, code } = await coinhoundHere(['exits', ...whose, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout).found).toMatchObject([
      { rule: 'same-address', anonymitySet: 1, rivals: 1, score: 1 },
    ]);
  }
  const { stdout } = await coinhoundHere(['exits', '--events', withSender, '--depositor', THIEF]);
  expect(stdout).toContain('no facts');
  expect(stdout).toContain('same-address, score 1');
});

test.each([
  ['nobody', ['--events', events], 'name depositors'],
  [
    'a file that is not there',
    ['--events', join(folder, 'none.csv'), '--depositor', THIEF],
    'does not exist',
  ],
  ['an address that is none', ['--events', events, '--depositor', '0x12'], '40 hex digits'],
  ['days that are no number', ['--events', events, '--depositor', THIEF, '--days', 'x'], '--days'],
])('%s is refused', async (_, args, problem) => {
  const { code, stderr } = await coinhoundHere(['exits', ...args]);
  expect(code).toBe(2);
  expect(stderr).toContain(problem);
});
