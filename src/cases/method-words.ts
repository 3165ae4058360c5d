/**
 * The methods in a sentence each, for people (docs/methods.md has the rest).
 */

import type { MethodName } from '../core/taint/method.ts';

/** What each method does with coins that were mixed (docs/methods.md). */
export const METHOD_WORDS: Readonly<Record<MethodName, string>> = {
  fifo: 'First in, first out: what came first is spent first.',
  lifo: 'Last in, first out: what came last is spent first.',
  haircut: 'Haircut: each payment carries stolen and clean coins in the proportion of the holding.',
  libr: 'Lowest intermediate balance: clean coins are spent first, so that stolen ones stay as long as the balance covers them.',
  tiho: 'Taint in, highest out: stolen coins go to the largest outputs.',
  poison: 'Poison: everything that stolen coins touched is marked; the amounts do not add up.',
};
