/**
 * Reading `dataset.json`.
 */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { InvalidInputError } from '../../../src/core/errors.ts';
import { readDataset } from '../../../src/replay/dataset.ts';
import { unixSeconds } from '../../../src/replay/utc-time.ts';
import { SMALL, withDataset } from '../../integration/replay/made-up-dataset.ts';

const TIP = { height: 5, hash: 'a'.repeat(64), time: '2022-01-01T00:00:00Z' };
const VALID = { name: 'n', title: 't', provenance: 'p', syntheticIds: false, tips: { bitcoin: TIP } };

function reading(manifest: unknown): Promise<unknown> {
  return withDataset({ 'dataset.json': JSON.stringify(manifest) }, readDataset);
}

describe('dataset.json', () => {
  test('gives the tips in Unix seconds', async () => {
    const { bitcoin, ethereum } = await readDataset(SMALL);
    expect(bitcoin?.tip).toMatchObject({ height: 113, time: 1_700_067_200 });
    expect(ethereum?.tip).toMatchObject({ height: 15_000_010, time: 1_655_778_600 });
  });

  test('a chain that is not covered is null', async () => {
    expect(await reading(VALID)).toMatchObject({ ethereum: null, bitcoin: { tip: { height: 5 } } });
  });

  test.each([
    ['a missing name', { ...VALID, name: undefined }, 'name is missing; expected a text that is not empty'],
    ['an empty title', { ...VALID, title: '' }, 'title is ""; expected a text that is not empty'],
    ['syntheticIds as text', { ...VALID, syntheticIds: 'no' }, 'syntheticIds is "no"; expected true when'],
    ['notes as one text', { ...VALID, notes: 'x' }, 'notes is "x"; expected a list of texts'],
    [
      'no tips',
      { ...VALID, tips: undefined },
      'tips is missing; expected an object with the tip of each chain',
    ],
    [
      'a tip without hash',
      { ...VALID, tips: { bitcoin: { ...TIP, hash: undefined } } },
      'tips.bitcoin.hash is missing',
    ],
    [
      'a hash with 0x',
      { ...VALID, tips: { bitcoin: { ...TIP, hash: `0x${TIP.hash}` } } },
      'expected 64 lower-case hex digits',
    ],
    ['one without', { ...VALID, tips: { ethereum: TIP } }, 'tips.ethereum.hash is "aaaaaaaa'],
    [
      'a height as text',
      { ...VALID, tips: { bitcoin: { ...TIP, height: '5' } } },
      'tips.bitcoin.height is "5"; expected',
    ],
    [
      'a date',
      { ...VALID, tips: { bitcoin: { ...TIP, time: '2022-01-01' } } },
      'tips.bitcoin.time is "2022-01-01"; expected a UTC time',
    ],
    ['a list', [], 'content is []; expected an object with name'],
  ])('%s is refused', async (_, manifest, text) => {
    const error = await reading(manifest).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidInputError);
    expect((error as InvalidInputError).message).toMatch(/^dataset\.json: /);
    expect((error as InvalidInputError).message).toContain(text);
  });

  test('what is no JSON is refused', async () => {
    const read = withDataset({ 'dataset.json': '{"name":' }, readDataset);
    await expect(read).rejects.toThrow('dataset.json: content is "{\\"name\\":"; expected valid JSON');
  });

  test('a folder without it is refused, naming the folder', async () => {
    await expect(readDataset('/no/such/folder')).rejects.toThrow(
      'folder "/no/such/folder" has no readable dataset.json',
    );
    await expect(readDataset('/no/such/folder')).rejects.toBeInstanceOf(InvalidInputError);
  });

  test('a folder in the place of a data file is refused', async () => {
    const read = withDataset({ 'dataset.json': JSON.stringify(VALID) }, async (dir) => {
      await mkdir(join(dir, 'bitcoin.ndjson'));
      return readDataset(dir);
    });
    await expect(read).rejects.toThrow(/bitcoin.ndjson" cannot be read; make it a file/);
  });
});

describe('unixSeconds', () => {
  // Expected seconds by `date -u -d … +%s`.
  test.each([
    ['1970-01-01T00:00:00Z', 0],
    ['2022-01-18T00:53:13Z', 1_642_467_193],
    ['2022-01-18T00:53:13.000Z', 1_642_467_193],
    ['2024-02-29T23:59:59Z', 1_709_251_199],
  ])('%s', (text, seconds) => {
    expect(unixSeconds(text)).toBe(seconds);
  });

  test.each([
    ...['2022-02-29T00:00:00Z', '2022-13-01T00:00:00Z', '2022-01-01T24:00:00Z', '2022-01-01T00:00:60Z'],
    ...['2022-01-01T00:00:00', '2022-01-01T00:00:00.5Z', '2022-01-01 00:00:00Z', '1642467193', ''],
  ])('%s is none', (text) => {
    expect(unixSeconds(text)).toBeNull();
  });
});
