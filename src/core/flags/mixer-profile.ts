/**
 * Mixer profiles: what is published of a mixer beside its addresses, above all who used it before. Reference data, no finding of a
 * trace, so no digest covers it.
 */

export const CUSTODY_KINDS = ['custodial', 'non-custodial'] as const;
export type CustodyKind = (typeof CUSTODY_KINDS)[number];

/** A use of a mixer that is on record. */
export interface MixerIncident {
  readonly who: string;
  readonly what: string;
  /** By the end of this day, month or year it had happened: ISO, of the use, or of the act that states it. */
  readonly date: string;
  /** The end of that date, Unix seconds: from here on it is past. */
  readonly pastFrom: number;
  readonly source: string;
}

export interface MixerProfile {
  readonly entity: string;
  /** As tags and detectors call it. */
  readonly names: readonly string[];
  readonly kind: CustodyKind;
  /** ISO dates; null where no source that was read says it. */
  readonly active: { readonly from: string | null; readonly to: string | null; readonly source: string };
  /** The oldest first. */
  readonly incidents: readonly MixerIncident[];
}

/** The profile of an entity; null for none. Upper and lower case are the same. */
export function profileOf(entity: string, profiles: readonly MixerProfile[]): MixerProfile | null {
  const name = entity.toLowerCase();
  return profiles.find(({ names }) => names.some((one) => one.toLowerCase() === name)) ?? null;
}

/** What had happened before a time (Unix seconds). */
export function pastIncidents({ incidents }: MixerProfile, time: number): MixerIncident[] {
  return incidents.filter(({ pastFrom }) => pastFrom <= time);
}
