/**
 * An archive in memory: what may be used again, as long as there is room. What a report rests on is lost with it, so it
 * is for traces of which nothing is to be proved.
 */

import type { Archive, ArchivedAnswer } from '../core/evidence/archive.ts';
import { ExchangeIndex } from '../core/evidence/exchange-index.ts';

/** Default size, in characters: some 10,000 Bitcoin transactions of usual size. */
const MEMORY_CHARACTERS = 32 * 1024 * 1024;

/** An archive in memory that drops its oldest answers once they have more than `maxCharacters` together. */
export function createMemoryArchive(maxCharacters = MEMORY_CHARACTERS): Archive {
  const index = new ExchangeIndex();
  const answers = new Map<string, Omit<ArchivedAnswer, 'id' | 'through'>>();
  let characters = 0;
  return {
    async recall(wanted) {
      const match = index.find(wanted);
      const answer = answers.get(match?.id ?? '');
      return match === null || answer === undefined ? null : { ...match, ...answer };
    },
    async keep(exchange) {
      const { id, answer, validity, span, source } = exchange;
      // With an end of its own it is never asked offline.
      if (answers.has(id) || (validity === 'once' && span === null)) return;
      index.add({ ...exchange, at: answer.at });
      answers.set(id, { ...answer, source });
      characters += answer.text.length;
      for (const [oldest, { text }] of answers) {
        if (characters <= maxCharacters) break;
        index.remove(oldest);
        answers.delete(oldest);
        characters -= text.length;
      }
    },
  };
}
