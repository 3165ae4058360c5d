/** The seeds of the form: of a preset, pasted, and of a table. */

import { useDeferredValue, useMemo, useState } from 'react';
import { readSeeds, type SeedTable } from '../../../cases/import-seeds.ts';
import { InvalidInputError } from '../../../core/errors.ts';
import type { PresetJson } from '../../api/types.ts';
import type { PlacedSeed } from './case-seeds.ts';
import { createLineReader, type SeedLines } from './seed-lines.ts';

type PresetSeed = PresetJson['body']['seeds'][number];

/** A file that was chosen. */
export interface ChosenTable {
  readonly name: string;
  /** Null for a file that is no table of seeds. */
  readonly table: SeedTable | null;
  /** Why it is none. */
  readonly problem: string | null;
}

export interface Seeds {
  readonly pasted: string;
  /** False while what was pasted is still being read. */
  readonly isRead: boolean;
  readonly lines: SeedLines;
  readonly chosen: ChosenTable | null;
  readonly ofPreset: readonly PresetSeed[];
  /** All, in the order in which they are sent. */
  readonly all: readonly PlacedSeed[];
  setPasted(text: string): void;
  setChosen(chosen: ChosenTable | null): void;
  setOfPreset(seeds: readonly PresetSeed[]): void;
}

export function useSeeds(): Seeds {
  const [pasted, setPasted] = useState('');
  const [chosen, setChosen] = useState<ChosenTable | null>(null);
  const [ofPreset, setOfPreset] = useState<readonly PresetSeed[]>([]);
  const [read] = useState(createLineReader);
  // Reading thousands of lines must not hold up who types them.
  const settled = useDeferredValue(pasted);
  const lines = useMemo(() => read(settled), [read, settled]);
  const all = useMemo(
    () => [
      ...ofPreset.map((seed, index) => ({ place: `preset ${index + 1}`, seed })),
      ...lines.seeds.map(({ line, seed }) => ({ place: `line ${line}`, seed })),
      ...(chosen?.table?.seeds ?? []).map(({ line, seed }) => ({ place: `table line ${line}`, seed })),
    ],
    [ofPreset, lines, chosen],
  );
  const isRead = settled === pasted;
  return { pasted, isRead, lines, chosen, ofPreset, all, setPasted, setChosen, setOfPreset };
}

/** More is refused by the service, too (bytes). */
const LARGEST_TABLE = 4 * 1024 * 1024;

/** Reads a file as a table of seeds. */
export async function readTable(file: File): Promise<ChosenTable> {
  const { name, size } = file;
  if (size > LARGEST_TABLE) return refused(name, 'has more than 4 MiB; split it into several cases');
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    return { name, table: readSeeds(text), problem: null };
  } catch (error) {
    if (error instanceof InvalidInputError) return { name, table: null, problem: error.message };
    return refused(name, 'is not UTF-8, or cannot be read; save it as CSV in UTF-8');
  }
}

const refused = (name: string, problem: string): ChosenTable => ({
  name,
  table: null,
  problem: `the file ${problem}`,
});
