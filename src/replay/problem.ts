/**
 * Checking what a dataset file holds, and saying precisely what is wrong with it.
 *
 * A dataset is written by hand or by a script of somebody else, so every problem names the file, the line, the
 * field, the value found and what is expected there. The expectation is the `description` of the field's schema.
 */

import type { Static, TProperties, TSchema } from 'typebox';
import type { Validator } from 'typebox/compile';
import { InvalidInputError } from '../core/errors.ts';
import { formProblem, hasForm } from '../form-problem.ts';

/** Where in a dataset something stands; `line` is null for a file that is read as a whole. */
export interface Place {
  readonly file: string;
  readonly line: number | null;
}

const SHOWN_CHARACTERS = 100;

/** The error for `value` of `field` at `place`; `expected` completes the sentence "expected …" and is the remedy. */
export function datasetProblem(
  place: Place,
  field: string,
  value: unknown,
  expected: string,
): InvalidInputError {
  const shown = show(value);
  const where = place.line === null ? place.file : `${place.file} line ${place.line}`;
  return new InvalidInputError(`${where}: ${field} is ${shown}; expected ${expected}`, {
    file: place.file,
    line: place.line,
    field,
    value: shown,
  });
}

/**
 * Returns `value` when it has the form that `validator` asks for.
 * @throws InvalidInputError naming the most specific field that has not.
 */
export function checked<S extends TSchema>(
  validator: Validator<TProperties, S>,
  value: unknown,
  place: Place,
): Static<S> {
  if (hasForm(validator, value)) return value;
  const { field, value: found, expected } = formProblem(validator, value);
  throw datasetProblem(place, field || 'content', found, expected ?? 'the documented form');
}

function show(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
