/**
 * Names of exchanges and of questions: short, the same on every machine.
 */

import { hash } from 'node:crypto';
import type { Answer, Question } from '../../core/evidence/archive.ts';

const ID_CHARACTERS = 32;

/** The id of an exchange. @param sha256 of the answer's text */
export function exchangeId(
  { provider, url, posted }: Question,
  { status, at }: Answer,
  sha256: string,
): string {
  return sha256Of(JSON.stringify([provider, url, posted, status, at, sha256])).slice(0, ID_CHARACTERS);
}

/** SHA-256 of a text in UTF-8, hex. */
export function sha256Of(text: string): string {
  return hash('sha256', text);
}

/** The short name of a question. */
export function questionKey({ provider, url, posted }: Question): string {
  return sha256Of(JSON.stringify([provider, url, posted])).slice(0, ID_CHARACTERS);
}
