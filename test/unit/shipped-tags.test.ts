/**
 * The shipped tags: every row readable and checked, no row from a source without a licence, the traps of the sources
 * avoided, and a rebuild from the committed sources that gives the same bytes.
 */

import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { address as bitcoin } from 'bitcoinjs-lib';
import { parse } from 'csv-parse/sync';
import { getAddress } from 'ethers/address';
import { writeAllTags } from '../../scripts/tags/all.ts';
import { type ShippedTag, tagsCsv } from '../../scripts/tags/shipped-tag.ts';
import { InvariantError } from '../../src/core/errors.ts';
import { exchangersIn } from '../../src/core/tags/exchangers.ts';
import { endOfTags } from '../../src/core/tags/precedence.ts';
import { readTagFiles } from '../../src/storage/tag-files.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const TAGS = join(ROOT, 'config', 'tags');
const LABELS = join(ROOT, 'data', 'sources', 'labels');

type Row = Readonly<Record<string, string>>;

function csv(path: string): Row[] {
  return parse(readFileSync(path), { columns: true });
}
const tagsOf = (name: string) => csv(join(TAGS, `${name}.csv`));
const FILES = readdirSync(TAGS).sort();
const ALL = FILES.flatMap((file) => csv(join(TAGS, file)));

function countBy(rows: readonly Row[], column: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const row of rows) counts[row[column] ?? ''] = (counts[row[column] ?? ''] ?? 0) + 1;
  return counts;
}

describe('all files', () => {
  test('are the nine documented ones, with the documented header', () => {
    expect(FILES).toEqual([
      'bridges-ethereum.csv',
      'exchangers-ethereum.csv',
      'exchanges-bitcoin.csv',
      'exchanges-ethereum.csv',
      'hacks.csv',
      'mixers-bitcoin.csv',
      'mixers-ethereum.csv',
      'ofac.csv',
      'tornado-cash.csv',
    ]);
    for (const file of FILES) {
      expect(readFileSync(join(TAGS, file), 'utf8').split('\n')[0]).toBe(
        'network,address,label,entity,concepts,role,confidence,valid_from,valid_to,source,licence',
      );
    }
  });

  test('are read by the product, every row', () => {
    expect(readTagFiles(TAGS).tags.length).toBe(ALL.length);
  });

  test('hold valid addresses in one written form', () => {
    for (const { network, address = '' } of ALL) {
      if (network === 'ethereum') expect(getAddress(address.toLowerCase())).toBe(address);
      else expect(() => bitcoin.toOutputScript(address)).not.toThrow();
    }
  });

  test('state concept, source and a known licence in every row', () => {
    const concepts = readFileSync(join(LABELS, 'graphsense-taxonomy', 'concepts.yaml'), 'utf8');
    const licences = new Set(['MIT', 'ISC', 'Apache-2.0', 'GPL-3.0-only', 'GPL-3.0-or-later', 'US-Gov']);
    for (const row of ALL) {
      for (const concept of (row.concepts ?? '').split('|'))
        expect(concepts).toContain(`\n  id: ${concept}\n`);
      expect(licences).toContain(row.licence);
      expect(row.source).toMatch(
        /^[\w.-]+\/[\w.-]+@[0-9a-f]{40}( |;|$)|^OFAC SDN list, issue of 2025-11-19, profile \d+/,
      );
    }
  });

  test('hold nothing from sources without a licence', () => {
    const text = FILES.map((file) => readFileSync(join(TAGS, file), 'utf8')).join('');
    expect(text).not.toMatch(/tayvano|crypto-rekts|liqtags|tornadox|blocksecteam|dawsbot|mftracer/i);
    // The addresses that only such a source names (btc_mixers_merged.csv, hack_addresses_merged.csv).
    for (const address of [
      '34CjCTcWZBg5fzV9oSoRKXhANsE5TDaSvC',
      '0x47666Fab8bd0Ac7003bce3f5C3585383F09486E2',
    ]) {
      expect(text).not.toContain(address);
    }
  });

  test('are sorted, and unique by network, address, label and source', () => {
    for (const file of FILES) {
      const keys = csv(join(TAGS, file)).map((row) =>
        [row.network, row.address, row.label, row.source].join('\u0000'),
      );
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys).toEqual([...keys].sort());
    }
  });
});

