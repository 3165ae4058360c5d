/** What each method means, in a sentence (docs/methods.md). */

import type { MethodName } from '../../core/taint/method.ts';

export const METHOD_TEXTS: Readonly<Record<MethodName, { readonly name: string; readonly text: string }>> = {
  fifo: {
    name: 'First in, first out',
    text: 'What arrived first leaves first, as courts have held since Clayton’s case (1816).',
  },
  lifo: {
    name: 'Last in, first out',
    text: 'What arrived last leaves first: shows what the order of receipts decides. No authority is claimed for it.',
  },
  haircut: {
    name: 'Haircut',
    text: 'Every payment is as tainted as the balance it is paid from: all share pro rata.',
  },
  libr: {
    name: 'Lowest intermediate balance',
    text: 'Clean coins are spent first, and later receipts do not restore what was spent (Re Hallett’s Estate 1880, Roscoe v Winder 1915).',
  },
  tiho: {
    name: 'Taint in, highest out',
    text: 'The stolen part goes to the largest output first. Bitcoin only.',
  },
  poison: {
    name: 'Poison',
    text: 'Everything is stolen as soon as one unit is: tells how far the coins can have come, not how many came.',
  },
};
