/** What the package knows of mixers on Ethereum: tags and contracts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMixerCsv } from '../../src/cases/tags/mixer-csv.ts';
import { readTagCsv } from '../../src/cases/tags/tag-csv.ts';

const CONFIG = join(import.meta.dirname, '..', '..', 'config');

export const MIXER_TABLE = readFileSync(join(CONFIG, 'mixers', 'ethereum.csv'), 'utf8');
export const MIXERS = readMixerCsv(MIXER_TABLE);
export const MIXER_TAGS = ['tornado-cash', 'mixers-ethereum'].flatMap(
  (name) => readTagCsv(readFileSync(join(CONFIG, 'tags', `${name}.csv`), 'utf8')).tags,
);

export const POOL_100 = '0xa160cdab225685da1d56aa342ad8841c3b53f291';
export const POOL_10 = '0x910cbd523d972eb0a6f4cae4618ad62622b39dbf';
export const ROUTER = '0xd90e2f925da726b50c4ed8d0fb90ad053324f31b';
export const TORN = '0x77777feddddffc19ff86db637967013e6c6a116c';
export const GOVERNANCE = '0x5efda50f22d34f262c29268506c5fa42cb56a1ce';
export const USDC = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48';
export const RAILGUN = '0xfa7093cdd9ee6932b4eb2c9e1cde7ce00b1fa4b9';
export const ETH = 10n ** 18n;
