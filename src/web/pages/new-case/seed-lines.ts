/**
 * What people paste: an address, a transaction id or an output on each line, and after it, where they know them, how much, when and
 * whose. Lines are read by the rules of a table of seeds (cases/import-seeds.ts), so both ways in understand the same.
 */

import {
  EMPTY_ROW,
  type ImportedSeed,
  type RowProblem,
  rowProblem,
  type SeedRow,
  seedOfRow,
} from '../../../cases/import-seeds.ts';
import { InvalidInputError } from '../../../core/errors.ts';
import { ISSUERS } from '../../../core/freezes/issuer.ts';

/** A line that is a seed. */
export interface SeedLine {
  readonly line: number;
  readonly seed: ImportedSeed;
}

export interface SeedLines {
  readonly seeds: readonly SeedLine[];
  readonly problems: readonly RowProblem[];
}

type Read = (text: string) => ImportedSeed | InvalidInputError;

/** Reads a text again and again as it is typed; only lines that it has not seen before cost anything. */
export function createLineReader(): (text: string) => SeedLines {
  let known = new Map<string, ImportedSeed | InvalidInputError>();
  return (text) => {
    const read = new Map<string, ImportedSeed | InvalidInputError>();
    const lines = linesOf(text, (line) => {
      const found = read.get(line) ?? known.get(line) ?? readLine(line);
      read.set(line, found);
      return found;
    });
    known = read;
    return lines;
  };
}

function linesOf(text: string, read: Read): SeedLines {
  const seeds: SeedLine[] = [];
  const problems: RowProblem[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const found = read(line);
    if (found instanceof InvalidInputError) problems.push(rowProblem(index + 1, found));
    else seeds.push({ line: index + 1, seed: found });
  }
  return { seeds, problems };
}

/** The seed of one line, or what is wrong with it. */
export function readLine(line: string): ImportedSeed | InvalidInputError {
  try {
    const [item = '', ...rest] = /[\t,;]/.test(line) ? fieldsOf(line) : wordsOf(line);
    return seedOfRow({ ...EMPTY_ROW, ...placeOf(item), ...factsOf(rest) });
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
}

const fieldsOf = (line: string) => line.split(/[\t,;]/).map((field) => field.trim());

/** Without separators the facts come in this order: amount with its unit, time, and the rest is the victim. */
function wordsOf(line: string): string[] {
  const [item = '', ...words] = line.split(/\s+/);
  const fields: string[] = [];
  if (AMOUNT.test(words[0] ?? '')) {
    const amount = words.shift();
    fields.push(isAsset(words[0] ?? '') ? `${amount} ${words.shift()}` : `${amount}`);
  } else if (isAsset(words[0] ?? '')) fields.push(words.shift() ?? '');
  if (DATE.test(words[0] ?? '')) fields.push(words.shift() ?? '');
  return [item, ...fields, words.join(' ')];
}

const AMOUNT = /^\d+(\.\d+)?$/;
const DATE = /^\d{4}-\d\d/;
const TOKEN = /^0x[0-9a-f]{40}$/i;
const HEX = /^[0-9a-f]+$/i;
/** The look of one, on a test network too: whether it is one the core says, with the reason. */
const BITCOIN = /^(bc1|tb1|bcrt1|script:|BC1|[123mn][1-9A-HJ-NP-Za-km-z]{24,34}$)/;

/** USDT and USDC count six decimals, by their contracts. */
const STABLECOIN_DECIMALS = '6';
const STABLECOINS = new Map(ISSUERS.map(({ token, contract }) => [token, contract]));

const isAsset = (text: string) => /^(eth|btc)$/i.test(text) || STABLECOINS.has(text) || TOKEN.test(text);

/** Where it stands: the columns that say so. A link to an explorer counts as what it ends in. */
function placeOf(text: string): Partial<SeedRow> {
  const item = text.replace(/^https?:\/\/\S*\/(?=[^/]+$)/, '').replace(/[?#].*$/, '');
  if (/^0x[0-9a-f]{64}$/i.test(item)) return { chain: 'ethereum', txid: item };
  if (/^[0-9a-f]{64}(:\d+)?$/i.test(item)) return { chain: 'bitcoin', txid: item };
  if (TOKEN.test(item)) return { chain: 'ethereum', address: item };
  if (BITCOIN.test(item)) return { chain: 'bitcoin', address: item };
  throw new InvalidInputError(`"${item.slice(0, 100)}" ${misfitOf(item)}`, {
    field: 'line',
    value: item.slice(0, 100),
  });
}

function misfitOf(item: string): string {
  const digits = item.replace(/^0x/i, '');
  if (!HEX.test(digits) || digits.length < 20) {
    return 'is no address, transaction id or output (txid:number) of Bitcoin or Ethereum';
  }
  if (digits === item && digits.length === 40) return 'lacks the 0x of an Ethereum address';
  return `has ${digits.length} hex digits; an Ethereum address has 0x and 40, a transaction id 64`;
}

function factsOf(fields: readonly string[]): Partial<SeedRow> {
  const facts: { amount?: string; asset?: string; decimals?: string; time?: string; victim?: string } = {};
  const put = (name: 'amount' | 'asset' | 'time' | 'victim', value: string) => {
    if (facts[name] !== undefined) {
      throw new InvalidInputError(`the line has two of ${name}: "${facts[name]}" and "${value}"`, {
        field: name,
        value,
      });
    }
    facts[name] = value;
  };
  for (const field of fields.filter((text) => text !== '')) {
    const [first = '', second, ...more] = field.split(/\s+/);
    const isAmount = AMOUNT.test(first) && more.length === 0 && (second === undefined || isAsset(second));
    if (isAmount) put('amount', first);
    const asset = isAmount ? second : isAsset(field) ? field : undefined;
    if (asset !== undefined) put('asset', STABLECOINS.get(asset) ?? asset);
    if (asset !== undefined && STABLECOINS.has(asset)) facts.decimals = STABLECOIN_DECIMALS;
    if (isAmount || asset !== undefined) continue;
    put(DATE.test(field) ? 'time' : 'victim', field);
  }
  return facts;
}
