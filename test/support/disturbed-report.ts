/** What a report of a run with gaps says that cannot be, held against the run that nothing disturbed. */

import type { ReportJson } from '../../src/cases/report/report-json.ts';

type Gap = ReportJson['gaps'][number];
type Flag = ReportJson['flags'][number];

/** Sentences; none when all is well. */
export function problemsWithGaps(report: ReportJson, undisturbed: ReportJson): string[] {
  return [
    ...report.gaps.flatMap(problemsOfGap),
    ...unaccounted(report),
    ...excessOfStolen(report, undisturbed),
    ...excessOfFlags(report.flags, undisturbed.flags),
    ...excessOfOutcomes(report, undisturbed),
  ];
}

/** Why a look-up ended without an answer, as reports say it. */
const REASONS = [
  /^explorer failed: \S/,
  /^incomplete at the explorer: \S/,
  /^seed not read: explorer failed: \S/,
  /^seed not read: incomplete at the explorer: \S/,
  // A list that comes back empty cannot be told from one that is: nothing was stolen then, which is said.
  /^seed finds nothing: \S/,
  /^block \d+, which the run is pinned to, is not in the chain any more/,
];
/** An address, a transaction, an output, or the block that is gone. */
const SUBJECT = {
  ethereum: /^0x[0-9a-f]{40,64}$/i,
  bitcoin: /^([0-9a-zA-Z]{26,90}|[0-9a-f]{64}(:\d+)?|script:[0-9a-f]+)$/,
};

/** A gap says what it is about and why. */
function problemsOfGap(gap: Gap): string[] {
  const shown = JSON.stringify(gap);
  const problems: string[] = [];
  if (!REASONS.some((reason) => reason.test(gap.reason))) problems.push(`gap without a reason: ${shown}`);
  if (!SUBJECT[gap.chain].test(gap.address)) problems.push(`gap without a subject: ${shown}`);
  if (gap.amount !== null && BigInt(gap.amount) < 0n) problems.push(`gap of less than nothing: ${shown}`);
  return problems;
}

/** What was stolen is where the outcomes say, and what was not explored is in the gaps. */
function unaccounted({ stolen, outcomes, gaps }: ReportJson): string[] {
  return stolen.flatMap(({ asset, amount }) => {
    const of = outcomes.filter((outcome) => outcome.asset === asset);
    const problems: string[] = [];
    if (total(of) !== BigInt(amount)) problems.push(`${amount} ${asset} stolen, ${total(of)} in outcomes`);
    const open = total(of.filter(({ kind }) => kind === 'not-explored'));
    const missing = total(gaps.filter((gap) => gap.asset === asset));
    if (open !== missing) problems.push(`${open} ${asset} not explored, ${missing} in gaps`);
    return problems;
  });
}

function excessOfStolen(report: ReportJson, undisturbed: ReportJson): string[] {
  const known = new Map(undisturbed.stolen.map(({ asset, amount }) => [asset, BigInt(amount)]));
  return report.stolen
    .filter(({ asset, amount }) => BigInt(amount) > (known.get(asset) ?? 0n))
    .map(({ asset, amount }) => `${amount} ${asset} stolen, which is too much`);
}

/** Flags of the disturbed run are flags of the other one, of no more. */
function excessOfFlags(flags: readonly Flag[], undisturbed: readonly Flag[]): string[] {
  const known = new Map(undisturbed.map((flag) => [nameOf(flag), flag]));
  return flags.flatMap((flag) => {
    const other = known.get(nameOf(flag));
    if (other === undefined) return [`flag that is not there: ${nameOf(flag)}`];
    if (BigInt(flag.amount) > BigInt(other.amount)) {
      return [`flag of ${flag.amount} instead of ${other.amount}: ${nameOf(flag)}`];
    }
    const evidence = new Set(other.evidence);
    const extra = flag.evidence.filter((txid) => !evidence.has(txid));
    return extra.length === 0 ? [] : [`flag with other evidence: ${nameOf(flag)} ${extra.join(', ')}`];
  });
}

const nameOf = ({ kind, chain, address, asset, entity }: Flag) =>
  [kind, chain, address, asset, entity].join(' ');

/** What ended somewhere for sure is no more than the other run found there. */
function excessOfOutcomes(report: ReportJson, undisturbed: ReportJson): string[] {
  const place = ({ kind, entity, asset }: ReportJson['outcomes'][number]) => `${kind} ${entity} ${asset}`;
  const known = new Map<string, bigint>();
  for (const outcome of undisturbed.outcomes) {
    known.set(place(outcome), (known.get(place(outcome)) ?? 0n) + BigInt(outcome.amount));
  }
  return report.outcomes
    .filter(({ kind }) => kind !== 'not-explored')
    .filter((outcome) => BigInt(outcome.amount) > (known.get(place(outcome)) ?? 0n))
    .map(
      (outcome) => `${outcome.amount} at ${place(outcome)}, instead of ${known.get(place(outcome)) ?? 0n}`,
    );
}

function total(parts: readonly { readonly amount: string | null }[]): bigint {
  return parts.reduce((sum, { amount }) => sum + BigInt(amount ?? 0), 0n);
}
