/**
 * All or nothing, for things that are kept in columns: what is added goes to the end and is cut off again, what is changed
 * is written down first.
 */

import type { Column } from './columns.ts';

/** What grows at its end. */
interface Growing {
  readonly length: number;
  truncate(length: number): void;
}

interface Change {
  readonly column: Column;
  readonly row: number;
  readonly before: number;
}

export class Journal {
  readonly #parts: readonly Growing[];
  /** Null while nothing need be undone. */
  #changes: Change[] | null = null;

  /** @param parts everything that `work` may add to */
  constructor(parts: readonly Growing[]) {
    this.#parts = parts;
  }

  /** Does something, not within itself; when it throws, everything is as it was. */
  atomically(work: () => void): void {
    const lengths = this.#parts.map(({ length }) => length);
    const changes: Change[] = [];
    this.#changes = changes;
    try {
      work();
    } catch (error) {
      for (const { column, row, before } of changes.reverse()) column.set(row, before);
      for (const [index, part] of this.#parts.entries()) part.truncate(lengths[index] ?? 0);
      throw error;
    } finally {
      this.#changes = null;
    }
  }

  /** Changes a row of a column. */
  set(column: Column, row: number, value: number): void {
    this.#changes?.push({ column, row, before: column.get(row) });
    column.set(row, value);
  }
}
