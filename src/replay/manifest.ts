/**
 * `dataset.json`: what a dataset is, where it comes from, and the tip of each chain that it was recorded at.
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Tip } from '../core/chain.ts';
import { InvalidInputError } from '../core/errors.ts';
import { checked, datasetProblem, type Place } from './problem.ts';
import { UTC_TIME_FORM, unixSeconds } from './utc-time.ts';

const FILE = 'dataset.json';
const NON_EMPTY_TEXT = { minLength: 1, description: 'a text that is not empty' };

function tipSchema(hashPattern: string, hashForm: string) {
  return Type.Object(
    {
      height: Type.Integer({ minimum: 0, description: 'the height of the block, a whole number from 0' }),
      hash: Type.String({ pattern: hashPattern, description: hashForm }),
      time: Type.String({ description: UTC_TIME_FORM }),
    },
    { description: 'an object with height, hash and time of the last block' },
  );
}

const ManifestSchema = Type.Object(
  {
    name: Type.String(NON_EMPTY_TEXT),
    title: Type.String(NON_EMPTY_TEXT),
    provenance: Type.String(NON_EMPTY_TEXT),
    syntheticIds: Type.Boolean({
      description: 'true when placeholders stand for unknown transaction ids, otherwise false',
    }),
    notes: Type.Optional(
      Type.Array(Type.String({ description: 'a text' }), {
        description: 'a list of texts, or no such field',
      }),
    ),
    tips: Type.Object(
      {
        bitcoin: Type.Optional(tipSchema('^[0-9a-f]{64}$', '64 lower-case hex digits')),
        ethereum: Type.Optional(tipSchema('^0x[0-9a-f]{64}$', '0x and 64 lower-case hex digits')),
      },
      { description: 'an object with the tip of each chain of the dataset' },
    ),
  },
  { description: 'an object with name, title, provenance, syntheticIds and tips' },
);
const manifestForm = Compile(ManifestSchema);

/** The content of `dataset.json`. */
export type Manifest = Static<typeof ManifestSchema>;

/** The manifest and the tips of its chains; null for a chain that the dataset does not cover. */
export interface ReadManifest {
  readonly manifest: Manifest;
  readonly bitcoinTip: Tip | null;
  readonly ethereumTip: Tip | null;
}

/**
 * Reads `dataset.json` of the folder `dir`.
 * @throws InvalidInputError when `dir` holds none, or when it is not in the documented form.
 */
export async function readManifest(dir: string): Promise<ReadManifest> {
  const place: Place = { file: FILE, line: null };
  const manifest = checked(manifestForm, await readJson(dir, place), place);
  const { bitcoin, ethereum } = manifest.tips;
  return {
    manifest,
    bitcoinTip: bitcoin === undefined ? null : tipOf(bitcoin, 'tips.bitcoin.time', place),
    ethereumTip: ethereum === undefined ? null : tipOf(ethereum, 'tips.ethereum.time', place),
  };
}

async function readJson(dir: string, place: Place): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(join(dir, FILE), 'utf8');
  } catch (cause) {
    throw new InvalidInputError(
      `folder "${dir}" has no readable ${FILE}; give the folder of a dataset`,
      { field: 'dir', value: dir },
      cause,
    );
  }
  try {
    return JSON.parse(text);
  } catch {
    throw datasetProblem(place, 'content', text, 'valid JSON');
  }
}

function tipOf(tip: { height: number; hash: string; time: string }, field: string, place: Place): Tip {
  const time = unixSeconds(tip.time);
  if (time === null) throw datasetProblem(place, field, tip.time, UTC_TIME_FORM);
  return { height: tip.height, hash: tip.hash, time };
}