describe('a rebuild', () => {
  const target = mkdtempSync(join(tmpdir(), 'tags-'));
  afterAll(() => rmSync(target, { recursive: true }));
  const written = writeAllTags(LABELS, target);

  test('gives the committed files byte for byte', () => {
    expect(readdirSync(target).sort()).toEqual(FILES);
    for (const file of FILES) {
      const same = readFileSync(join(target, file)).equals(readFileSync(join(TAGS, file)));
      expect({ file, same }).toEqual({ file, same: true });
    }
  });

  test('says what it left out', () => {
    const refused = Object.fromEntries(written.map(({ name, refused }) => [name, refused.join('\n')]));
    expect(refused.ofac).toContain('TUCsTq7TofTCJRRoHk6RvhMoS2mJLm5Yzq (XBT');
    expect(refused['exchanges-ethereum']).toContain('wrong checksum');
  });
});

describe('tornado-cash', () => {
  const rows = tagsOf('tornado-cash');
  const contracts = rows.filter((row) => row.concepts !== 'sanction');
  const mixing = contracts.filter((row) => row.concepts === 'mixing_service');
  const roleOf = new Map(contracts.map((row) => [(row.address ?? '').toLowerCase(), row.role]));
  const isMixing = (address: string) => mixing.some((row) => row.address?.toLowerCase() === address);

  test('marks 35 endpoints as mixing: 30 pools, router, two proxies, two of Nova', () => {
    expect(countBy(mixing, 'role')).toEqual({
      pool: 30,
      router: 1,
      proxy: 2,
      nova_l1_unwrapper: 1,
      nova_l1_helper: 1,
    });
  });

  test("has the 19 pools of Tornado's configuration with denomination and token", () => {
    const configured = csv(join(LABELS, 'eth-mixers', 'tornado_contracts.csv')).filter(
      (row) => row.chain === 'ethereum' && row.role === 'pool',
    );
    expect(configured).toHaveLength(19);
    for (const { address, denomination, token } of configured) {
      expect(mixing.find((row) => row.address === address)).toMatchObject({
        label: `Tornado Cash: ${denomination} ${token} pool`,
        confidence: 'ledger_immanent',
      });
    }
  });

  // From the designation of 2022-08-08: the pools that the configuration no longer lists.
  test.each([
    '0xf60dd140cff0706bae9cd734ac3ae76ad9ebc32a',
    '0xba214c1c1928a32bffe790263e38b4af9bfcd659',
    '0xb1c8094b234dce6e03f10a5b673c1d8c69739a00',
    '0xd691f27f38b395864ea86cfc7253969b409c362d',
    '0xaeaac358560e11f52454d997aaff2c5731b6f8a6',
    '0x1356c899d8c9467c7f71c195612f8a395abf2f0a',
    '0xa60c772958a3ed56c1f15dd055ba37ac8e523a0d',
    '0xf67721a2d8f736e75a49fdd7fad2e31d8676542a',
    '0x9ad122c22b14202b4490edaf288fdb3c7cb3ff5e',
    '0x94a1b5cdb22c43faab4abeb5c74999895464ddaf',
    '0xb541fc07bc7619fd4062a54d96268525cbc6ffef',
  ])('has the legacy pool %s', (address) => {
    expect([isMixing(address), roleOf.get(address)]).toEqual([true, 'pool']);
  });

  test.each([
    ['0xd90e2f925da726b50c4ed8d0fb90ad053324f31b', 'router', true],
    ['0x722122df12d4e14e13ac3b6895a86e84145b6967', 'proxy', true],
    ['0x905b63fff465b9ffbf41dea908ceb12478ec7601', 'proxy', true],
    ['0x77777feddddffc19ff86db637967013e6c6a116c', 'token', false],
    ['0x5efda50f22d34f262c29268506c5fa42cb56a1ce', 'governance', false],
    ['0x2f50508a8a3d323b91336fa3ea6ae50e55f32185', 'governance', false],
    ['0x58e8dcc13be9780fc42e8723d8ead4cf46943df2', 'relayer_registry', false],
    ['0x8589427373d6d84e98730d7795d8f6f8731fda16', 'donation', false],
  ])('takes %s as %s, mixing: %s', (address, role, mixes) => {
    expect([roleOf.get(address), isMixing(address)]).toEqual([role, mixes]);
  });

  test("names the USDC pools by Tornado's configuration, not by Etherscan", () => {
    const label = (address: string) => contracts.find((row) => row.address === address)?.label;
    expect(label('0xd96f2B1c14Db8458374d9Aca76E26c3D18364307')).toBe('Tornado Cash: 100 USDC pool');
    expect(label('0x4736dCf1b7A3d580672CcE6E7c65cd5cc9cFBa9D')).toBe('Tornado Cash: 1000 USDC pool');
  });

  test('keeps the sanction apart, between its dates, for the 38 listed addresses', () => {
    const sanctions = rows.filter((row) => row.concepts === 'sanction');
    expect(new Set(sanctions.map((row) => row.address)).size).toBe(38);
    expect(countBy(sanctions, 'valid_from')).toEqual({ '2022-08-08': 38 });
    expect(countBy(sanctions, 'valid_to')).toEqual({ '2025-03-21': 38 });
    expect(contracts.filter((row) => row.valid_from !== '' || row.valid_to !== '')).toEqual([]);
  });
});

