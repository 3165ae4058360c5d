/**
 * Two steps of the pipeline: what the archive holds and may be used again is not asked for, and what was asked
 * is kept there. What is kept is the raw body; it is read and checked again each time, like a fresh one.
 */

import { BadProviderDataError } from '../../core/errors.ts';
import type { Archive } from '../../core/evidence/archive.ts';
import { Body, contextOf, messageAbout } from './body.ts';
import { exchangeId, questionKey, sha256Of } from './exchange-names.ts';
import { questionOf, type Request, type Step } from './request.ts';

export interface RecallOptions {
  readonly archive: Archive | undefined;
  /** What the archive does not hold is not asked for. */
  readonly isOffline: boolean;
  readonly onHit: () => void;
}

/** What the archive holds and may stand for an answer; null when it holds nothing. */
export type Recall = (request: Request) => Promise<Body | null>;

/** Looks into the archive. */
export function recallFrom({ archive, isOffline, onHit }: RecallOptions): Recall {
  if (archive === undefined) return async () => null;
  return async (request) => {
    const { tip, part, origin } = request;
    const key = questionKey(questionOf(request));
    const wanted = { key, tip: tip?.hash ?? null, place: part, isOffline };
    const known = request.isFresh && !isOffline ? null : await archive.recall(wanted);
    if (known === null) return null;
    onHit();
    return new Body(origin, known);
  };
}

/** Answers from the archive where it can. */
export function recalled(recall: Recall, { isOffline }: Pick<RecallOptions, 'isOffline'>): Step {
  return (next) => async (request) => {
    const known = await recall(request);
    if (known !== null) return known;
    if (!isOffline) return next(request);
    const { origin } = request;
    const problem = 'the archive has no answer, and nobody else is asked';
    throw new BadProviderDataError(messageAbout(origin, problem), contextOf(origin));
  };
}

/** Keeps every answer that passed its check. */
export function kept(archive: Archive | undefined): Step {
  return (next) => async (request) => keep(archive, request, await next(request));
}

/** Keeps an answer to a request, if there is an archive. @returns the answer, archived */
export async function keep(archive: Archive | undefined, request: Request, body: Body): Promise<Body> {
  if (archive === undefined) return body;
  const question = questionOf(request);
  const { status, text, at, source } = body;
  const answer = { status, text, at };
  const sha256 = sha256Of(text);
  const id = exchangeId(question, answer, sha256);
  const key = questionKey(question);
  await archive.keep({ id, question, key, answer, sha256, source, ...lifeOf(request, body) });
  return body.archivedAs(id);
}

/** How long an answer may be used. That there is no such thing may be otherwise tomorrow. */
function lifeOf({ validity, part, tip, keepsAbsence = false }: Request, body: Body) {
  if (body.isAbsent) {
    return { validity: keepsAbsence ? 'tip' : 'once', tip: tip?.hash ?? null, span: null } as const;
  }
  const span = part === null ? null : { list: part.list, from: part.from, through: part.through(body) };
  return { validity: validity(body), tip: tip?.hash ?? null, span };
}
