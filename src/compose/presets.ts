/**
 * The presets of the package: its list of known cases, and the cases of its datasets.
 */

import { checkedPreset, type Preset } from '../cases/preset.ts';
import type { Limits } from '../core/trace/limits.ts';
import { presetNames, readBundledDatasets, readPreset } from './case-files.ts';

/** All presets, each list by name. @throws InvalidInputError naming a body that no case could be opened with */
export async function readPresets(defaults: Limits): Promise<Preset[]> {
  const known = presetNames().map((name) => {
    const body = readPreset(name);
    const preset = checkedPreset(
      { id: `preset/${name}`, source: 'preset', title: name, notes: [] },
      body,
      defaults,
    );
    return { ...preset, title: preset.body.name };
  });
  const datasets = await readBundledDatasets();
  const recorded = datasets.flatMap(({ manifest: { name, title, notes = [] }, cases }) =>
    cases.map((body, index) => {
      const id = index === 0 ? `dataset/${name}` : `dataset/${name}/${index + 1}`;
      return checkedPreset({ id, source: 'dataset', title, notes }, body, defaults);
    }),
  );
  return [...known, ...recorded];
}
