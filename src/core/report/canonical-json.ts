/**
 * Canonical JSON (RFC 8785) in one pass. The digest of a run's inputs is over every transaction, so this is a good part of the
 * work of a report; the package `canonicalize`, which tests hold this to, takes several times as long.
 */

/** Printable ASCII without quotes and backslashes: what surely stands in a JSON text as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;
const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * The canonical JSON of a value. Amounts (bigint) are written as decimal strings, an open end of time (infinity) as null,
 * and fields that are undefined are left out.
 * @returns undefined for a value without a JSON form
 * @throws RangeError for what RFC 8785 forbids: numbers that are none, and halves of surrogate pairs
 */
export function canonicalJson(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return PLAIN.test(value) ? `"${value}"` : textJson(value);
    case 'bigint':
      return `"${value}"`;
    case 'number':
      return value === Number.POSITIVE_INFINITY ? 'null' : numberJson(value);
    case 'boolean':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? arrayJson(value) : objectJson(value);
    default:
      return undefined;
  }
}

function textJson(value: string): string {
  if (LONE_SURROGATE.test(value)) throw new RangeError('half a surrogate pair is no text');
  return JSON.stringify(value);
}

/** RFC 8785 writes numbers as JavaScript does. */
function numberJson(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`${value} is no JSON number`);
  return JSON.stringify(value);
}

function arrayJson(values: readonly unknown[]): string {
  let text = '';
  for (const value of values) text += `${text === '' ? '' : ','}${canonicalJson(value) ?? 'null'}`;
  return `[${text}]`;
}

/** Fields in the order of their names by UTF-16 code units, which is that of `sort`. */
function objectJson(value: object): string {
  const fields = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const name of inOrder(Object.keys(fields))) {
    const field = canonicalJson(fields[name]);
    if (field !== undefined) text += `${text === '' ? '' : ','}${canonicalJson(name)}:${field}`;
  }
  return `{${text}}`;
}

/** Most of what is digested is made with its names in order, and sorting is slow even then. */
function inOrder(names: string[]): string[] {
  for (let at = 1; at < names.length; at += 1) {
    if ((names[at - 1] ?? '') > (names[at] ?? '')) return names.sort();
  }
  return names;
}
