/**
 * Checking what a dataset file holds, and saying precisely what is wrong with it.
 *
 * A dataset is written by hand or by a script of somebody else, so every problem names the file, the line, the
 * field, the value found and what is expected there. The expectation is the `description` of the field's schema.
 */

import type { Static, TProperties, TSchema } from 'typebox';
import type { Validator } from 'typebox/compile';
import { InvalidInputError } from '../core/errors.ts';

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
  if (validator.Check(value)) return value as Static<S>;
  const found = validator.Errors(value).map((error) => {
    const missing = error.keyword === 'required' ? error.params.requiredProperties[0] : undefined;
    const path = missing === undefined ? error.instancePath : `${error.instancePath}/${missing}`;
    const schemaPath = missing === undefined ? error.schemaPath : `${error.schemaPath}/properties/${missing}`;
    return { path, expected: expectation(validator.Type(), schemaPath) ?? error.message };
  });
  // A union reports every branch; the deepest path belongs to the branch that was meant.
  const deepest = found.toSorted((a, b) => b.path.split('/').length - a.path.split('/').length)[0];
  if (deepest === undefined) throw datasetProblem(place, 'content', value, 'the documented form');
  throw datasetProblem(place, fieldName(deepest.path), valueAt(value, deepest.path), deepest.expected);
}

/** `/vin/0/prevout/value` is written as `vin[0].prevout.value`. */
function fieldName(path: string): string {
  const name = path
    .replaceAll(/\/(\d+)/g, '[$1]')
    .replaceAll('/', '.')
    .replace(/^\./, '');
  return name === '' ? 'content' : name;
}

function expectation(schema: unknown, schemaPath: string): string | null {
  const description = valueAt(schema, `${schemaPath.slice(1)}/description`);
  return typeof description === 'string' ? description : null;
}

function valueAt(root: unknown, path: string): unknown {
  let value = root;
  for (const key of path.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

function show(value: unknown): string {
  const text = value === undefined ? 'missing' : JSON.stringify(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
