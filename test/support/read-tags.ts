/** Reads a list of tags to its end, as an import does. */
import { batchesOf, createTagCollector, type TagReader } from '../../src/cases/tags/tag-reading.ts';
import { type TagText, textOf } from '../../src/cases/tags/tag-text.ts';
import type { Tag } from '../../src/core/tags/tag.ts';

export async function readAll(read: (text: TagText) => TagReader, text: string | TagText) {
  const collector = createTagCollector();
  const tags: Tag[] = [];
  const source = typeof text === 'string' ? textOf(text) : text;
  for await (const batch of batchesOf(read(source), collector)) tags.push(...batch);
  const { refusals, kinds, notes } = collector.summary();
  return { tags, refused: refusals, kinds, notes };
}

/** A text in pieces of so many characters. */
export function inPieces(text: string, length: number): TagText {
  return async function* pieces() {
    for (let from = 0; from < text.length; from += length) yield text.slice(from, from + length);
  };
}
