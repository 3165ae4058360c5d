/**
 * bridges-ethereum.csv: contracts through which value leaves for another chain (`defi_bridge`), and one that Dune's list
 * of bridges has though it moves loans between protocols.
 */

import { duneBridges } from './dune-bridges.ts';
import type { TagFile } from './shipped-tag.ts';

/** "Bridges" of that list that are exchanges of one chain: 0x's adapters to others. They stand with the exchangers. */
export const EXCHANGE_ADAPTERS = '0x';
const LOAN_MOVER = 'InstaDapp';

/** @param labels the folder `data/sources/labels` */
export function buildBridgesEthereum(labels: string): TagFile {
  const tags = duneBridges(labels, (project) => {
    if (project === EXCHANGE_ADAPTERS) return null;
    return { concept: project === LOAN_MOVER ? 'defi_lending' : 'defi_bridge', role: 'bridge' };
  });
  return { name: 'bridges-ethereum', tags, refused: [] };
}
