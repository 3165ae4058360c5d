/** Small texts of the pages: intervals, alerts, the audit log, files of tags, pasted addresses. */
import { describe, expect, test } from '@jest/globals';
import type { Change } from '../../../src/cases/change.ts';
import { detailText } from '../../../src/web/pages/audit/audit-text.ts';
import { changesText } from '../../../src/web/pages/case/alerts/alert-text.ts';
import { readAddresses } from '../../../src/web/pages/tags/address-lines.ts';
import { formatOf, sourceOf } from '../../../src/web/pages/tags/tag-file.ts';
import { intervalText } from '../../../src/web/parts/watch-interval.ts';

test.each([
  [3600, 'every hour'],
  [86_400, 'every day'],
  [604_800, 'every week'],
  [5400, 'every 90 minutes'],
  [172_800, 'every 2 days'],
  [60, 'every minute'],
  [61, 'every 61 seconds'],
])('%d seconds are %s', (seconds, text) => {
  expect(intervalText(seconds)).toBe(text);
});

describe('an alert', () => {
  const flag = (before: string | null) => ({ kind: 'flag', before }) as Change;
  const moved = { kind: 'moved', before: '1' } as Change;

  test('is counted by what is new', () => {
    expect(changesText([flag(null), moved, flag('1'), flag(null), moved])).toBe(
      '2 new flags, 1 larger flag, 2 places that value left',
    );
  });

  test('says nothing of what it has not', () => {
    expect(changesText([moved])).toBe('1 place that value left');
  });
});

test('facts of the audit log are told by name', () => {
  expect(detailText({ role: 'viewer', accepted: 3, more: { a: [1] } })).toBe(
    'role viewer, accepted 3, more {"a":[1]}',
  );
});

test.each([
  ['packs/ransomware.yaml', 'tagpack'],
  ['graphsense.actorpack.yaml', 'actorpack'],
  ['sdn_advanced.XML', 'ofac-xml'],
  ['ofac-sdn.txt', 'ofac'],
  ['ofac_names.csv', 'ofac'],
  ['own.csv', 'csv'],
])('%s is likely %s', (name, format) => {
  expect(formatOf(name)).toBe(format);
});

test('a list has the name of its file, without what the API takes in no name', () => {
  expect(sourceOf('own list (2).actorpack.yaml')).toBe('own-list-2-.actorpack');
  expect(sourceOf('_élan.csv')).toBe('lan');
});

describe('pasted addresses', () => {
  const ETHER = '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d';
  const BECH32 = 'bc1qk8wlwypvvr6v5lmsngg5a248k2a9cgrsrw5jsq';

  test('are taken once each, however they are separated', () => {
    expect(readAddresses(`# list\n${ETHER}, ${BECH32}\n\n${ETHER}\r\n`)).toEqual({
      addresses: [ETHER, BECH32],
      problems: [],
    });
  });

  test('are named by their line when they are none', () => {
    expect(readAddresses(`${ETHER}\nhello ${BECH32.replace('k8', 'k9')}`).problems).toMatchObject([
      { line: 2, value: 'hello' },
      { line: 2, problem: expect.stringMatching(/wrong checksum/) },
    ]);
  });
});
