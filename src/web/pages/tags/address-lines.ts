/** Many addresses, as they are pasted. */

import { type RowProblem, rowProblem } from '../../../cases/import-seeds.ts';
import { guessChain, parseAddress } from '../../../core/address.ts';
import { InvalidInputError } from '../../../core/errors.ts';

export interface AddressLines {
  /** As written, each once. */
  readonly addresses: readonly string[];
  readonly problems: readonly RowProblem[];
}

/** Addresses, one or more on each line; blank lines and lines with `#` are left out. */
export function readAddresses(text: string): AddressLines {
  const addresses = new Set<string>();
  const problems: RowProblem[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim().startsWith('#')) continue;
    for (const word of line.split(/[\s,;]+/).filter((part) => part !== '')) {
      const problem = problemOf(word);
      if (problem === null) addresses.add(word);
      else problems.push(rowProblem(index + 1, problem));
    }
  }
  return { addresses: [...addresses], problems };
}

function problemOf(text: string): InvalidInputError | null {
  try {
    parseAddress(guessChain(text) ?? 'bitcoin', text);
    return null;
  } catch (error) {
    if (error instanceof InvalidInputError) return error;
    throw error;
  }
}