describe('mixers', () => {
  test('of Bitcoin have the numbers of the packs', () => {
    expect(countBy(tagsOf('mixers-bitcoin'), 'entity')).toEqual({
      'Blender.io': 45,
      Helix: 35,
      'Bitcoin Mixer': 20,
      MixTum: 15,
      'Sudoku Wallet': 11,
      ChipMixer: 10,
      CryptoMixer: 10,
      'Sinbad.io': 2,
      'Wasabi 1.x coordinator': 2,
      'Bitcoin Fog': 1,
      BitLaunder: 1,
    });
  });

  test('of Ethereum are the endpoints of four protocols; Umbra pools nothing', () => {
    const rows = tagsOf('mixers-ethereum');
    expect(countBy(rows, 'entity')).toEqual({
      Railgun: 5,
      'Privacy Pools': 2,
      Aztec: 2,
      Umbra: 1,
      'Typhoon Cash': 9,
    });
    const others = rows.filter((row) => row.concepts !== 'mixing_service');
    expect(others.map((row) => [row.entity, row.concepts])).toEqual([['Umbra', 'mixing']]);
  });

  test('name the pools of Typhoon as the copy does that agrees with a verified contract', () => {
    const labels = new Map(
      tagsOf('mixers-ethereum').map((row) => [row.address, [row.label, row.confidence]]),
    );
    expect(labels.get('0x9cDb933eDab885bB767658B9ED5C3800bc1d761B')).toEqual([
      'Typhoon Cash: 1 ETH',
      'web_crawl',
    ]);
    expect(labels.has('0xC9B4DFF1cE5384c7014579099e63EA0092E14eD5')).toBe(false);
  });
});

