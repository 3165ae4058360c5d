/**
 * Errors as callers see them: problem details (RFC 9457). The only place where an error becomes an HTTP status. What is
 * the caller's doing is told with field, value and remedy; of the inside nothing is told but the request id, under
 * which the log has the rest.
 */

import Type, { type Static } from 'typebox';
import { InvalidRowsError } from '../cases/import-seeds.ts';
import {
  CoinhoundError,
  ConflictError,
  InvalidInputError,
  LimitReachedError,
  NotFoundError,
  ProviderError,
  StorageError,
} from '../core/errors.ts';
import { BusyError, ForbiddenError, TooManyRequestsError, UnauthenticatedError } from './refusal.ts';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

export const Problem = Type.Object(
  {
    type: Type.String({ description: 'Which kind of problem; the last part names it.' }),
    title: Type.String(),
    status: Type.Integer({ minimum: 400, maximum: 599 }),
    detail: Type.String({ description: 'What is wrong, and what to do about it.' }),
    requestId: Type.String({ description: 'Under which the log of the service has more.' }),
    field: Type.Optional(Type.String({ description: 'The part of the request that is wrong.' })),
    value: Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()])),
    remedy: Type.Optional(Type.String()),
    state: Type.Optional(Type.String({ description: 'Of the run that has no results.' })),
    rows: Type.Optional(
      Type.Array(
        Type.Object(
          {
            line: Type.Integer({ minimum: 1 }),
            column: Type.String(),
            value: Type.String(),
            problem: Type.String(),
          },
          { additionalProperties: false },
        ),
        { description: 'Rows of a table that cannot be read, the first hundred.' },
      ),
    ),
  },
  { $id: 'Problem', title: 'Problem', additionalProperties: false },
);
export type Problem = Static<typeof Problem>;

type Kind = Pick<Problem, 'status' | 'title'> & { readonly name: string };

const KINDS = {
  invalid: { name: 'invalid-input', status: 400, title: 'Invalid input' },
  malformed: { name: 'malformed-request', status: 400, title: 'Malformed request' },
  unauthenticated: { name: 'unauthenticated', status: 401, title: 'Unauthenticated' },
  forbidden: { name: 'forbidden', status: 403, title: 'Forbidden' },
  notFound: { name: 'not-found', status: 404, title: 'Not found' },
  conflict: { name: 'conflict', status: 409, title: 'Conflict' },
  tooLarge: { name: 'too-large', status: 413, title: 'Body too large' },
  mediaType: { name: 'unsupported-media-type', status: 415, title: 'Unsupported media type' },
  tooMany: { name: 'too-many-requests', status: 429, title: 'Too many requests' },
  headersTooLarge: { name: 'headers-too-large', status: 431, title: 'Headers too large' },
  timedOut: { name: 'request-timed-out', status: 408, title: 'Request timed out' },
  internal: { name: 'internal', status: 500, title: 'Internal error' },
  provider: { name: 'explorer-failed', status: 502, title: 'Explorer failed' },
  busy: { name: 'busy', status: 503, title: 'Busy' },
  unavailable: { name: 'unavailable', status: 503, title: 'Unavailable' },
} as const satisfies Record<string, Kind>;

/** Of an error of the inside, callers learn this much. */
const INSIDE = {
  internal: 'something went wrong inside Coinhound; the request id leads to it in the log',
  provider: 'an explorer did not give what was asked; try again later',
  unavailable: 'the service cannot reach its database; try again soon',
} as const;

/** An answer: the problem, and the wait that is asked for, in seconds. */
export interface Answer {
  readonly problem: Problem;
  /** Something broke, of which the caller is told nothing. */
  readonly isInside: boolean;
  readonly retryAfterSeconds: number | null;
}

/** The problem to answer an error with. */
export function problemOf(error: unknown, requestId: string): Answer {
  const kind = kindOf(error);
  const retryAfterSeconds = retryAfterOf(error, kind);
  const base = {
    type: `urn:coinhound:problem:${kind.name}`,
    title: kind.title,
    status: kind.status,
  };
  const isInside = kind.status >= 500 && kind !== KINDS.busy;
  if (isInside)
    return { problem: { ...base, detail: insideOf(kind), requestId }, isInside, retryAfterSeconds };
  const detail = detailOf(error, kind);
  return { problem: { ...base, detail, requestId, ...factsOf(error, detail) }, isInside, retryAfterSeconds };
}

function retryAfterOf(error: unknown, { status }: Kind): number | null {
  if (error instanceof TooManyRequestsError || error instanceof BusyError) return error.retryAfterSeconds;
  return status === 503 ? 1 : null;
}

/** The problem of a request that never became one: what the HTTP parser refused. @param code of Node */
export function unreadableProblem(code: string | undefined, requestId: string): Problem {
  const kind =
    code === 'ERR_HTTP_REQUEST_TIMEOUT'
      ? KINDS.timedOut
      : code === 'HPE_HEADER_OVERFLOW'
        ? KINDS.headersTooLarge
        : KINDS.malformed;
  const { name, status, title } = kind;
  const detail = 'the request cannot be read as HTTP';
  return { type: `urn:coinhound:problem:${name}`, title, status, detail, requestId };
}

function kindOf(error: unknown): Kind {
  if (error instanceof InvalidInputError) return KINDS.invalid;
  if (error instanceof UnauthenticatedError) return KINDS.unauthenticated;
  if (error instanceof ForbiddenError) return KINDS.forbidden;
  if (error instanceof NotFoundError) return KINDS.notFound;
  if (error instanceof ConflictError) return KINDS.conflict;
  if (error instanceof LimitReachedError) return KINDS.conflict;
  if (error instanceof TooManyRequestsError) return KINDS.tooMany;
  if (error instanceof BusyError) return KINDS.busy;
  if (error instanceof StorageError) return KINDS.unavailable;
  if (error instanceof ProviderError) return KINDS.provider;
  if (error instanceof CoinhoundError) return KINDS.internal;
  return frameworkKind(statusOf(error));
}

/** Fastify's own errors have a status; those below 500 speak of the request. */
function frameworkKind(status: number): Kind {
  if (status === 404) return KINDS.notFound;
  if (status === 408) return KINDS.timedOut;
  if (status === 413) return KINDS.tooLarge;
  if (status === 415) return KINDS.mediaType;
  return status >= 400 && status < 500 ? KINDS.malformed : KINDS.internal;
}

function statusOf(error: unknown): number {
  const status = typeof error === 'object' && error !== null ? Reflect.get(error, 'statusCode') : undefined;
  return typeof status === 'number' ? status : 500;
}

function insideOf({ status }: Kind): string {
  if (status === 502) return INSIDE.provider;
  return status === 503 ? INSIDE.unavailable : INSIDE.internal;
}

function detailOf(error: unknown, { title }: Kind): string {
  // What the database itself says of a contradiction names tables and columns.
  if (error instanceof ConflictError && error.context.sqlState !== undefined) {
    return 'the request contradicts what is stored';
  }
  return error instanceof Error && error.message !== '' ? error.message : title;
}

function factsOf(error: unknown, detail: string): Partial<Problem> {
  if (!(error instanceof CoinhoundError)) return {};
  const { field, value, state } = error.context;
  const [, remedy] = /; ([^;]+)$/.exec(detail) ?? [];
  return {
    ...(typeof field === 'string' ? { field } : {}),
    ...(value === undefined ? {} : { value }),
    ...(remedy === undefined ? {} : { remedy }),
    ...(typeof state === 'string' ? { state } : {}),
    ...(error instanceof InvalidRowsError ? { rows: error.rows.map((row) => ({ ...row })) } : {}),
  };
}
