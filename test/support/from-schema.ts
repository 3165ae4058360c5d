/** Values made from JSON schemas: those that fit, those that nearly do, and garbage. */
import fc from 'fast-check';

type Schema = Readonly<Record<string, unknown>>;

/** Longer strings tell no more. */
const MAX_LENGTH = 40;

const GARBAGE_TEXT = fc.oneof(
  fc.string({ unit: 'binary', maxLength: MAX_LENGTH }),
  fc.constantFrom(
    '',
    '\u0000',
    '\ud800',
    "' or 1=1 --",
    '../../..',
    '%00',
    '{{7*7}}',
    '__proto__',
    '1e999',
    'null',
  ),
  fc.string({ minLength: 2000, maxLength: 3000 }),
);

/** Anything that JSON can say. */
export const garbage: fc.Arbitrary<unknown> = fc.oneof(
  GARBAGE_TEXT,
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom(-1, 0, 2 ** 53, 1e300, 0.5, true, null),
);

/** Values that fit a schema. */
export function fitting(schema: Schema): fc.Arbitrary<unknown> {
  const { anyOf, enum: values } = schema;
  if ('const' in schema) return fc.constant(schema.const);
  if (Array.isArray(values)) return fc.constantFrom(...values);
  if (Array.isArray(anyOf)) return fc.oneof(...anyOf.map((one: Schema) => fitting(one)));
  switch (schema.type) {
    case 'string':
      return fittingText(schema);
    case 'integer':
    case 'number':
      return fc.integer({
        min: numberIn(schema.minimum, 0),
        max: Math.min(numberIn(schema.maximum, 1000), 2 ** 40),
      });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(fitting(asSchema(schema.items)), {
        minLength: numberIn(schema.minItems, 0),
        maxLength: 4,
      });
    case 'object':
      return fittingObject(schema);
    default:
      return garbage;
  }
}

/** Values that fit a schema but for one thing: a part is missing, replaced, or one too many. */
export function nearlyFitting(schema: Schema): fc.Arbitrary<unknown> {
  return fc
    .tuple(fitting(schema), garbage, fc.nat(), fc.constantFrom('drop', 'replace', 'add', 'wrap', 'deep'))
    .map(([value, odd, at, how]) => mutated(value, odd, at, how));
}

function mutated(value: unknown, odd: unknown, at: number, how: string): unknown {
  if (how === 'wrap') return [value];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return odd;
  const keys = Object.keys(value);
  const key = keys[at % Math.max(keys.length, 1)];
  const copy: Record<string, unknown> = { ...value };
  if (how === 'add') copy[typeof odd === 'string' ? odd : 'more'] = odd;
  else if (key === undefined) return odd;
  else if (how === 'drop') delete copy[key];
  else if (how === 'replace') copy[key] = odd;
  else copy[key] = mutatedInside(copy[key], odd, at);
  return copy;
}

function mutatedInside(value: unknown, odd: unknown, at: number): unknown {
  if (!Array.isArray(value) || value.length === 0) return mutated(value, odd, at, 'replace');
  return value.map((item, index) => (index === at % value.length ? mutated(item, odd, at, 'replace') : item));
}

function fittingText(schema: Schema): fc.Arbitrary<string> {
  const { pattern, format } = schema;
  if (format === 'uuid') return fc.uuid();
  if (format === 'date-time') return fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
  if (typeof pattern === 'string') return fc.stringMatching(new RegExp(pattern));
  const minLength = numberIn(schema.minLength, 0);
  const maxLength = Math.max(minLength, Math.min(numberIn(schema.maxLength, MAX_LENGTH), MAX_LENGTH));
  return fc.string({ minLength, maxLength });
}

function fittingObject(schema: Schema): fc.Arbitrary<object> {
  const required = Array.isArray(schema.required) ? (schema.required as string[]) : [];
  const properties = Object.entries(asSchema(schema.properties)).map(
    ([name, property]) => [name, fitting(asSchema(property))] as const,
  );
  return fc.record(Object.fromEntries(properties), { requiredKeys: required });
}

function asSchema(value: unknown): Schema {
  return typeof value === 'object' && value !== null ? (value as Schema) : {};
}

function numberIn(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
