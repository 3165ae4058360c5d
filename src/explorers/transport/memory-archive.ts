/**
 * An archive in memory: what may be used again, as long as there is room. What a report rests on is lost with it, so it
 * is for traces of which nothing is to be proved.
 */

import {
  type Archive,
  type ArchivedAnswer,
  type Exchange,
  type ListPlace,
  type Question,
  questionKey,
} from './archive.ts';

/** Default size, in characters: some 10,000 Bitcoin transactions of usual size. */
const MEMORY_CHARACTERS = 32 * 1024 * 1024;

interface Held {
  readonly answer: ArchivedAnswer;
  /** Of an answer that is found by its place in a list. */
  readonly through: number;
  readonly keys: readonly string[];
}

/** An archive in memory that drops its oldest answers once they have more than `maxCharacters` together. */
export function createMemoryArchive(maxCharacters = MEMORY_CHARACTERS): Archive {
  const held = new Map<string, Held>();
  const byKey = new Map<string, string>();
  let characters = 0;
  const find = (key: string) => held.get(byKey.get(key) ?? '');
  const drop = (id: string, { answer, keys }: Held) => {
    for (const key of keys) if (byKey.get(key) === id) byKey.delete(key);
    characters -= answer.text.length;
    held.delete(id);
  };
  return {
    async recall({ question, tip, place }) {
      const exact = find(settledKey(question)) ?? (tip === null ? undefined : find(tipKey(question, tip)));
      if (exact !== undefined) return { ...exact.answer, through: null };
      const part = place === null ? undefined : find(placeKey(place));
      return part === undefined ? null : { ...part.answer, through: part.through };
    },
    async keep({ id, answer, span, ...exchange }) {
      const keys = exactKeys(exchange);
      const through = span?.through ?? -1;
      if (span !== null && through >= span.from && through > (find(placeKey(span))?.through ?? -1)) {
        keys.push(placeKey(span));
      }
      if (keys.length === 0 || held.has(id)) return;
      held.set(id, { answer: { id, ...answer }, through, keys });
      for (const key of keys) byKey.set(key, id);
      characters += answer.text.length;
      for (const [oldest, what] of held) {
        if (characters <= maxCharacters) break;
        drop(oldest, what);
      }
    },
  };
}

/** Under what an answer to the same question is found; under nothing when it may be used once. */
function exactKeys({ question, validity, tip }: Pick<Exchange, 'question' | 'validity' | 'tip'>): string[] {
  if (validity === 'settled') return [settledKey(question)];
  return validity === 'tip' && tip !== null ? [tipKey(question, tip)] : [];
}

const settledKey = (question: Question) => `settled ${questionKey(question)}`;
const tipKey = (question: Question, tip: string) => `tip ${tip} ${questionKey(question)}`;
const placeKey = ({ list, from }: ListPlace) => `list ${from} ${list}`;
