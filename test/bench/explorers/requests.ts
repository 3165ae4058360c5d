/** What a trace costs in requests, whatever the machine: recorded cases, the tree, and an address with many pages. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from '../../support/cli.ts';
import { withServed } from './served.ts';
import { timedTrace } from './trace-process.ts';

export interface RequestsResult {
  readonly name: string;
  readonly chain: 'bitcoin' | 'ethereum';
  readonly transactions: number;
  readonly addresses: number;
  /** Full pages that the lists of Ethereum addresses fill; null on Bitcoin. */
  readonly pages: number | null;
  readonly requests: number;
}

/** Pages of the busy address, of 1,000 rows each. */
const PAGES = 12;
const ROWS_OF_A_PAGE = 1000;
const BUSY = `0x${'b'.repeat(40)}`;

/** @param tree folder of the tree */
export async function measureRequests(tree: string): Promise<RequestsResult[]> {
  const folder = mkdtempSync(join(tmpdir(), 'coinhound-requests-'));
  const recorded = (name: string, chain: RequestsResult['chain']) => {
    const dir = join(ROOT, 'data', name);
    const path = join(folder, `${name}.json`);
    const [body] = JSON.parse(readFileSync(join(dir, 'cases.json'), 'utf8'));
    writeFileSync(path, JSON.stringify(body));
    return requestsOf(name, dir, chain, ['--case', path]);
  };
  try {
    writeBusy(folder);
    return [
      await recorded('whirlpool-2024', 'bitcoin'),
      await recorded('ronin-2022', 'ethereum'),
      await requestsOf('tree, ether alone', tree, 'ethereum', ['--case', join(tree, 'case.json')]),
      await requestsOf('busy address', folder, 'ethereum', ['--case', join(folder, 'case.json')], PAGES),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function requestsOf(
  name: string,
  dir: string,
  chain: RequestsResult['chain'],
  args: readonly string[],
  pages: number | null = null,
): Promise<RequestsResult> {
  return withServed({ dir }, async ({ url }) => {
    const path = chain === 'bitcoin' ? 'esplora' : 'etherscan';
    const base = chain === 'bitcoin' ? `${url}/api` : `${url}/v2/api`;
    const { report } = await timedTrace([...args, '--explorer', `${path}=${base}`]);
    const { transactions, addresses, requests } = report.stats;
    return { name, chain, transactions, addresses, pages, requests };
  });
}

/** An address that was paid in so many transactions, three a block, and paid nobody. */
function writeBusy(dir: string): void {
  const rows = ['block,time,tx_index,tx_hash,seq,kind,asset,from,to,value,success'];
  const timeOf = (block: number) =>
    new Date(1_660_000_000_000 + block * 12_000).toISOString().replace('.000', '');
  for (let n = 0; n < PAGES * ROWS_OF_A_PAGE - 1; n += 1) {
    const block = Math.floor(n / 3);
    const hash = `0x${String(n).padStart(64, '0')}`;
    rows.push(
      `${block},${timeOf(block)},${n % 3},${hash},0,call,ETH,0x${'a'.repeat(40)},${BUSY},${n + 1},true`,
    );
  }
  const height = PAGES * ROWS_OF_A_PAGE;
  const tip = { height, hash: `0x${'f'.repeat(64)}`, time: timeOf(height) };
  const about = { name: 'busy', title: 'A busy address', provenance: 'made up', syntheticIds: true };
  writeFileSync(join(dir, 'ethereum.csv'), `${rows.join('\n')}\n`);
  writeFileSync(join(dir, 'dataset.json'), JSON.stringify({ ...about, tips: { ethereum: tip } }));
  const seeds = [{ kind: 'address', chain: 'ethereum', address: BUSY }];
  const limits = { maxTransactionsPerAddress: 1_000_000 };
  writeFileSync(join(dir, 'case.json'), JSON.stringify({ name: 'busy', assets: 'native', seeds, limits }));
}
