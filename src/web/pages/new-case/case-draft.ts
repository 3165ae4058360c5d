/** A case as it stands in the form, and the body that it is sent as. */

import type { ImportedSeed } from '../../../cases/import-seeds.ts';
import type { PresetJson } from '../../api/types.ts';

export const LIMIT_NAMES = [
  'maxHops',
  'maxLookups',
  'maxTransactionsPerAddress',
  'minShareMillionths',
  'maxDays',
] as const;
export type LimitName = (typeof LIMIT_NAMES)[number];

/** Fields are what was typed; empty is what the service does by itself. */
export interface CaseDraft {
  readonly name: string;
  readonly description: string;
  readonly method: string;
  readonly assets: string;
  /** From when on addresses count whose line says no time. */
  readonly since: string;
  readonly limits: Readonly<Record<LimitName, string>>;
  /** Seconds between scans. */
  readonly watch: string;
  readonly webhookUrl: string;
  readonly webhookSecret: string;
  readonly emails: string;
}

const NO_LIMITS: CaseDraft['limits'] = {
  maxHops: '',
  maxLookups: '',
  maxTransactionsPerAddress: '',
  minShareMillionths: '',
  maxDays: '',
};

export const EMPTY_DRAFT: CaseDraft = {
  name: '',
  description: '',
  method: 'fifo',
  assets: 'all',
  since: '',
  limits: NO_LIMITS,
  watch: '',
  webhookUrl: '',
  webhookSecret: '',
  emails: '',
};

/** A seed of the body of a case. */
export type SeedOfBody = ImportedSeed | PresetJson['body']['seeds'][number];

/** A preset's fields in the place of those that were typed; its seeds are taken as they are. */
export function draftOf({ body }: PresetJson): CaseDraft {
  const {
    name,
    description = '',
    method = 'fifo',
    assets = 'all',
    limits = {},
    watch,
    webhook,
    emails,
  } = body;
  const said = Object.entries(limits).map(([limit, value]) => [limit, String(value)]);
  return {
    name,
    description,
    method,
    assets,
    since: '',
    limits: { ...NO_LIMITS, ...Object.fromEntries(said) },
    watch: watch === undefined ? '' : String(watch.everySeconds),
    webhookUrl: webhook?.url ?? '',
    webhookSecret: webhook?.secret ?? '',
    emails: (emails ?? []).join('\n'),
  };
}

/** The body of `POST /v1/cases`. What is no number goes as it is: the answer then names the field. */
export function bodyOf(draft: CaseDraft, seeds: readonly SeedOfBody[]): object {
  const { name, description, method, assets, since, watch, webhookUrl, webhookSecret, emails } = draft;
  const limits = LIMIT_NAMES.filter((limit) => draft.limits[limit] !== '').map(
    (limit) => [limit, numberOf(draft.limits[limit])] as const,
  );
  const addresses = emails.split(/[\s,;]+/).filter((text) => text !== '');
  const secret = webhookSecret === '' ? {} : { secret: webhookSecret };
  const url = webhookUrl.trim();
  return {
    name: name.trim(),
    ...(description.trim() === '' ? {} : { description: description.trim() }),
    method,
    ...(assets === 'all' ? {} : { assets }),
    seeds: seeds.map((seed) => sinceOf(seed, since.trim())),
    ...(limits.length === 0 ? {} : { limits: Object.fromEntries(limits) }),
    ...(watch === '' ? {} : { watch: { everySeconds: numberOf(watch) } }),
    ...(url === '' && webhookSecret === '' ? {} : { webhook: { url, ...secret } }),
    ...(addresses.length === 0 ? {} : { emails: addresses }),
  };
}

const numberOf = (text: string): number | string => (/^\d{1,15}$/.test(text) ? Number(text) : text);

function sinceOf(seed: SeedOfBody, since: string): SeedOfBody {
  const isOpen = seed.kind === 'address' && !('since' in seed);
  return isOpen && since !== '' ? { ...seed, since } : seed;
}
