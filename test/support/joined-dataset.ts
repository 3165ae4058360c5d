/** All shipped datasets as one, so that one explorer serves all cases at once, as a real one does. */
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './cli.ts';

export const DATASETS = ['crypto-com-2022', 'ronin-2022', 'whirlpool-2024'] as const;

/** In the order of their blocks: the first ends months before the second begins. */
const ETHEREUM = ['crypto-com-2022', 'ronin-2022'];
const BITCOIN = 'whirlpool-2024';

const read = (...path: string[]) => readFileSync(join(ROOT, 'data', ...path), 'utf8');

/** @returns the folder of the joined dataset */
export function joinDatasets(): string {
  const folder = mkdtempSync(join(tmpdir(), 'coinhound-joined-'));
  const parts = ETHEREUM.map((name) => read(name, 'ethereum.csv').trim().split('\n'));
  const rows = parts.flatMap(([, ...rest]) => rest);
  writeFileSync(join(folder, 'ethereum.csv'), `${[parts[0]?.[0], ...rows].join('\n')}\n`);
  copyFileSync(join(ROOT, 'data', BITCOIN, 'bitcoin.ndjson'), join(folder, 'bitcoin.ndjson'));
  const [ronin, whirlpool] = ['ronin-2022', BITCOIN].map((name) => JSON.parse(read(name, 'dataset.json')));
  const manifest = {
    name: 'joined',
    title: 'All shipped datasets',
    provenance: 'Joined for tests.',
    syntheticIds: true,
    tips: { ...ronin.tips, ...whirlpool.tips },
  };
  writeFileSync(join(folder, 'dataset.json'), JSON.stringify(manifest));
  return folder;
}
