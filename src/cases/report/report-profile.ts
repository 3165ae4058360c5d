/**
 * The profile of a mixer beside a flag: what is published of it, and who had used it before the flagged transactions.
 */

import type { Flag } from '../../core/flags/flag.ts';
import { type MixerProfile, pastIncidents, profileOf } from '../../core/flags/mixer-profile.ts';

/** The profile that belongs to a flag; null where it names no mixer, or one of which nothing is on record. */
export function profileJson({ kind, entity, time }: Flag, profiles: readonly MixerProfile[]) {
  if (kind !== 'mixer' && kind !== 'mixer-depositor') return null;
  const profile = profileOf(entity, profiles);
  if (profile === null) return null;
  const { entity: name, kind: custody, active } = profile;
  const past = pastIncidents(profile, time).map(({ pastFrom: _pastFrom, ...incident }) => incident);
  return { entity: name, kind: custody, active, past };
}
