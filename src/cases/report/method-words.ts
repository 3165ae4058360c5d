/**
 * The methods in words, for people: in reports, in answers of the API and on the pages (docs/methods.md has the rest).
 */

import type { MethodName } from '../../core/taint/method.ts';

/** A method: in a few words, and what it does with coins that were mixed. */
export interface MethodWords {
  readonly name: string;
  readonly text: string;
}

export const METHOD_WORDS: Readonly<Record<MethodName, MethodWords>> = {
  fifo: {
    name: 'first in, first out',
    text: 'what came first is spent first, as courts have held since Clayton’s case (1816).',
  },
  lifo: {
    name: 'last in, first out',
    text: 'what came last is spent first; shows what the order of receipts decides. No authority is claimed for it.',
  },
  haircut: {
    name: 'in proportion',
    text: 'each payment carries stolen and clean coins in the proportion of the holding.',
  },
  libr: {
    name: 'lowest intermediate balance',
    text: 'clean coins are spent first, and later receipts do not restore what was spent (Re Hallett’s Estate 1880, Roscoe v Winder 1915).',
  },
  tiho: {
    name: 'taint in, highest out',
    text: 'stolen coins go to the largest outputs first. Bitcoin only.',
  },
  poison: {
    name: 'reach only',
    text: 'everything that stolen coins touched is marked: tells how far they can have come, not how many came. Its amounts do not add up.',
  },
};

/** `First in, first out (fifo): what came first is spent first, …` */
export function methodSentence(method: MethodName): string {
  const { name, text } = METHOD_WORDS[method];
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)} (${method}): ${text}`;
}

/** `fifo: first in, first out`; methods of other releases as they are. */
export const methodTitle = (method: string): string => {
  const words = Object.hasOwn(METHOD_WORDS, method) ? METHOD_WORDS[method as MethodName] : undefined;
  return words === undefined ? method : `${method}: ${words.name}`;
};
