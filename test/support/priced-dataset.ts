/** A dataset of prices alone, in a folder of its own; and where a replay serves them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/**
 * @param csv content of its `prices.csv`
 * @param today time of its last block
 * @returns the folder; it is removed at the end of the test file
 */
export function pricedDataset(csv: string, today: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'coinhound-prices-'));
  folders.push(folder);
  const ethereum = { height: 9, hash: `0x${'0'.repeat(64)}`, time: today };
  const manifest = {
    name: 'priced',
    title: 'x',
    provenance: 'made up',
    syntheticIds: true,
    tips: { ethereum },
  };
  writeFileSync(join(folder, 'dataset.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'prices.csv'), csv);
  return folder;
}
