/**
 * Checking the form of what an explorer sent, and saying precisely what is wrong with it. The expectation in an error
 * is the `description` of the field's schema.
 */

import { stringify } from 'lossless-json';
import type { Static, TProperties, TSchema } from 'typebox';
import type { Validator } from 'typebox/compile';
import { BadProviderDataError } from '../core/errors.ts';
import { contextOf, messageAbout, type Origin } from './transport/body.ts';

const SHOWN_CHARACTERS = 100;

/** The error for `value` of `field` in an answer; `expected` completes the sentence "expected …". */
export function badField(
  origin: Origin,
  field: string,
  value: unknown,
  expected: string,
): BadProviderDataError {
  const shown = show(value);
  return new BadProviderDataError(messageAbout(origin, `${field} is ${shown}; expected ${expected}`), {
    ...contextOf(origin),
    field,
    value: shown,
  });
}

/** The error for an answer whose fields are well-formed, each for itself, but that cannot be true. */
export function badAnswer(origin: Origin, problem: string): BadProviderDataError {
  return new BadProviderDataError(messageAbout(origin, problem), contextOf(origin));
}

/**
 * Returns `value` when it has the form that `form` asks for.
 * @param at where `value` stands in the answer, e.g. `result`; empty when it is the whole answer
 * @throws BadProviderDataError naming the most specific field that has not
 */
export function checked<S extends TSchema>(
  form: Validator<TProperties, S>,
  value: unknown,
  origin: Origin,
  at = '',
): Static<S> {
  if (form.Check(value)) return value as Static<S>;
  const problems = form.Errors(value).map((error) => {
    const missing = error.keyword === 'required' ? error.params.requiredProperties[0] : undefined;
    const path = missing === undefined ? error.instancePath : `${error.instancePath}/${missing}`;
    const schemaPath = missing === undefined ? error.schemaPath : `${error.schemaPath}/properties/${missing}`;
    return { path, expected: expectation(form.Type(), schemaPath) ?? error.message };
  });
  // A union reports every branch; the deepest path belongs to the branch that was meant.
  const depth = ({ path }: { path: string }) => path.split('/').length;
  const [deepest] = problems.toSorted((a, b) => depth(b) - depth(a));
  const path = deepest?.path ?? '';
  throw badField(origin, fieldName(at, path), valueAt(value, path), deepest?.expected ?? 'the known form');
}

/** `/vin/0/prevout/value` is written as `vin[0].prevout.value`. */
function fieldName(at: string, path: string): string {
  const name = `${at}${path.replaceAll(/\/(\d+)(?=\/|$)/g, '[$1]').replaceAll('/', '.')}`;
  return name.replace(/^\./, '') || 'the answer';
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
  if (value === undefined) return 'missing';
  const text = stringify(value) ?? '';
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}
