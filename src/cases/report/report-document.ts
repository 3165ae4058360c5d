/**
 * The report as a document for people, whatever it is printed with: title, sections, and in them texts, lists, tables and
 * bars. Words of strangers come out plain, and long ones are cut, with the full text at the end.
 */

import { plainText } from '../plain-text.ts';

export type Block =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly string[] }
  | { readonly kind: 'bars'; readonly bars: readonly Bar[] }
  | Table;

export interface Table {
  readonly kind: 'table';
  readonly head: readonly string[];
  /** Parts of the width, one for each column. */
  readonly widths: readonly number[];
  readonly rows: readonly (readonly string[])[];
}

export interface Bar {
  readonly label: string;
  readonly value: string;
  /** Hundredths of a percent. */
  readonly share: number;
}

export interface Section {
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface ReportDocument {
  readonly title: string;
  /** Name and value, on the title page. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly sections: readonly Section[];
  /** Unix seconds of the newest block that the run is pinned to: the document is of no other time. */
  readonly time: string;
}

/** Characters of a text within a document before it is cut: a table with longer cells cannot be read. */
const LONGEST = 240;

/** Makes texts plain and short, and keeps the full ones of those that were cut. */
export class Texts {
  readonly #long = new Map<string, number>();

  /** The text for the document. */
  shown(text: string | null | undefined): string {
    const plain = plainText(text ?? '');
    if (plain.length <= LONGEST) return plain;
    const note = this.#long.get(plain) ?? this.#long.size + 1;
    this.#long.set(plain, note);
    return `${[...plain.slice(0, LONGEST)].slice(0, -1).join('')}… (full text: note ${note})`;
  }

  /** The full texts, in the order of their notes. */
  notes(): readonly string[] {
    return [...this.#long.keys()].map((text, index) => `Note ${index + 1}: ${text}`);
  }
}
