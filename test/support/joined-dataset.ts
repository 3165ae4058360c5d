/** All shipped datasets as one, so that one explorer serves all cases at once, as a real one does. */
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './cli.ts';
import { cutDataset } from './cut-dataset.ts';

/** In the order of their blocks: the first ends months before the second begins. */
const ETHEREUM = ['crypto-com-2022', 'ronin-2022'];
const BITCOIN = 'whirlpool-2024';

/** @param share of each that is kept, as for `cutDataset`; all of it when not given @returns the folder of the joined dataset */
export function joinDatasets(share?: number): string {
  const folder = mkdtempSync(join(tmpdir(), 'coinhound-joined-'));
  const partOf = (name: string) => (share === undefined ? join(ROOT, 'data', name) : cutDataset(name, share));
  const [bitcoin, ...ethereum] = [BITCOIN, ...ETHEREUM].map(partOf);
  const read = (dir = '', file = '') => readFileSync(join(dir, file), 'utf8');
  const parts = ethereum.map((dir) => read(dir, 'ethereum.csv').trim().split('\n'));
  const rows = parts.flatMap(([, ...rest]) => rest);
  writeFileSync(join(folder, 'ethereum.csv'), `${[parts[0]?.[0], ...rows].join('\n')}\n`);
  copyFileSync(join(bitcoin ?? '', 'bitcoin.ndjson'), join(folder, 'bitcoin.ndjson'));
  const [ronin, whirlpool] = [ethereum.at(-1), bitcoin].map((dir) => JSON.parse(read(dir, 'dataset.json')));
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
