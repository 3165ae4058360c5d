/**
 * From any value to what a log line may hold: plain JSON of bounded size without secrets. Errors get one form, made of
 * named parts only, since errors of libraries carry whole requests with their headers.
 */

import { CoinhoundError } from '../core/errors.ts';
import { isSecretField, type Redact } from './redact.ts';

/** Deeper, longer or more than this is cut, and says so: a log line is no dump. */
const MAX_DEPTH = 6;
const MAX_ITEMS = 100;
const MAX_CHARACTERS = 8_000;

/** The value as plain JSON. */
export function loggable(value: unknown, redact: Redact, depth = 0): unknown {
  if (typeof value === 'string') return shorten(redact(value));
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= MAX_DEPTH) return '[too deep]';
  if (value instanceof Error) return loggableError(value, redact, depth);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '[no date]' : value.toISOString();
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (value instanceof Map) {
    return loggableFields(Object.fromEntries([...value].map(([k, v]) => [String(k), v])), redact, depth);
  }
  if (value instanceof Set) return loggable([...value], redact, depth);
  if (Array.isArray(value)) {
    const items = value.slice(0, MAX_ITEMS).map((item) => loggable(item, redact, depth + 1));
    return value.length > MAX_ITEMS ? [...items, `[${value.length - MAX_ITEMS} more]`] : items;
  }
  return loggableFields(value, redact, depth);
}

/** Names are texts from outside, too. */
function loggableFields(value: object, redact: Redact, depth: number): Record<string, unknown> {
  const entries = Object.entries(value).slice(0, MAX_ITEMS);
  return Object.fromEntries(
    entries.map(([name, field]) => [
      shorten(redact(name)),
      isSecretField(name) && field !== undefined && field !== null
        ? '[secret]'
        : loggable(field, redact, depth + 1),
    ]),
  );
}

/** The one form of errors: of ours what tells them apart, of bugs also where they come from. */
function loggableError(error: Error, redact: Redact, depth: number): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const text = (value: unknown) => loggable(value, redact, depth + 1);
  const form: Record<string, unknown> = { name: text(name), message: text(message) };
  const code: unknown = Reflect.get(error, 'code');
  if (typeof code === 'string' || typeof code === 'number') form.code = text(code);
  const isExpected = error instanceof CoinhoundError && error.code !== 'INVARIANT';
  if (error instanceof CoinhoundError) {
    form.retryable = error.retryable;
    form.context = text(error.context);
  }
  if (!isExpected && stack !== undefined) form.stack = text(stack);
  if (error instanceof AggregateError) form.errors = text(error.errors);
  if (cause !== undefined) form.cause = text(cause);
  return form;
}

function shorten(text: string): string {
  return text.length > MAX_CHARACTERS
    ? `${text.slice(0, MAX_CHARACTERS)}… [${text.length} characters]`
    : text;
}