describe('exchanges and bridges', () => {
  const exchanges = [...tagsOf('exchanges-ethereum'), ...tagsOf('exchanges-bitcoin')];

  // BUSD and three pegged tokens that lists of exchanges hold, and tokens that no list may hold.
  test.each([
    '0x4Fabb145d64652a948d72533023f6E7A623C7C53',
    '0x9BE89D2a4cd102D8Fecc6BF9dA793be995C22541',
    '0x7884F51dC1410387371ce61747CB6264E1dAeE0B',
    '0xFF0a024B66739357c4ED231fB3DBC0c8C22749F5',
    '0xdAC17F958D2ee523a2206206994597C13D831ec7',
    '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48',
    '0xB8c77482e45F1F44dE1745F52C74426C631bDD52',
  ])('do not take the token contract %s for an exchange', (address) => {
    expect(exchanges.filter((row) => row.address === address)).toEqual([]);
  });

  test('use one name per exchange across sources', () => {
    const names = new Set(exchanges.map((row) => row.entity));
    const folded = new Set([...names].map((name) => name?.toLowerCase().replace(/\.(com|io|net)$/, '')));
    expect(folded.size).toBe(names.size);
    for (const name of ['Binance', 'Crypto.com', 'KuCoin', 'OKX', 'Gate.io', 'Huobi'])
      expect(names).toContain(name);
  });

  test('know the hot wallet that the Crypto.com theft left from', () => {
    expect(
      exchanges.find((row) => row.address === '0x46340b20830761efd32832A74d7169B29FEB9758')?.entity,
    ).toBe('Crypto.com');
  });

  test('tag swap services as exchanges, whatever their pack says', () => {
    expect(exchanges.filter((row) => row.role === 'swap_service').map((row) => row.entity)).toEqual(
      Array(9).fill('SideShift'),
    );
  });

  test('give an address that is exchange and bridge both tags', () => {
    const isHeco = (row: Row) => row.address?.toLowerCase() === '0xa929022c9107643515f5c777ce9a910f0d1e490c';
    expect(ALL.filter(isHeco).map((row) => row.concepts)).toEqual(
      expect.arrayContaining(['exchange', 'defi_bridge']),
    );
  });

  test('tell bridges to other chains from exchanges on one chain', () => {
    // 114 of Dune, less three adapters of 0x; one of them moves loans.
    expect(countBy(tagsOf('bridges-ethereum'), 'concepts')).toEqual({ defi_bridge: 110, defi_lending: 1 });
  });
});

describe('exchangers', () => {
  const rows = tagsOf('exchangers-ethereum');
  const roleOf = (address: string) => rows.find((row) => row.address?.toLowerCase() === address)?.role;

  test('have roles by which conversions are told', () => {
    // Routers: 12 of THORSwap, 5 of Uniswap and three adapters of 0x beside the GraphSense pack. Pools of the pack: 35.
    expect(countBy(rows, 'role')).toEqual({ 'dex-router': 56, 'dex-pool': 37, wrapper: 1 });
    expect(countBy(rows, 'concepts')).toEqual({ defi_dex: 93, defi_token: 1 });
  });

  test.each([
    ['0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2', 'wrapper'],
    ['0x7a250d5630b4cf539739df2c5dacb4c659f2488d', 'dex-router'],
    ['0x68b3465833fb72a70ecdf485e0e4c7bd8665fc45', 'dex-router'],
    ['0x66a9893cc07d91d95644aedd05d03f95e1dba8af', 'dex-router'],
    ['0xdef1c0ded9bec7f1a1670819833240f027b25eff', 'dex-router'],
    ['0xba12222222228d8ba445958a75a0704d566bf2c8', 'dex-pool'],
    ['0xbebc44782c7db0a1a60cb6fe97d0b483032ff1c7', 'dex-pool'],
    // Tokens, gauges, factories and the chef: what they give is no price.
    ['0x1f9840a85d5af5bf1d1762f925bdaddc4201f984', undefined],
    ['0xbfcf63294ad7105dea65aa58f8ae5be2d9d0952a', undefined],
    ['0x5c69bee701ef814a2b6a3edd4b1652cb9cc5aa6f', undefined],
    ['0xc2edad668740f1aa35e4d8f227fb8e17dca888cd', undefined],
  ])('give %s the role %s', (address, role) => expect(roleOf(address)).toBe(role));

  test('end no walk', () => {
    const { lookup } = readTagFiles(TAGS);
    for (const { address = '' } of rows) {
      expect([address, endOfTags(lookup('ethereum', address.toLowerCase()), 0)]).toEqual([address, null]);
    }
  });

  test('are read by role', () => {
    const { isExchange, isWrapper } = exchangersIn(readTagFiles(TAGS).lookup);
    for (const { address = '', role } of rows) {
      const known = address.toLowerCase();
      expect([known, isExchange(known), isWrapper(known)]).toEqual([
        known,
        role !== 'wrapper',
        role === 'wrapper',
      ]);
    }
    // Binance 14, a Tornado Cash pool, a bridge, nobody.
    for (const address of [
      '0x28c6c06298d514db089934071355e5743bf21d60',
      '0xa160cdab225685da1d56aa342ad8841c3b53f291',
      '0x014f808b7d4b6f58be5fef88002d5028cd0ed14b',
      `0x${'1'.repeat(40)}`,
    ]) {
      expect([isExchange(address), isWrapper(address)]).toEqual([false, false]);
    }
  });
});

