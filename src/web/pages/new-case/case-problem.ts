/** Where in the form stands what the service found wrong. */

import { ApiError } from '../../api/client.ts';
import { LIMIT_NAMES } from './case-draft.ts';
import type { PlacedSeed } from './case-seeds.ts';

/** The fields of the form that a problem can be shown at. */
const FIELDS = [
  'name',
  'description',
  'method',
  'assets',
  'seeds',
  'watch',
  'webhook.url',
  'webhook.secret',
  'emails',
  ...LIMIT_NAMES.map((name) => `limits.${name}` as const),
] as const;
export type FormField = (typeof FIELDS)[number];

export interface FormProblem {
  /** Null where the form has no such field. */
  readonly field: FormField | null;
  readonly text: string;
}

/** The problem of an answer; null when it is none that the form can be mended by. @param seeds in the order of the body */
export function formProblem(error: unknown, seeds: readonly PlacedSeed[]): FormProblem | null {
  const problem = error instanceof ApiError ? error.problem : null;
  if (problem?.field === undefined) return null;
  const { field, detail } = problem;
  const [, index] = /^seeds\[(\d+)\]/.exec(field) ?? [];
  const place = index === undefined ? undefined : seeds[Number(index)]?.place;
  const text = place === undefined ? detail : `${place}: ${detail}`;
  return { field: fieldOf(field), text };
}

function fieldOf(field: string): FormField | null {
  if (field === 'webhook') return 'webhook.url';
  return FIELDS.find((name) => field === name || new RegExp(`^${name}[.[]`).test(field)) ?? null;
}
