/**
 * All shipped tag files. `build.ts` writes them to `config/tags/`; a test builds them again and compares byte for byte.
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildBridgesEthereum } from './bridges-ethereum.ts';
import { buildExchangersEthereum } from './exchangers-ethereum.ts';
import { buildExchanges } from './exchanges.ts';
import { buildHacks } from './hacks.ts';
import { buildMixersBitcoin } from './mixers-bitcoin.ts';
import { buildMixersEthereum } from './mixers-ethereum.ts';
import { buildOfac } from './ofac.ts';
import { tagsCsv } from './shipped-tag.ts';
import { readConceptIds } from './taxonomy.ts';
import { buildTornadoCash } from './tornado-cash.ts';

/** A written file: its rows without the header, and what was left out. */
export interface WrittenFile {
  readonly name: string;
  readonly rows: number;
  readonly refused: readonly string[];
}

/**
 * Builds every tag file and writes it.
 * @param labels the folder `data/sources/labels`
 * @param target the folder to write into
 */
export function writeAllTags(labels: string, target: string): WrittenFile[] {
  const concepts = readConceptIds(labels);
  const files = [
    buildTornadoCash(labels),
    buildMixersEthereum(labels),
    buildMixersBitcoin(labels),
    ...buildExchanges(labels),
    buildBridgesEthereum(labels),
    buildExchangersEthereum(labels),
    buildOfac(labels),
    buildHacks(labels),
  ];
  mkdirSync(target, { recursive: true });
  return files.map(({ name, tags, refused }) => {
    const text = tagsCsv(tags, concepts);
    writeFileSync(join(target, `${name}.csv`), text);
    return { name, rows: text.split('\n').length - 2, refused };
  });
}
