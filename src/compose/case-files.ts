/**
 * Cases in files: those of the package (datasets, presets) and those of users.
 */

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse as parseYaml } from 'yaml';
import { InvalidInputError } from '../core/errors.ts';
import { FAULT_KINDS, type FaultKind, type FaultOptions } from '../replay/faults.ts';
import { type Manifest, readManifest } from '../replay/manifest.ts';

/** The package's own folder, of the sources as of the build. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

const PRESETS = join(ROOT, 'config/presets');

/** A case file is an investigator's list of seeds; more than this is a mistake (bytes). */
const MAX_CASE_FILE_BYTES = 1024 * 1024;

/** A dataset of the package, ready to be replayed. */
export interface BundledDataset {
  readonly dir: string;
  readonly manifest: Manifest;
  /** Case bodies of its `cases.json`. */
  readonly cases: readonly unknown[];
}

/** Faults of the replay explorer from the words of the command line. @throws InvalidInputError for an unknown kind */
export function parseFaults(words: { rate: number; seed: string; kinds?: readonly string[] }): FaultOptions {
  const kinds = words.kinds?.map((word): FaultKind => {
    const kind = FAULT_KINDS.find((known) => known === word);
    if (kind !== undefined) return kind;
    throw new InvalidInputError(`fault "${word}" is unknown; known are ${FAULT_KINDS.join(', ')}`, {
      field: 'faults',
      value: word,
    });
  });
  return { rate: words.rate, seed: words.seed, ...(kinds === undefined ? {} : { kinds }) };
}

/** The datasets that come with the package, by name. */
export async function readBundledDatasets(): Promise<BundledDataset[]> {
  const root = join(ROOT, 'data');
  const names = readdirSync(root).filter(
    (name) => statSync(join(root, name)).isDirectory() && name !== 'sources',
  );
  return Promise.all(
    names.sort().map(async (name) => {
      const dir = join(root, name);
      const { manifest } = await readManifest(dir);
      const cases: unknown = JSON.parse(readFileSync(join(dir, 'cases.json'), 'utf8'));
      return { dir, manifest, cases: Array.isArray(cases) ? cases : [cases] };
    }),
  );
}

/** The presets of the package, by name. */
export function presetNames(): string[] {
  return readdirSync(PRESETS)
    .map((file) => file.replace(/\.yaml$/, ''))
    .sort();
}

/** Body of a preset of the package. @throws InvalidInputError listing the presets there are */
export function readPreset(name: string): unknown {
  const names = presetNames();
  if (!names.includes(name)) {
    throw new InvalidInputError(`preset "${name}" does not exist; there are: ${names.join(', ')}`, {
      field: 'preset',
      value: name,
    });
  }
  return readCaseFile(join(PRESETS, `${name}.yaml`));
}

/** Body in a user's file, JSON or YAML. @throws InvalidInputError */
export function readCaseFile(path: string): unknown {
  const problem = (text: string, cause?: unknown) =>
    new InvalidInputError(`case file ${path} ${text}`, { field: 'case', value: path }, cause);
  const size = fileSize(path);
  if (size === null) throw problem('does not exist or cannot be read');
  if (size === 0) throw problem('is empty; the form is described in docs/cases.md');
  if (size > MAX_CASE_FILE_BYTES) {
    throw problem(`has ${size} bytes; at most ${MAX_CASE_FILE_BYTES} are read, split it into several cases`);
  }
  const form = extname(path) === '.json' ? 'JSON' : 'YAML';
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    return form === 'JSON' ? JSON.parse(text) : parseYaml(text, { maxAliasCount: 0 });
  } catch (cause) {
    throw problem(`is not valid ${form}: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
}

function fileSize(path: string): number | null {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat?.isFile() === true ? stat.size : null;
}
