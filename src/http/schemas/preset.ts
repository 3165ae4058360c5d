/**
 * Presets as the API shows them.
 */

import Type from 'typebox';
import { CaseBody } from '../../cases/case-body.ts';
import { PRESET_SOURCES } from '../../cases/preset.ts';
import { closed } from './values.ts';

/** A known case. */
export const PresetForm = Type.Object(
  {
    id: Type.String(),
    source: Type.Enum([...PRESET_SOURCES], {
      description: 'A known case, or one of recorded data that come with the package.',
    }),
    title: Type.String(),
    notes: Type.Array(Type.String(), { description: 'What must be known of the recorded data.' }),
    body: CaseBody,
  },
  closed,
);
