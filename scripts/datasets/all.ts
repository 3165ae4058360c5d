/**
 * All shipped datasets. `build.ts` writes them below `data/`; a test builds them again and compares byte for byte.
 */

import { buildCryptoCom } from './crypto-com-2022.ts';
import { type Dataset, writeDataset } from './dataset.ts';
import { buildRonin } from './ronin-2022.ts';
import { buildWhirlpool } from './whirlpool-2024.ts';

/**
 * Builds every dataset and writes its folder.
 * @param sources the folder `data/sources`
 * @param parent the folder to write into
 */
export function writeAllDatasets(sources: string, parent: string): Dataset[] {
  const datasets = [buildCryptoCom(sources), buildRonin(sources), buildWhirlpool(sources)];
  for (const dataset of datasets) writeDataset(parent, dataset);
  return datasets;
}
