/**
 * Checking the form of what an explorer sent, and saying precisely what is wrong with it. The expectation in an error
 * is the `description` of the field's schema.
 */

import { stringify } from 'lossless-json';
import type { Static, TProperties, TSchema } from 'typebox';
import type { Validator } from 'typebox/compile';
import { BadProviderDataError } from '../core/errors.ts';
import { formProblem, hasForm } from '../form-problem.ts';
import { contextOf, messageAbout, type Origin } from './transport/body.ts';

const SHOWN_CHARACTERS = 100;

/** An answer that is none to the question: of a wrong form, or about something else. The next one may be right. */
export class WrongAnswerError extends BadProviderDataError {}

/** The error for `value` of `field` in an answer; `expected` completes the sentence "expected …". */
export function badField(origin: Origin, field: string, value: unknown, expected: string): WrongAnswerError {
  const shown = show(value);
  return new WrongAnswerError(messageAbout(origin, `${field} is ${shown}; expected ${expected}`), {
    ...contextOf(origin),
    field,
    value: shown,
  });
}

/** The error for an answer about something else than was asked for. */
export function wrongAnswer(origin: Origin, problem: string): WrongAnswerError {
  return new WrongAnswerError(messageAbout(origin, problem), contextOf(origin));
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
  if (hasForm(form, value)) return value;
  const { field, value: found, expected } = formProblem(form, value);
  const name = field === '' || field.startsWith('[') || at === '' ? `${at}${field}` : `${at}.${field}`;
  throw badField(origin, name || 'the answer', found, expected ?? 'the known form');
}

function show(value: unknown): string {
  const text = jsonOf(value);
  return text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
}

function jsonOf(value: unknown): string {
  try {
    return stringify(value) ?? 'missing';
  } catch (error) {
    if (error instanceof RangeError) return 'nested too deeply to be shown';
    throw error;
  }
}

/** What should be a text, else its JSON: `String` would call what an explorer sends as `toString`. */
export function textIn(value: unknown): string {
  return typeof value === 'string' ? value : jsonOf(value);
}
