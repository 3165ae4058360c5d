/**
 * The two kinds of answers that an Esplora server gives: JSON, and plain text for ids, heights and every error.
 */

import { stringify } from 'lossless-json';
import type { Tip } from '../core/chain.ts';
import type { Answer } from './answer.ts';

/** Cache times and the depth from which a block counts as settled (mempool/electrs, src/rest.rs). */
export const TTL_LONG = 157_784_630;
export const TTL_SHORT = 10;
const CONF_FINAL = 10;

/** Seconds that an answer about a block may be cached. */
export function ttlByDepth(tip: Tip, height: number): number {
  return tip.height - height >= CONF_FINAL ? TTL_LONG : TTL_SHORT;
}

export function jsonAnswer(value: unknown, maxAge: number): Answer {
  return { status: 200, type: 'application/json', body: JSON.stringify(value), maxAge };
}

/** A JSON answer whose bigints become JSON integers of any size, as Esplora writes sums of satoshi. */
export function bigintAnswer(value: object, maxAge: number): Answer {
  return { status: 200, type: 'application/json', body: stringify(value) ?? '', maxAge };
}

/** A plain text answer. Errors are not cached. */
export function plainText(status: number, body: string, maxAge: number | null = null): Answer {
  return { status, type: 'text/plain', body, maxAge };
}
