/**
 * Methods in a few words, for those who choose one (docs/methods.md).
 */

const WORDS: Readonly<Record<string, string>> = {
  fifo: 'first in, first out',
  lifo: 'last in, first out',
  haircut: 'in proportion',
  libr: 'lowest intermediate balance',
  tiho: 'taint in, highest out',
  poison: 'reach only',
};

/** `fifo: first in, first out`. */
export const methodWords = (method: string): string => {
  const words = WORDS[method];
  return words === undefined ? method : `${method}: ${words}`;
};

/** Whether amounts under the method add up to what was stolen. */
export const addsUp = (method: string): boolean => method !== 'poison';
