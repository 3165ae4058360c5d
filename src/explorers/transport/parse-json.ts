/**
 * JSON without loss: integers above 2^53 come out as bigint. Explorers print sums of satoshi and (in JSON-RPC of some
 * servers) wei as bare JSON integers, which `JSON.parse` rounds without a word.
 */

import { parse } from 'lossless-json';

/**
 * A number of 16 digits or more outside of quotes (2^53 has 16). A text inside quotes may look like one, too: that
 * costs time, never exactness. Linear: a digit can stand in one attempt only, since none can start with a digit.
 */
const MAYBE_UNSAFE_INTEGER = /(?:^|[\s:,[])-?[0-9]{16}/;
const INTEGER = /^-?[0-9]+$/;

/** Twenty times what the largest answers have: a page of Esplora's, of 25 transactions with as many inputs as nodes pass on. */
const MOST_VALUES = 5_000_000;

/** Small as a text, and larger than the memory when it is read: `[[],[],[],…`. */
export class TooManyValuesError extends Error {
  constructor() {
    super(`more than ${MOST_VALUES} values`);
  }
}

/**
 * Parses a JSON text. Integers are numbers where that is exact and bigints otherwise; decimals are numbers.
 * The exact parser is some eight times slower than the built-in one (measured on a page of Etherscan's), so it runs
 * only where it may matter.
 * @throws SyntaxError when the text is not JSON
 * @throws TooManyValuesError
 */
export function parseJson(text: string): unknown {
  checkSize(text);
  return MAYBE_UNSAFE_INTEGER.test(text) ? parse(text, null, parseNumber) : JSON.parse(text);
}

/**
 * Parses a JSON text in which every number stays the text that it is: prices are decimals, which no number of JavaScript
 * holds exactly.
 * @throws SyntaxError when the text is not JSON
 * @throws TooManyValuesError
 */
export function parseJsonNumbersAsText(text: string): unknown {
  checkSize(text);
  return parse(text, null, (number) => number);
}

/** A JSON number as `parseJson` gives it. */
export function parseNumber(text: string): number | bigint {
  const value = Number(text);
  return Number.isSafeInteger(value) || !INTEGER.test(text) ? value : BigInt(text);
}

const COMMA = 0x2c;
const LIST = 0x5b;
const OBJECT = 0x7b;

/** Each value follows one of three signs; those in texts count, too, which makes no difference to answers as they are. */
function checkSize(text: string): void {
  if (text.length <= MOST_VALUES) return;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign !== COMMA && sign !== LIST && sign !== OBJECT) continue;
    values += 1;
    if (values > MOST_VALUES) throw new TooManyValuesError();
  }
}
