/**
 * The lists of a run under one of its methods, made of what is kept.
 */

import { compare } from '../../core/amount.ts';
import { ConflictError, NotFoundError } from '../../core/errors.ts';
import { append } from '../../core/multimap.ts';
import type { MethodName } from '../../core/taint/method.ts';
import type { MethodView, MethodViewsJson, PlainFlag } from './method-views.ts';
import type { ReportJson } from './report-json.ts';

type ReportedOutcome = ReportJson['outcomes'][number];
type Place = ReportedOutcome['places'][number];
type ReportedFlag = ReportJson['flags'][number];

/** Under a method that is not the main one nothing is valued. */
type OutcomeUnder = Omit<ReportedOutcome, 'usd' | 'places'> & { readonly places: readonly PlaceUnder[] };
type PlaceUnder = Pick<Place, 'chain' | 'holding' | 'address' | 'amount' | 'amounts' | 'reason'> & {
  readonly held: { readonly asset: string; readonly amount: string } | null;
  readonly pendingSpend?: string | undefined;
};

export interface ResultsUnder {
  readonly outcomes: readonly OutcomeUnder[];
  readonly victims: ReportJson['victims'];
  readonly flags: readonly PlainFlag[];
}

/**
 * What was found under a method, in the forms of the report.
 * @param views null for a run of a version that kept the main method alone
 * @throws NotFoundError when the run has no such method
 * @throws ConflictError when it was not kept
 */
export function resultsUnder(
  report: ReportJson,
  views: MethodViewsJson | null,
  method: MethodName,
): ResultsUnder {
  const { outcomes, victims, flags } = report;
  if (method === report.run.method) return { outcomes, victims, flags: flags.map(plainFlag) };
  const view = views?.methods[method];
  if (views === null || view === undefined) throw withoutMethod(report.run, method);
  return {
    outcomes: outcomesUnder(report, views, view, method),
    victims: view.victims,
    flags: view.flags.map(({ flag, other }): PlainFlag => {
      const known = flag === null ? undefined : flags[flag];
      if (known === undefined) return other as PlainFlag;
      const { patterns: _patterns, ...rest } = plainFlag(known);
      return { ...rest, ...other };
    }),
  };
}

/** Why a run has nothing under a method. */
export function withoutMethod(
  run: { readonly method: MethodName; readonly methods: readonly MethodName[] },
  method: MethodName,
): ConflictError | NotFoundError {
  if (!run.methods.includes(method)) {
    const known = run.methods.join(', ');
    return new NotFoundError(`the run has no method ${method}; ask for one of ${known}`, { method });
  }
  return new ConflictError(
    `the run was finished by a version that kept its main method (${run.method}) alone; scan the case again`,
    { method },
  );
}

function plainFlag({ path: _path, heaviest: _heaviest, ...flag }: ReportedFlag) {
  return flag;
}

function outcomesUnder(
  { seeds }: ReportJson,
  { outcomes, places }: MethodViewsJson,
  view: MethodView,
  method: MethodName,
): OutcomeUnder[] {
  const restingIn = placesUnder(places, method);
  return view.outcomes.flatMap(({ outcome, transactions, origins, ...deposits }): OutcomeUnder[] => {
    const row = outcomes[outcome];
    if (row === undefined) return [];
    const { kind, entity, asset, range, amounts } = row;
    const resting = restingIn.get(outcome) ?? [];
    return [
      {
        kind,
        entity,
        asset,
        amount: amounts[method] ?? '0',
        range,
        amounts,
        holdings: resting.length,
        transactions,
        origins: origins.map(([seed, amount]) => ({ seed, victim: seeds[seed - 1]?.victim ?? null, amount })),
        ...deposits,
        places: resting,
      },
    ];
  });
}

/** By outcome, the places in which anything rests under a method, the largest first. */
function placesUnder(places: MethodViewsJson['places'], method: MethodName) {
  const byOutcome = new Map<number, PlaceUnder[]>();
  for (const { outcome, chain, holding, address, amounts, held, ...why } of places) {
    const amount = amounts[method] ?? '0';
    if (amount === '0') continue;
    const now = held === null ? null : { asset: held.asset, amount: held.amounts[method] ?? '0' };
    const place = { chain, holding, address, amount, held: now, ...why, amounts };
    append(byOutcome, outcome, place);
  }
  for (const some of byOutcome.values()) {
    some.sort((a, b) => compare(BigInt(b.amount), BigInt(a.amount)) || compare(a.holding, b.holding));
  }
  return byOutcome;
}
