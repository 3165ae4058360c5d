/**
 * First and third step of the pipeline: what the archive holds and may be used again is not asked for, and what was asked
 * is kept there. What is kept is the raw body; it is read and checked again each time, like a fresh one.
 */

import { type Archive, exchangeId, type Wanted } from './archive.ts';
import { Body } from './body.ts';
import { questionOf, type Request, type Step } from './request.ts';

/** Answers from the archive where it can; without an archive it lets everything through. */
export function recalled(
  archive: Archive | undefined,
  traffic: { cacheHits: number },
  onHit: () => void,
): Step {
  if (archive === undefined) return (next) => next;
  return (next) => async (request) => {
    const known = request.isFresh ? null : await archive.recall(wantedBy(request));
    if (known === null) return next(request);
    traffic.cacheHits += 1;
    onHit();
    return new Body(request.origin, known);
  };
}

function wantedBy(request: Request): Wanted {
  const { tip, part } = request;
  return { question: questionOf(request), tip: tip?.hash ?? null, place: part };
}

/** Keeps every answer that passed its check. */
export function kept(archive: Archive | undefined): Step {
  if (archive === undefined) return (next) => next;
  return (next) => async (request) => {
    const body = await next(request);
    const { status, text, at } = body;
    const exchange = {
      question: questionOf(request),
      answer: { status, text, at },
      ...lifeOf(request, body),
    };
    const id = exchangeId(exchange);
    await archive.keep({ ...exchange, id });
    return body.archivedAs(id);
  };
}

/** How long an answer may be used. That there is no such thing may be otherwise tomorrow. */
function lifeOf({ validity, part, tip }: Request, body: Body) {
  if (body.isAbsent) return { validity: 'once', tip: null, span: null } as const;
  const span = part === null ? null : { list: part.list, from: part.from, through: part.through(body) };
  return { validity: validity(body), tip: tip?.hash ?? null, span };
}
