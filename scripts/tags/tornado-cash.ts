/**
 * tornado-cash.csv: the mainnet contracts of Tornado Cash by role. Only those that take or pay mixed funds carry
 * `mixing_service`: a transfer of its token or a vote is no mixing. The former sanction stands in rows of its own.
 */

import { join } from 'node:path';
import { readSourceCsv } from '../datasets/source-csv.ts';
import { type Origin, originIn, REPOSITORIES } from './origin.ts';
import { type ShippedTag, type TagFile, writtenAddress } from './shipped-tag.ts';
import { readTagPack } from './tag-pack.ts';

/** OFAC designation of the addresses, and their delisting (Treasury, 2022-08-08 and 2025-03-21). */
const SANCTIONED_FROM = '2022-08-08';
const SANCTIONED_TO = '2025-03-21';
const ENTITY = 'Tornado Cash';

/** A contract as the best of its licensed sources describes it. */
type Description = Pick<ShippedTag, 'label' | 'confidence'> & { readonly origin: Origin };
type Descriptions = ReadonlyMap<string, Description>;

/** Concepts of the contracts that do not mix, by role; `defi` for the others. */
const CONCEPT_OF_ROLE: Readonly<Record<string, string>> = {
  token: 'defi_token',
  governance: 'defi_dao',
  nova_multisig: 'defi_dao',
  staking_rewards: 'defi_staking',
  donation: 'donation',
};

/** @param labels the folder `data/sources/labels` */
export function buildTornadoCash(labels: string): TagFile {
  // Strongest first: its own configuration, the sanctions list by name, Etherscan's names.
  const described = [ownConfiguration(labels), sanctionsList(labels), etherscanNames(labels)];
  const sanctioned = new Map(
    readTagPack(labels, 'tornado_cash').map((tag) => [tag.address.toLowerCase(), tag.origin]),
  );
  const tags: ShippedTag[] = [];
  const refused: string[] = [];
  for (const { address, role, mixes } of readContracts(labels)) {
    const description = described.map((known) => known.get(address)).find((known) => known !== undefined);
    if (description === undefined) {
      refused.push(`${address} (${role}): in no source with a licence`);
      continue;
    }
    tags.push(contractTag(address, role, mixes, description));
    const origin = sanctioned.get(address);
    if (origin !== undefined) tags.push(sanctionTag(address, role, origin));
  }
  return { name: 'tornado-cash', tags, refused };
}

function contractTag(
  address: string,
  role: string,
  mixes: boolean,
  { origin, ...rest }: Description,
): ShippedTag {
  const concepts = [mixes ? 'mixing_service' : (CONCEPT_OF_ROLE[role] ?? 'defi')];
  return { ...addressed(address, role), ...rest, concepts, validFrom: '', validTo: '', ...origin };
}

function sanctionTag(address: string, role: string, origin: Origin): ShippedTag {
  return {
    ...addressed(address, role),
    label: `OFAC SDN: Tornado Cash (listed ${SANCTIONED_FROM}, delisted ${SANCTIONED_TO})`,
    concepts: ['sanction'],
    confidence: 'authority_data',
    validFrom: SANCTIONED_FROM,
    validTo: SANCTIONED_TO,
    ...origin,
  };
}

function addressed(address: string, role: string) {
  return { network: 'ethereum', address: writtenAddress('ethereum', address), entity: ENTITY, role } as const;
}

/** All known mainnet contracts: which they are, their role, and whether they take or pay mixed funds. */
function readContracts(labels: string): { address: string; role: string; mixes: boolean }[] {
  const file = join(labels, 'eth-mixers', 'eth_mixers_merged.csv');
  const rows = readSourceCsv(file, ['chain', 'address', 'entity', 'role', 'is_mixing_endpoint']);
  return rows
    .filter(({ values }) => values.chain === 'ethereum' && values.entity === 'tornado.cash')
    .map(({ values }) => ({
      address: values.address,
      // Where sources differ in the name of a role, the first is that of Tornado's own configuration.
      role: (values.role.split('|')[0] ?? '').replace('token_TORN', 'token'),
      mixes: values.is_mixing_endpoint === '1',
    }));
}

/** The contracts of Tornado's own configuration: anyone can check the code at these addresses. */
function ownConfiguration(labels: string): Descriptions {
  const file = join(labels, 'eth-mixers', 'tornado_contracts.csv');
  const rows = readSourceCsv(file, ['chain', 'address', 'role', 'token', 'denomination', 'source']);
  return new Map(
    rows
      .filter(({ values }) => values.chain === 'ethereum')
      .map(({ values }) => [
        values.address.toLowerCase(),
        {
          label: `${ENTITY}: ${configuredName(values.role, values.token, values.denomination)}`,
          confidence: 'ledger_immanent',
          origin: values.source.startsWith('tornado-nova/')
            ? originIn(REPOSITORIES.tornadoNova, 'config.js')
            : originIn(REPOSITORIES.tornadoClassic, 'networkConfig.js'),
        },
      ]),
  );
}

function configuredName(role: string, token: string, denomination: string): string {
  if (role === 'pool') return `${denomination} ${token} pool`;
  return role === 'token_TORN' ? 'TORN token' : role.replaceAll('_', ' ');
}

/** The addresses that OFAC listed, with the names of Dune's list; its pools are older than the configuration. */
function sanctionsList(labels: string): Descriptions {
  const file = join(labels, 'dune-spellbook-mit-2023-05-30', 'ofac_ethereum.csv');
  const rows = readSourceCsv(file, ['address', 'name', 'comment', 'spellbook_path']);
  return new Map(
    rows.map(({ values }) => [
      values.address.toLowerCase(),
      {
        label: values.name.replace(/ Pool$/, ' pool (legacy)'),
        confidence: 'authority_data',
        origin: originIn(REPOSITORIES.dune, values.spellbook_path, values.comment.replace(/^Source: /, '')),
      },
    ]),
  );
}

function etherscanNames(labels: string): Descriptions {
  const tags = readTagPack(labels, 'etherscan-wordcloud-mixing_service');
  return new Map(
    tags
      .filter(({ label }) => label.startsWith('Tornado.Cash: '))
      .map(({ address, label, confidence, origin }) => [
        address.toLowerCase(),
        { label: label.replace('Tornado.Cash', ENTITY), confidence, origin },
      ]),
  );
}
