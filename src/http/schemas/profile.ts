/**
 * What is published of a mixer, beside a flag that names it (docs/exposure.md).
 */

import Type from 'typebox';
import { CUSTODY_KINDS } from '../../core/flags/mixer-profile.ts';
import { nullable } from './values.ts';

const PartialDate = Type.String({ description: 'A day, a month or a year.' });

export const Profile = Type.Object({
  entity: Type.String(),
  kind: Type.Enum([...CUSTODY_KINDS]),
  active: Type.Object({ from: nullable(PartialDate), to: nullable(PartialDate), source: Type.String() }),
  past: Type.Array(
    Type.Object({ who: Type.String(), what: Type.String(), date: PartialDate, source: Type.String() }),
    { description: 'Who had used it before the flagged transactions, the oldest first.' },
  ),
});