describe('ofac', () => {
  const rows = tagsOf('ofac');
  const addresses = (network: string) =>
    new Set(rows.filter((row) => row.network === network).map((row) => row.address));

  test('has every Bitcoin and Ethereum address of the list by its form, whatever the asset', () => {
    const list = csv(join(LABELS, 'ofac-sdn', 'ofac_digital_currency_addresses_named.csv')).filter(
      ({ asset = '' }) => ['XBT', 'ETH', 'USDT', 'USDC'].includes(asset),
    );
    const listed = (form: RegExp) =>
      new Set(list.map(({ address = '' }) => address.toLowerCase()).filter((address) => form.test(address)));
    const lower = (set: ReadonlySet<string | undefined>) =>
      new Set([...set].map((address) => address?.toLowerCase()));
    expect(lower(addresses('ethereum'))).toEqual(listed(/^0x/));
    expect(lower(addresses('bitcoin'))).toEqual(listed(/^(1|3|bc1)/));
    // The published counts: 517 distinct XBT addresses, one of them of Tron.
    expect(new Set(list.filter(({ asset }) => asset === 'XBT').map(({ address }) => address)).size).toBe(517);
  });

  test('carries name, date and profile of the entry', () => {
    expect(rows.find((row) => row.address === '0x098B716B8Aaf21512996dC57EB0615e2383E2f96')).toMatchObject({
      entity: 'Lazarus Group',
      concepts: 'sanction',
      valid_from: '2019-09-13',
      source: 'OFAC SDN list, issue of 2025-11-19, profile 27307 (DPRK3)',
      licence: 'US-Gov',
    });
  });

  test('gives an address that two persons share two rows', () => {
    const shared = rows.filter((row) => row.address === '1H939dom7i4WDLCKyGbXUp3fs9CSTNRzgL');
    expect(shared.map((row) => row.valid_from)).toEqual(['2022-09-14', '2022-09-14']);
    expect(new Set(shared.map((row) => row.entity)).size).toBe(2);
  });
});

describe('hacks', () => {
  test("hold the rows of four packs with the packs' concepts", () => {
    // 608 + 6 + 21 + 6 tags, less 5 without a concept.
    const rows = tagsOf('hacks');
    expect(rows).toHaveLength(636);
    expect(rows.find((row) => row.address === '0xbc25d57412a04956CDD95AF07825C5C1F34d29eb')).toMatchObject({
      label: 'Ronin bridge exploiter 8',
      entity: 'Ronin bridge exploiter',
      concepts: 'service_hack',
      confidence: 'service_data',
    });
    expect(countBy(rows, 'entity')['Lazarus Group']).toBe(27);
  });
});

describe('tagsCsv', () => {
  const tag: ShippedTag = {
    network: 'bitcoin',
    address: '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
    label: 'A "quoted", label',
    entity: 'Somebody',
    concepts: ['user', 'sanction'],
    role: '',
    confidence: 'forensic',
    validFrom: '2020-01-01',
    validTo: '',
    source: 'here',
    licence: 'MIT',
  };
  const concepts = new Set(['user', 'sanction']);

  test('writes one quoted line for equal tags', () => {
    expect(
      tagsCsv([tag, { ...tag }], concepts)
        .split('\n')
        .slice(1),
    ).toEqual([
      'bitcoin,1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa,"A ""quoted"", label",Somebody,user|sanction,,forensic,2020-01-01,,here,MIT',
      '',
    ]);
  });

  test.each<[string, ShippedTag[]]>([
    ['an unknown concept', [{ ...tag, concepts: ['mixer'] }]],
    ['no concept', [{ ...tag, concepts: [] }]],
    ['no licence', [{ ...tag, licence: '' }]],
    ['a blank entity', [{ ...tag, entity: ' ' }]],
    ['two different tags of one key', [tag, { ...tag, role: 'hot_wallet' }]],
  ])('refuses %s', (_, tags) => {
    expect(() => tagsCsv(tags, concepts)).toThrow(InvariantError);
  });
});
