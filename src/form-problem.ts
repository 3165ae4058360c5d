/**
 * What is wrong with a value that came from outside, where a schema says the form: the field, its value, and what is
 * expected there. Requests, settings, explorers' answers and dataset files are checked alike; each layer makes its own error of it.
 */

import type { Static, TProperties, TSchema } from 'typebox';
import type { Validator } from 'typebox/compile';

export interface FormProblem {
  /** The most specific field that does not fit, `vin[0].prevout.value`; empty for the whole value. */
  readonly field: string;
  readonly value: unknown;
  /** The `description` of the field's schema, else the validator's message; null when the validator names no field. */
  readonly expected: string | null;
}

/** True when `value` has the form that `form` asks for. */
export function hasForm<S extends TSchema>(
  form: Validator<TProperties, S>,
  value: unknown,
): value is Static<S> {
  return form.Check(value);
}

/** What is wrong with a value that has not the form that `form` asks for. */
export function formProblem(form: Validator<TProperties, TSchema>, value: unknown): FormProblem {
  const problems = form.Errors(value).map((error) => {
    const missing = error.keyword === 'required' ? error.params.requiredProperties[0] : undefined;
    const path = missing === undefined ? error.instancePath : `${error.instancePath}/${missing}`;
    const schemaPath = missing === undefined ? error.schemaPath : `${error.schemaPath}/properties/${missing}`;
    return { path, expected: descriptionAt(form.Type(), schemaPath) ?? error.message };
  });
  // A union reports every branch; the deepest path belongs to the branch that was meant.
  const depth = ({ path }: { path: string }) => path.split('/').length;
  const [deepest] = problems.toSorted((a, b) => depth(b) - depth(a));
  const path = deepest?.path ?? '';
  return { field: fieldName(path), value: valueAt(value, path), expected: deepest?.expected ?? null };
}

/**
 * `/vin/0/prevout/value` is written as `vin[0].prevout.value`.
 * @param at where the value stands that the path leads into, `seeds[3]`; empty for nowhere else
 */
export function fieldName(path: string, at = ''): string {
  return `${at}${path}`
    .replaceAll(/\/(\d+)(?=\/|$)/g, '[$1]')
    .replaceAll('/', '.')
    .replace(/^\./, '');
}

function descriptionAt(schema: unknown, schemaPath: string): string | null {
  const description = valueAt(schema, `${schemaPath.slice(1)}/description`);
  return typeof description === 'string' ? description : null;
}

/** What stands at a path; undefined for nothing. */
export function valueAt(root: unknown, path: string): unknown {
  let value = root;
  for (const key of path.split('/').slice(1)) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
