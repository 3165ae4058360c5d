/**
 * A shipped dataset as it stood at an earlier time: everything after a part of its transactions is cut off. Served in the
 * place of the whole one, it lets new blocks come in.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import { ROOT } from './cli.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/**
 * @param share of the transactions that are kept, 0 to 1
 * @returns the folder of the cut dataset; it is removed at the end of the test file
 */
export function cutDataset(name: string, share: number): string {
  const source = join(ROOT, 'data', name);
  const folder = mkdtempSync(join(tmpdir(), 'coinhound-cut-'));
  folders.push(folder);
  const manifest = JSON.parse(readFileSync(join(source, 'dataset.json'), 'utf8'));
  if ('ethereum' in manifest.tips) manifest.tips.ethereum = cutEthereum(source, folder, share);
  if ('bitcoin' in manifest.tips) manifest.tips.bitcoin = cutBitcoin(source, folder, share);
  writeFileSync(join(folder, 'dataset.json'), JSON.stringify(manifest));
  return folder;
}

function cutEthereum(source: string, folder: string, share: number) {
  const [header = '', ...rows] = readFileSync(join(source, 'ethereum.csv'), 'utf8').trim().split('\n');
  const blockOf = (row: string) => Number(row.split(',')[0]);
  const last = rows[Math.floor((rows.length - 1) * share)] ?? '';
  const kept = rows.filter((row) => blockOf(row) <= blockOf(last));
  writeFileSync(join(folder, 'ethereum.csv'), `${[header, ...kept].join('\n')}\n`);
  return {
    height: blockOf(last),
    hash: `0x${blockOf(last).toString(16).padStart(64, '0')}`,
    time: last.split(',')[1],
  };
}

function cutBitcoin(source: string, folder: string, share: number) {
  const lines = readFileSync(join(source, 'bitcoin.ndjson'), 'utf8').trim().split('\n');
  const rows = lines.map((line) => ({ line, block: JSON.parse(line).status }));
  const last = rows[Math.floor((rows.length - 1) * share)];
  if (last === undefined) throw new Error(`${source} has no Bitcoin transactions`);
  const kept = rows.filter(({ block }) => block.block_height <= last.block.block_height);
  writeFileSync(join(folder, 'bitcoin.ndjson'), `${kept.map(({ line }) => line).join('\n')}\n`);
  const { block_height: height, block_hash: hash, block_time: time } = last.block;
  return { height, hash, time: `${new Date(time * 1000).toISOString().slice(0, 19)}Z` };
}
