/**
 * Which request fails, and how. Whether the n-th request for the same method and URL fails is a pure function of
 * (seed, method, URL, n): the same run meets the same faults, however its requests are timed or ordered among each
 * other.
 */

import { createHash } from 'node:crypto';
import { ALTERATIONS } from './altered-answers.ts';

/**
 * `429`: refused for its rate · `500`: server error · `502-html`: the front server cannot reach the explorer ·
 * `cut`: the body ends early · `hang`: no answer until the client gives up · `html-200`: a web page, status 200 ·
 * `reset`: the connection ends without an answer · `wrong-types`: numbers as texts, and the other way round ·
 * `wrong-transaction`: another one than was asked for · `duplicate-rows`: a row of a list stands in it twice ·
 * `missing-page`: a page of a list comes back empty.
 */
export const FAULT_KINDS = [
  '429',
  '500',
  '502-html',
  'cut',
  'hang',
  'html-200',
  'reset',
  ...ALTERATIONS,
] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

export interface FaultOptions {
  /** Share of requests that fail, 0 to 1. */
  readonly rate: number;
  /** Kinds to choose from; all when not given. */
  readonly kinds?: readonly FaultKind[];
  /** Another seed gives other faults; the default is `replay`. */
  readonly seed?: string;
}

/** A fault to happen. The two coins choose between the forms in which real servers show the same failure. */
export interface Fault {
  readonly kind: FaultKind;
  /** `429`: Etherscan's form with status 200 instead of status 429. `cut`: whole HTTP with half a JSON text. */
  readonly wellFormed: boolean;
  /** `429`: with a `Retry-After` header. */
  readonly retryAfter: boolean;
}

const CHANCE_BYTES = 6;
const CHANCES = 2 ** (8 * CHANCE_BYTES);

/** The fault of the `n`-th request (from 1) for `method` and `url`; null when it is answered normally. */
export function faultFor(options: FaultOptions, method: string, url: string, n: number): Fault | null {
  const { rate, kinds = FAULT_KINDS, seed = 'replay' } = options;
  const digest = createHash('sha256')
    .update(JSON.stringify([seed, method, url, n]))
    .digest();
  if (digest.readUIntBE(0, CHANCE_BYTES) >= rate * CHANCES) return null;
  const kind = kinds[digest.readUInt32BE(CHANCE_BYTES) % kinds.length];
  if (kind === undefined) return null;
  return { kind, wellFormed: digest.readUInt8(10) % 2 === 1, retryAfter: digest.readUInt8(11) % 2 === 1 };
}
