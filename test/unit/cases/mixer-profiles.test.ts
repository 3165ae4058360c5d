/** Profiles of mixers: read with care, and only what had happened before counts as past. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { profileJson } from '../../../src/cases/report/report-profile.ts';
import { readMixerProfiles } from '../../../src/cases/tags/mixer-profiles.ts';
import type { Flag } from '../../../src/core/flags/flag.ts';
import { pastIncidents, profileOf } from '../../../src/core/flags/mixer-profile.ts';
import { ROOT } from '../../support/cli.ts';
import { walkOffline } from '../../support/offline-walk.ts';
import { seedAt, tagOf, tx } from '../../support/tale.ts';

const at = (iso: string) => Date.parse(iso) / 1000;
const incident = { who: 'Thief', what: '5 coins', date: '2022-01', source: 'https://example.org' };
const profile = {
  entity: 'Mixer',
  names: ['Mixer', 'Mixer.io'],
  kind: 'custodial',
  active: { from: '2019', to: null, source: 'https://example.org' },
  incidents: [incident],
};
const read = (...profiles: unknown[]) => readMixerProfiles(JSON.stringify(profiles));
const shipped = readMixerProfiles(readFileSync(join(ROOT, 'config/mixers/profiles.json'), 'utf8'));

describe('what is wrong is named', () => {
  test.each([
    ['no JSON', '[', 'is no JSON'],
    ['no list', '{}', 'profiles'],
    ['an unknown key', JSON.stringify([{ ...profile, note: '' }]), 'note'],
    ['an unknown kind', JSON.stringify([{ ...profile, kind: 'mixer' }]), 'profiles[0].kind'],
    [
      'a use without a source',
      JSON.stringify([{ ...profile, incidents: [{ ...incident, source: '' }] }]),
      'source',
    ],
    [
      'a month that is none',
      JSON.stringify([{ ...profile, incidents: [{ ...incident, date: '2022-13' }] }]),
      'date',
    ],
    [
      'a day that is none',
      JSON.stringify([{ ...profile, incidents: [{ ...incident, date: '2023-02-29' }] }]),
      'is no day',
    ],
    [
      'dates without a source',
      JSON.stringify([{ ...profile, active: { from: '2019', to: null, source: '' } }]),
      'no source',
    ],
    [
      'a name twice',
      JSON.stringify([profile, { ...profile, entity: 'B', names: ['MIXER'] }]),
      'is also a name of Mixer',
    ],
  ])('%s', (_, text, message) => {
    expect(() => readMixerProfiles(text)).toThrow(message);
  });

  test('the near misses are read', () => {
    expect(read({ ...profile, incidents: [{ ...incident, date: '2024-02-29' }] })).toHaveLength(1);
    expect(read({ ...profile, active: { from: null, to: null, source: '' } })).toHaveLength(1);
    expect(read(profile, { ...profile, entity: 'B', names: ['Mixer.com'] })).toHaveLength(2);
  });
});

test.each([
  ['2022', '2023-01-01T00:00:00Z'],
  ['2022-01', '2022-02-01T00:00:00Z'],
  ['2022-12', '2023-01-01T00:00:00Z'],
  ['2022-01-31', '2022-02-01T00:00:00Z'],
])('a use of %s is past from %s on', (date, from) => {
  const [one] = read({ ...profile, incidents: [{ ...incident, date }] });
  if (one === undefined) throw new Error('nothing was read');
  expect(pastIncidents(one, at(from)).map(({ who }) => who)).toEqual(['Thief']);
  expect(pastIncidents(one, at(from) - 1)).toEqual([]);
});

test('an entity is found by every name of it, and by no part of one', () => {
  const profiles = read(profile);
  expect(profileOf('MIXER.IO', profiles)?.entity).toBe('Mixer');
  expect(profileOf('Mixer.', profiles)).toBeNull();
  expect(profileOf('', profiles)).toBeNull();
});

describe('the shipped profiles', () => {
  const flag = (time: number): Flag => {
    const transactions = [tx(1, ['call V S 100']), tx(2, ['call S M 100'], { time })];
    const tags = [tagOf('M', 'Tornado Cash', 'mixing_service')];
    const found = walkOffline({ seeds: [seedAt('S')], transactions, tags }).report.flags;
    const [first] = found.filter(({ kind }) => kind === 'mixer-depositor');
    if (first === undefined) throw new Error('no flag');
    return first;
  };

  test('a thief is no earlier user of the mixer in his own case', () => {
    // The first deposit of the Crypto.com case.
    const shown = profileJson(flag(at('2022-01-18T00:02:32Z')), shipped);
    expect(shown).toMatchObject({ kind: 'non-custodial', active: { from: '2019-12', to: null }, past: [] });
  });

  test('later flags know of earlier uses, with source', () => {
    const shown = profileJson(flag(at('2022-04-04T00:00:00Z')), shipped);
    expect(shown?.past).toMatchObject([{ who: 'Crypto.com thief', date: '2022-01' }]);
    expect(profileJson(flag(at('2022-08-09T00:00:00Z')), shipped)?.past.map(({ who }) => who)).toEqual([
      'Crypto.com thief',
      'Harmony Horizon thief',
      'Lazarus Group (DPRK)',
    ]);
  });

  test('other flags, and mixers that are not on record, have none', () => {
    const one = flag(at('2022-08-09T00:00:00Z'));
    expect(profileJson({ ...one, kind: 'sanctioned' }, shipped)).toBeNull();
    expect(profileJson({ ...one, entity: 'Unknown mixer' }, shipped)).toBeNull();
    expect(profileJson(one, [])).toBeNull();
  });

  test('are those of the tags and detectors', () => {
    for (const entity of ['Blender.io', 'Sinbad.io', 'ChipMixer', 'Helix', 'CryptoMixer', 'Whirlpool']) {
      expect([entity, profileOf(entity, shipped) !== null]).toEqual([entity, true]);
    }
  });
});
