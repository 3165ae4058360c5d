/** Dune's list of bridges on Ethereum; names begin with the project, as in `Hop Protocol: USDC Bridge`. */

import { join } from 'node:path';
import { readSourceCsv } from '../datasets/source-csv.ts';
import { originIn, REPOSITORIES } from './origin.ts';
import { ethereumContract, type ShippedTag } from './shipped-tag.ts';

/**
 * The tags of the list's rows for which there is a concept.
 * @param labels the folder `data/sources/labels`
 * @param describe concept and role by project; null leaves the row out
 */
export function duneBridges(
  labels: string,
  describe: (project: string) => { readonly concept: string; readonly role: string } | null,
): ShippedTag[] {
  const file = join(labels, 'dune-spellbook-mit-2023-05-30', 'bridges_ethereum.csv');
  return readSourceCsv(file, ['address', 'name', 'spellbook_path']).flatMap(({ values }) => {
    const entity = values.name.split(': ')[0] ?? values.name;
    const known = describe(entity);
    if (known === null) return [];
    return {
      ...ethereumContract(values.address, known.concept, known.role),
      label: values.name,
      entity,
      // The list repeats names that Etherscan shows.
      confidence: 'web_crawl',
      ...originIn(REPOSITORIES.dune, values.spellbook_path),
    } as const;
  });
}
