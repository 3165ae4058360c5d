/**
 * The text of a list of tags, as long as it is: read in pieces, and more than once where a format wants that, because a
 * list of a million tags does not fit into one string.
 */

import { InvalidInputError } from '../../core/errors.ts';

/** A text that is read from its beginning with every call, in pieces of any length. */
export type TagText = () => AsyncIterable<string>;

/** A line of a text, without its end. */
export interface TextLine {
  /** From 1. */
  readonly number: number;
  readonly text: string;
}

/** No line of a list is longer; one without an end would be held in memory as a whole (characters). */
const LONGEST_LINE = 1024 * 1024;

const MARK = '\ufeff';

/** A text that is in memory already. */
export function textOf(text: string): TagText {
  return async function* pieces() {
    yield text;
  };
}

/**
 * The lines of a text, as many at once as a piece holds; a byte order mark is left out.
 * @throws InvalidInputError when a line is too long
 */
export async function* linesOf(text: TagText): AsyncGenerator<readonly TextLine[]> {
  let [rest, number] = ['', 0];
  for await (const piece of text()) {
    const isFirst = number === 0 && rest === '';
    const lines = (rest + (isFirst && piece.startsWith(MARK) ? piece.slice(1) : piece)).split(/\r?\n/);
    rest = lines.pop() ?? '';
    if (rest.length > LONGEST_LINE) {
      throw new InvalidInputError(
        `line ${number + lines.length + 1} has more than ${LONGEST_LINE} characters`,
        {
          field: 'text',
        },
      );
    }
    const first = number;
    yield lines.map((line, index) => ({ number: first + index + 1, text: line }));
    number += lines.length;
  }
  if (rest !== '') yield [{ number: number + 1, text: rest }];
}

/** The first line of a text; null when there is none. */
export async function firstLine(text: TagText): Promise<string | null> {
  for await (const [line] of linesOf(text)) if (line !== undefined) return line.text;
  return null;
}
