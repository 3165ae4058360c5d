/**
 * Turns a failed schema check into one sentence that names the field, the value and what is expected.
 */

import type { TLocalizedValidationError } from 'typebox/error';
import { InvalidInputError } from '../core/errors.ts';
import { fieldName, valueAt } from '../form-problem.ts';

/**
 * The error for the first thing wrong with a value.
 * @param errors of a compiled schema without unions of objects (their errors name every alternative that does not fit)
 * @param value the value that was checked
 * @param at where the value itself stands, e.g. `seeds[3]`; empty for the whole body
 * @param remedy where the user finds the form described
 */
export function schemaProblem(
  errors: readonly TLocalizedValidationError[],
  value: unknown,
  at: string,
  remedy: string,
): InvalidInputError {
  const error = errors.find(({ keyword }) => keyword !== 'boolean') ?? errors[0];
  const pointer = error?.instancePath ?? '';
  const field = fieldName(pointer, at) || 'the body';
  const shown = shorten(JSON.stringify(valueAt(value, pointer)) ?? 'nothing');
  return new InvalidInputError(`${field} ${shown} ${expectation(error)}; ${remedy}`, { field, value: shown });
}

function expectation(error: TLocalizedValidationError | undefined): string {
  if (error === undefined) return 'does not have the expected form';
  const params = error.params as Record<string, unknown>;
  if (error.keyword === 'additionalProperties')
    return `has unknown fields: ${String(params.additionalProperties)}`;
  if (error.keyword === 'required') return `lacks required fields: ${String(params.requiredProperties)}`;
  if (error.keyword === 'enum') return `is not one of ${String(params.allowedValues)}`;
  if (error.keyword === 'const') return `is not ${String(params.allowedValue)}`;
  return error.message;
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
