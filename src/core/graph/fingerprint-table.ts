/**
 * Fingerprints of Bitcoin transactions in columns, by row: five bytes each.
 */

import { Column } from '../columns.ts';
import { type Fingerprint, SEQUENCE_CLASSES } from '../fingerprint.ts';
import type { Journal } from '../journal.ts';

/** Stands for a fingerprint that nobody told. */
const UNKNOWN = 0;

export class FingerprintTable {
  readonly #versions = new Column('uint32');
  /** `UNKNOWN`, or what `codeOf` says. */
  readonly #codes = new Column('uint8');

  /** Undefined where nobody told it. */
  get(row: number): Fingerprint | undefined {
    const code = this.#codes.get(row);
    const sequences = SEQUENCE_CLASSES[(code - 1) >> 1];
    if (code === UNKNOWN || sequences === undefined) return undefined;
    return { version: this.#versions.get(row), hasLocktime: code % 2 === 0, sequences };
  }

  /** Adds a row. */
  push(print: Fingerprint | undefined): void {
    this.#versions.push(print?.version ?? 0);
    this.#codes.push(codeOf(print));
  }

  /** Fills in a row; what is known there is the same, and stays where nothing is told. */
  learn(row: number, print: Fingerprint | undefined, journal: Journal): void {
    if (print === undefined) return;
    journal.set(this.#versions, row, print.version);
    journal.set(this.#codes, row, codeOf(print));
  }

  /** What a journal must know of. */
  get parts() {
    return [this.#versions, this.#codes];
  }
}

/** From 1 on: twice the place of the class of nSequence, and one more with a locktime. */
function codeOf(print: Fingerprint | undefined): number {
  if (print === undefined) return UNKNOWN;
  return 1 + 2 * SEQUENCE_CLASSES.indexOf(print.sequences) + (print.hasLocktime ? 1 : 0);
}
