/** The table of tokens: one mistake stops everything. */
import { expect, test } from '@jest/globals';
import { knownAssets } from '../../../src/cases/known-assets.ts';

const HEADER = 'address,symbol,decimals,source,licence\n';
const DAI = '0x6B175474E89094C44Da98b954EedeAC495271d0F';

test('coins come first, tokens in canonical form', () => {
  expect(knownAssets(`${HEADER}${DAI},DAI,18,list,MIT\n`)).toEqual([
    { chain: 'bitcoin', asset: 'BTC', symbol: 'BTC', decimals: 8 },
    { chain: 'ethereum', asset: 'ETH', symbol: 'ETH', decimals: 18 },
    { chain: 'ethereum', asset: DAI.toLowerCase(), symbol: 'DAI', decimals: 18 },
  ]);
  expect(knownAssets(`${HEADER}${DAI},X,255,list,MIT\n`).at(-1)?.decimals).toBe(255);
});

test.each([
  ['header', 'address,symbol\n', /header/],
  ['address', `${HEADER}0x12,DAI,18,list,MIT\n`, /0x12/],
  ['checksum', `${HEADER}${DAI.replace('6B', '6b')},DAI,18,list,MIT\n`, /checksum/],
  ['symbol', `${HEADER}${DAI},,18,list,MIT\n`, /line 2: symbol/],
  ['decimals', `${HEADER}${DAI},DAI,256,list,MIT\n`, /line 2: decimals/],
  ['no decimals', `${HEADER}${DAI},DAI,,list,MIT\n`, /line 2: decimals/],
  ['source', `${HEADER}${DAI},DAI,18,,MIT\n`, /line 2: source/],
  ['columns', `${HEADER}${DAI},DAI,18\n`, /line 2: row/],
  ['twice', `${HEADER}${DAI},DAI,18,list,MIT\n${DAI.toLowerCase()},DAI,18,list,MIT\n`, /twice/],
])('what is wrong is named: %s', (_, text, message) => {
  expect(() => knownAssets(text)).toThrow(message);
});
