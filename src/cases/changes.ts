/**
 * What is new since the run before: stolen value that left the place where it rested, and flags that are new or have
 * grown. Compared are the reports as users read them, so every change can be found in both.
 */

import type { Change, Flagged, Moved } from './change.ts';
import type { ReportJson } from './report/report-json.ts';

type FlagJson = ReportJson['flags'][number];

/** The changes from one report of a case to the next, in the order of the reports; empty when nothing is new. */
export function changesBetween(before: ReportJson, after: ReportJson): Change[] {
  return [...movedBetween(before, after), ...flaggedBetween(before, after)];
}

/** What is classified anew where it rests has not moved. */
function movedBetween(before: ReportJson, after: ReportJson): Moved[] {
  const resting = new Map<string, bigint>();
  for (const { asset, places } of after.outcomes) {
    for (const { holding, amount } of places) {
      const key = `${holding} ${asset}`;
      resting.set(key, (resting.get(key) ?? 0n) + BigInt(amount));
    }
  }
  return before.outcomes
    .filter(({ kind }) => kind === 'unspent')
    .flatMap(({ asset, places }) =>
      places.flatMap(({ chain, address, holding, amount }): Moved[] => {
        const rest = resting.get(`${holding} ${asset}`) ?? 0n;
        if (rest >= BigInt(amount)) return [];
        return [{ kind: 'moved', chain, address, holding, asset, before: amount, after: rest.toString() }];
      }),
    );
}

function flaggedBetween(before: ReportJson, after: ReportJson): Flagged[] {
  const known = new Map(before.flags.map((flag) => [keyOf(flag), flag]));
  return after.flags.flatMap((flag): Flagged[] => {
    const old = known.get(keyOf(flag));
    if (old !== undefined && BigInt(flag.amount) <= BigInt(old.amount)) return [];
    const { chain, address, kind, entity, confidence, asset, amount } = flag;
    const evidence = flag.evidence.filter((txid) => old?.evidence.includes(txid) !== true);
    const amounts = { before: old?.amount ?? null, after: amount };
    return [{ kind: 'flag', chain, address, flag: kind, entity, confidence, asset, ...amounts, evidence }];
  });
}

function keyOf({ kind, chain, address, entity, asset }: FlagJson): string {
  return JSON.stringify([kind, chain, address, entity, asset]);
}
