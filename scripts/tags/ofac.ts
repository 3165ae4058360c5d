/**
 * ofac.csv: the Bitcoin and Ethereum addresses on the sanctions list of the United States (OFAC SDN). The asset of an
 * entry does not say the chain: USDT stands for Tron, Ethereum and Omni on Bitcoin alike. The address's form decides.
 */

import { join } from 'node:path';
import { guessChain } from '../../src/core/address.ts';
import { readSourceCsv } from '../datasets/source-csv.ts';
import { type ShippedTag, type TagFile, writtenAddress } from './shipped-tag.ts';

/** Assets that exist on Bitcoin or Ethereum. */
const ASSETS: ReadonlySet<string> = new Set(['XBT', 'ETH', 'USDT', 'USDC']);
/** Date of issue of the list (sdn_advanced.xml). */
const ISSUE = '2025-11-19';

/** @param labels the folder `data/sources/labels` */
export function buildOfac(labels: string): TagFile {
  const file = join(labels, 'ofac-sdn', 'ofac_digital_currency_addresses_named.csv');
  const columns = ['asset', 'address', 'sdn_name', 'ofac_profile_id', 'programs', 'listed_date'] as const;
  const tags: ShippedTag[] = [];
  const refused: string[] = [];
  for (const { values } of readSourceCsv(file, columns)) {
    if (!ASSETS.has(values.asset)) continue;
    const network = guessChain(values.address);
    if (network === null) {
      refused.push(`${values.address} (${values.asset}, ${values.sdn_name}): an address of another chain`);
      continue;
    }
    const programs = values.programs.replaceAll('|', ', ');
    tags.push({
      network,
      address: writtenAddress(network, values.address),
      label: `OFAC SDN: ${values.sdn_name}`,
      entity: values.sdn_name,
      concepts: ['sanction'],
      role: '',
      confidence: 'authority_data',
      validFrom: values.listed_date,
      validTo: '',
      source: `OFAC SDN list, issue of ${ISSUE}, profile ${values.ofac_profile_id} (${programs})`,
      licence: 'US-Gov',
    });
  }
  return { name: 'ofac', tags, refused };
}
