/**
 * Cases and runs as the API shows them.
 */

import Type, { type Static } from 'typebox';
import { WATCH_SECONDS } from '../../cases/case-body.ts';
import type { CaseOverview, Progress, RunOverview } from '../../cases/catalog.ts';
import { RUN_STATES } from '../../cases/catalog.ts';
import { formatUtcTime } from '../../cases/utc-time.ts';
import { METHOD_NAMES } from '../../core/taint/method.ts';
import { closed, Digest, Id, isoTime, nullable, Time } from './values.ts';

const Tip = Type.Object({ height: Type.Integer(), hash: Type.String(), time: Time }, closed);
const Count = Type.Integer({ minimum: 0 });

const RunStateName = Type.Enum([...RUN_STATES]);

/** Limits of a case. */
export const Limits = Type.Object(
  {
    maxHops: Count,
    maxLookups: Count,
    maxTransactionsPerAddress: Count,
    minShareMillionths: Count,
    maxDays: Count,
  },
  closed,
);

/** A run without its results. */
export const Run = Type.Object(
  {
    id: Id,
    number: Type.Integer({ minimum: 1, description: 'Within the case.' }),
    state: RunStateName,
    cause: Type.Enum(['opened', 'schedule', 'request', 'tags']),
    method: Type.Enum([...METHOD_NAMES]),
    limits: Limits,
    tip: nullable(Type.Object({ bitcoin: Type.Optional(Tip), ethereum: Type.Optional(Tip) }, closed)),
    inputDigest: nullable(Digest),
    resultDigest: nullable(Digest),
    startedAt: Time,
    finishedAt: nullable(Time),
    error: nullable(Type.String({ description: 'What ended a failed run.' })),
    counts: nullable(Type.Object({ transactions: Count, flags: Count, gaps: Count }, closed)),
  },
  closed,
);

export const Watch = Type.Object(
  { everySeconds: Type.Integer(WATCH_SECONDS), nextAt: nullable(Time) },
  closed,
);

const summary = {
  id: Id,
  owner: Type.String(),
  name: Type.String(),
  description: nullable(Type.String()),
  state: RunStateName,
  seeds: Count,
  createdAt: Time,
  watch: nullable(Watch),
  webhook: nullable(
    Type.Object({ origin: Type.String({ description: 'Of the URL: the rest may hold a secret.' }) }, closed),
  ),
  emails: Type.Array(Type.String()),
  lastEvent: Type.Integer({ minimum: 0, description: 'Number of the newest event.' }),
  run: Run,
  results: nullable(Run),
};

/** A case in the list. */
export const CaseSummary = Type.Object(summary, closed);

/** A case. */
export const CaseResource = Type.Object(
  {
    ...summary,
    progress: nullable(
      Type.Object(
        { lookupsDone: Count, lookups: Count },
        { ...closed, description: 'Of the run under way: look-ups of the rounds so far.' },
      ),
    ),
  },
  closed,
);

/** A case that was opened. */
export const Opened = Type.Object(
  {
    caseId: Id,
    runId: Id,
    webhookSecret: nullable(Type.String({ description: 'Signs the alerts; null without a webhook.' })),
  },
  closed,
);

/** The form of a case in the list. */
export function caseSummary(theCase: CaseOverview): Static<typeof CaseSummary> {
  const { id, owner, name, description, seeds, watch, webhookUrl, emails, lastEvent } = theCase;
  return {
    id,
    owner,
    name,
    description,
    state: theCase.latest.state,
    seeds,
    createdAt: isoTime(theCase.createdAt),
    watch: watch === null ? null : { ...watch, nextAt: watch.nextAt === null ? null : isoTime(watch.nextAt) },
    webhook: webhookUrl === null ? null : { origin: new URL(webhookUrl).origin },
    emails: [...emails],
    lastEvent,
    run: runJson(theCase.latest),
    results: theCase.finished === null ? null : runJson(theCase.finished),
  };
}

/** The form of a case. @param progress of the run under way; null for none */
export function caseResource(theCase: CaseOverview, progress: Progress | null): Static<typeof CaseResource> {
  return { ...caseSummary(theCase), progress };
}

/** The form of a run. */
export function runJson(run: RunOverview): Static<typeof Run> {
  const { tips, startedAt, finishedAt, limits, counts, ...rest } = run;
  return {
    ...rest,
    limits: { ...limits },
    tip: tips === null ? null : tipJson(tips),
    startedAt: isoTime(startedAt),
    finishedAt: finishedAt === null ? null : isoTime(finishedAt),
    counts: counts === null ? null : { ...counts },
  };
}

function tipJson(tips: NonNullable<RunOverview['tips']>) {
  return Object.fromEntries(
    Object.entries(tips).map(([chain, { height, hash, time }]) => [
      chain,
      { height, hash, time: formatUtcTime(time) },
    ]),
  );
}
