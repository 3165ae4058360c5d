/** The table of mixer contracts: complete, sourced, as the protocols' configuration says, and rebuilt to the byte. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { mixerContractsCsv } from '../../../scripts/mixers/contracts.ts';
import { readMixerCsv } from '../../../src/cases/tags/mixer-csv.ts';
import { mixingOnly } from '../../../src/core/ethereum-mixers/mixing-only.ts';
import { endOfTags } from '../../../src/core/tags/precedence.ts';
import { madeUpTag } from '../../support/made-up-tag.ts';
import { MIXER_TABLE, MIXER_TAGS, MIXERS, POOL_100, TORN } from '../../support/shipped-mixers.ts';

const LABELS = join(import.meta.dirname, '..', '..', '..', 'data', 'sources', 'labels');
const rows: Readonly<Record<string, string>>[] = parse(MIXER_TABLE, { columns: true });

describe('the shipped table', () => {
  test('is what its sources give', () => {
    expect(mixerContractsCsv(LABELS)).toBe(MIXER_TABLE);
  });

  test('has the pools of the last configuration of Tornado Cash, token and denomination included', () => {
    const configured: Readonly<Record<string, string>>[] = parse(
      readFileSync(join(LABELS, 'eth-mixers', 'tornado_contracts.csv')),
      { columns: true },
    );
    const pools = configured.filter(({ chain, role }) => chain === 'ethereum' && role === 'pool');
    expect(pools.length).toBe(19);
    for (const { address = '', token_address, denomination = '', token_decimals } of pools) {
      const pool = MIXERS.at(address.toLowerCase());
      const [whole = '', fraction = ''] = denomination.split('.');
      expect(pool).toMatchObject({
        entity: 'Tornado Cash',
        role: 'pool',
        mixes: true,
        asset: token_address === '' ? 'ETH' : token_address?.toLowerCase(),
        denomination: BigInt(whole + fraction + '0'.repeat(Number(token_decimals) - fraction.length)),
      });
    }
  });

  test('agrees with the tags on what mixes', () => {
    const mixing = new Set(
      MIXER_TAGS.filter(({ concepts }) => concepts.some((one) => one.startsWith('mixing'))).map(
        ({ address }) => address,
      ),
    );
    expect(rows.filter(({ mixes }) => mixes === 'true').length).toBe(54);
    for (const { address = '', mixes } of rows) {
      expect({ address, mixes }).toEqual({ address, mixes: String(mixing.has(address.toLowerCase())) });
    }
  });

  test('states source and licence in every row', () => {
    for (const { source, licence } of rows) {
      expect(source).toMatch(/^[\w.-]+\/[\w.-]+@[0-9a-f]{40}/);
      expect(['MIT', 'ISC', 'Apache-2.0']).toContain(licence);
    }
  });
});

describe('reading a table', () => {
  const header = 'address,entity,role,mixes,token,asset,denomination,source,licence';
  const row = (change: Partial<Record<string, string>> = {}) =>
    Object.values({
      address: POOL_100,
      entity: 'E',
      role: 'pool',
      mixes: 'true',
      token: 'ETH',
      asset: 'ETH',
      denomination: '100',
      source: 's',
      licence: 'MIT',
      ...change,
    }).join();

  test('takes a good row', () => {
    expect(readMixerCsv(`${header}\n${row()}\n`).at(POOL_100)?.denomination).toBe(100n);
  });

  test.each([
    ['an unknown header', 'address,entity', 'header'],
    ['a bad address', `${header}\n${row({ address: '0x12' })}`, 'address'],
    ['no role', `${header}\n${row({ role: '' })}`, 'entity'],
    ['a third value', `${header}\n${row({ mixes: 'maybe' })}`, 'mixes'],
    ['a fraction', `${header}\n${row({ denomination: '0.1' })}`, 'denomination'],
    ['a denomination of nothing', `${header}\n${row({ denomination: '0' })}`, 'denomination'],
    ['a missing column', `${header}\n${row()},more`, 'row'],
    ['a contract twice', `${header}\n${row()}\n${row()}`, 'address'],
  ])('refuses %s', (_, text, field) => {
    expect(() => readMixerCsv(text)).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ field }) }),
    );
  });
});

describe('tags of lists that call everything of a mixer a mixer', () => {
  const listed = [
    madeUpTag(TORN, 'Tornado Cash', ['mixing_service', 'defi']),
    madeUpTag(POOL_100, 'Tornado Cash', ['mixing_service']),
  ];
  const tags = mixingOnly((_, address) => listed.filter((tag) => tag.address === address), MIXERS);

  test('do not make a mixer of its token', () => {
    expect(tags('ethereum', TORN).map(({ concepts }) => concepts)).toEqual([['defi']]);
    expect(endOfTags(tags('ethereum', TORN), 0)).toBeNull();
  });

  test('stand where the contract mixes', () => {
    expect(endOfTags(tags('ethereum', POOL_100), 0)?.kind).toBe('mixer');
  });
});
