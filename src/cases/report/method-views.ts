/**
 * What a run found under each of its methods, as it is kept beside the report, which shows the main one: outcomes and places of
 * all other methods once, with the amounts of each, and then what differs from method to method.
 */

import type { MixerContracts } from '../../core/ethereum-mixers/contracts.ts';
import type { Flag } from '../../core/flags/flag.ts';
import type { MixerProfile } from '../../core/flags/mixer-profile.ts';
import { type MethodFindings, methodFindings } from '../../core/report/method-findings.ts';
import type { Report } from '../../core/report/report.ts';
import type { ByMethod } from '../../core/report/report-input.ts';
import type { MethodName } from '../../core/taint/method.ts';
import type { Outcome, OutcomeHolding } from '../../core/trace/outcome.ts';
import type { SettleInput, Settlement } from '../../core/trace/settle.ts';
import { depositsJson } from './report-deposits.ts';
import { amountsJson, flagJson, type ReportJson, rangeJson, whereJson, whyJson } from './report-json.ts';
import { victimsJson } from './report-victims.ts';

type Amounts = ReturnType<typeof amountsJson>;

/** An outcome, whatever the method. */
type OutcomeRow = Pick<ReportJson['outcomes'][number], 'kind' | 'entity' | 'asset' | 'range' | 'amounts'>;

/** A place of an outcome, whatever the method. */
interface PlaceRow extends ReturnType<typeof whereJson> {
  /** Place of its outcome among the rows. */
  readonly outcome: number;
  readonly amounts: Amounts;
  /** What it is now, where it was converted. */
  readonly held: { readonly asset: string; readonly amounts: Amounts } | null;
  readonly reason: string;
  readonly pendingSpend?: string;
}

/** What an outcome is under one method. */
interface OutcomeView {
  readonly outcome: number;
  readonly transactions: number;
  /** By seed. */
  readonly origins: readonly (readonly [seed: number, amount: string])[];
  readonly deposits?: NonNullable<ReturnType<typeof depositsJson>['deposits']>;
}

/** A flag without its ways, and without the patterns on them. */
export type PlainFlag = Omit<ReturnType<typeof flagJson>, 'path' | 'heaviest'>;

/** A flag of the report, by its number there, with what is another than there; or one that is not there. */
type FlagView =
  | { readonly flag: number; readonly other: Partial<PlainFlag> }
  | { readonly flag: null; readonly other: PlainFlag };

export interface MethodView {
  readonly outcomes: readonly OutcomeView[];
  readonly victims: ReportJson['victims'];
  readonly flags: readonly FlagView[];
}

export interface MethodViewsJson {
  readonly outcomes: readonly OutcomeRow[];
  readonly places: readonly PlaceRow[];
  /** The main method stands in the report. */
  readonly methods: Partial<Record<MethodName, MethodView>>;
}

/** A run that is about to be reported. */
export interface ViewedRun {
  readonly settlement: Settlement;
  readonly input: Pick<SettleInput, 'seeds' | 'graph' | 'tags' | 'tips'>;
  readonly report: Report;
  readonly profiles: readonly MixerProfile[];
  readonly mixers: MixerContracts;
}

/** What is kept of the methods of a run. */
export function methodViewsJson({ settlement, input, report, profiles, mixers }: ViewedRun): MethodViewsJson {
  const { byMethod } = report;
  const rows = new Rows(byMethod);
  const flagsOf = flagReader(report, profiles);
  const methods: Partial<Record<MethodName, MethodView>> = {};
  for (const findings of methodFindings(settlement, input, byMethod, mixers)) {
    methods[findings.method] = {
      outcomes: findings.outcomes.map((outcome) => rows.view(outcome, findings.method)),
      victims: victimsJson(findings, input.seeds),
      flags: flagsOf(findings),
    };
  }
  return { outcomes: rows.outcomes, places: rows.places, methods };
}

/** Rows of outcomes and places, each once. */
class Rows {
  readonly outcomes: OutcomeRow[] = [];
  readonly places: PlaceRow[] = [];
  readonly #byMethod: ByMethod;
  readonly #numbers = new Map<string, number>();
  readonly #places = new Map<string, { amounts: Amounts | null }>();

  constructor(byMethod: ByMethod) {
    this.#byMethod = byMethod;
  }

  view(outcome: Outcome, method: MethodName): OutcomeView {
    const number = this.#numberOf(outcome);
    for (const place of outcome.holdings) this.#addPlace(number, place, outcome, method);
    return {
      outcome: number,
      transactions: outcome.transactions.length,
      origins: outcome.origins.map(({ seed, amount }) => [seed, amount.toString()] as const),
      ...depositsJson(outcome.deposits),
    };
  }

  #numberOf(outcome: Outcome): number {
    const { kind, entity, asset, range } = outcome;
    const name = JSON.stringify([kind, entity, asset]);
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    const amounts = amountsJson(this.#byMethod.outcomes.amountsOf(outcome));
    const number = this.outcomes.push({ kind, entity, asset, range: rangeJson(range), amounts }) - 1;
    this.#numbers.set(name, number);
    return number;
  }

  #addPlace(number: number, place: OutcomeHolding, outcome: Outcome, method: MethodName): void {
    const name = `${number} ${place.holding}`;
    const known = this.#places.get(name);
    const held = place.held === null ? {} : { [method]: place.held.amount.toString() };
    if (known !== undefined) {
      if (known.amounts !== null) Object.assign(known.amounts, held);
      return;
    }
    this.#places.set(name, { amounts: place.held === null ? null : held });
    this.places.push({
      outcome: number,
      ...whereJson(place),
      amounts: amountsJson(this.#byMethod.outcomes.amountsAt(outcome, place.holding)),
      held: place.held === null ? null : { asset: place.held.asset, amounts: held },
      ...whyJson(place),
    });
  }
}

/** Reads the flags of a method against those of the report. */
function flagReader({ flags, byMethod }: Report, profiles: readonly MixerProfile[]) {
  const plain = (flag: Flag): PlainFlag => {
    const { path: _path, heaviest: _heaviest, ...rest } = flagJson(flag, profiles, byMethod.flags);
    return rest;
  };
  const reported = flags.map(plain);
  const numbers = new Map(flags.map((flag, number) => [nameOf(flag), number]));
  return (findings: MethodFindings): FlagView[] =>
    findings.flags.map((found) => {
      const [flag, number] = [plain(found), numbers.get(nameOf(found))];
      const same = number === undefined ? undefined : reported[number];
      if (number === undefined || same === undefined || !hasSameKeys(flag, same))
        return { flag: null, other: flag };
      return { flag: number, other: differing(flag, same) };
    });
}

function nameOf({ kind, chain, address, entity, asset }: Flag): string {
  return JSON.stringify([kind, chain, address, entity, asset]);
}

function hasSameKeys(a: PlainFlag, b: PlainFlag): boolean {
  return Object.keys(a).join() === Object.keys(b).join();
}

function differing(flag: PlainFlag, from: PlainFlag): Partial<PlainFlag> {
  const known = new Map(Object.entries(from));
  const other = Object.entries(flag).filter(
    ([key, value]) => JSON.stringify(value) !== JSON.stringify(known.get(key)),
  );
  return Object.fromEntries(other);
}
