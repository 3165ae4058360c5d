/**
 * Presets: known cases that come with the package, as bodies that can be sent to `POST /v1/cases`. A form is filled with them.
 */

import type { Static } from 'typebox';
import { InvalidInputError } from '../core/errors.ts';
import type { Limits } from '../core/trace/limits.ts';
import { type CaseBody, parseCase } from './case-body.ts';

/** `preset`: of the package's list of known cases. `dataset`: of recorded data that the package also brings. */
export const PRESET_SOURCES = ['preset', 'dataset'] as const;
export type PresetSource = (typeof PRESET_SOURCES)[number];

export interface Preset {
  /** `<source>/<name>`. */
  readonly id: string;
  readonly source: PresetSource;
  /** In one line. */
  readonly title: string;
  /** What must be known of the recorded data; empty for a case of live explorers. */
  readonly notes: readonly string[];
  readonly body: Static<typeof CaseBody>;
}

/**
 * A preset with a body that was checked as that of a case that is opened.
 * @throws InvalidInputError naming the preset and its field
 */
export function checkedPreset(preset: Omit<Preset, 'body'>, body: unknown, defaults: Limits): Preset {
  try {
    parseCase(body, defaults);
  } catch (cause) {
    if (!(cause instanceof InvalidInputError)) throw cause;
    throw new InvalidInputError(`${preset.id}: ${cause.message}`, cause.context, cause);
  }
  return { ...preset, body: body as Preset['body'] };
}
