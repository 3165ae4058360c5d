/** Counts what the detectors say of labelled transactions and of blocks. */

import { detectBatchPayout } from '../../../src/core/detect/batch-payout.ts';
import { mayHaveSeveralOwners } from '../../../src/core/detect/co-spend.ts';
import { DETECTORS, firstMatch } from '../../../src/core/detect/coinjoin/detectors.ts';
import { detectConsolidation } from '../../../src/core/detect/consolidation.ts';
import type { Finding } from '../../../src/core/detect/finding.ts';
import type { BitcoinTransaction } from '../../../src/core/transaction.ts';
import type { BlockTransaction } from './blocks.ts';
import { type Label, type Labelled, LISTS } from './labelled.ts';

/** What a detector is to find, and what it says when it is sure. */
const TARGETS: readonly (readonly [detector: string, label: Label])[] = [
  ['whirlpool', 'Whirlpool'],
  ['whirlpool-tx0', 'Whirlpool Tx0'],
  ['wasabi11', 'Wasabi 1'],
  ['wasabi2', 'Wasabi 2'],
  ['joinmarket', 'JoinMarket'],
];

export interface Accuracy {
  readonly detector: string;
  readonly certainty: Finding['certainty'];
  readonly label: Label;
  readonly labelled: number;
  /** Labelled ones that the detector finds by itself. */
  readonly found: number;
  /** Others that are judged, on which it is the first to match. */
  readonly wrong: number;
  readonly recall: number;
  readonly precision: number;
  /** Not judged, on which it is the first to match. */
  readonly unjudged: number;
}

export function accuracies(all: readonly Labelled[]): Accuracy[] {
  return TARGETS.map(([detector, label]) => {
    const row = DETECTORS.find(({ name }) => name === detector);
    if (row === undefined) throw new Error(`no detector ${detector}`);
    const certainty = detector === 'joinmarket' ? 'possible' : 'likely';
    const targets = all.filter((one) => one.label === label);
    const found = targets.filter(({ tx }) => row.detect(tx)?.certainty === certainty).length;
    const others = all.filter((one) => one.label !== label && isFirst(detector, certainty, one.tx));
    const unjudged = others.filter((one) => one.label === 'unjudged').length;
    const wrong = others.length - unjudged;
    const counts = { labelled: targets.length, found, wrong, unjudged };
    const rates = { recall: found / targets.length, precision: found / (found + wrong) };
    return { detector, certainty, label, ...counts, ...rates };
  });
}

function isFirst(detector: string, certainty: Finding['certainty'], tx: BitcoinTransaction): boolean {
  const match = firstMatch(tx);
  return match?.row.name === detector && match.finding.certainty === certainty;
}

/** Of each label, how many get which finding first: `Wasabi 1, possible`, or `none`. */
export type Confusion = ReadonlyMap<Label, ReadonlyMap<string, number>>;

export function confusion(all: readonly Labelled[]): Confusion {
  const rows = new Map<Label, Map<string, number>>();
  for (const { tx, label } of all) {
    const row = rows.get(label) ?? new Map<string, number>();
    const said = nameOf(firstMatch(tx)?.finding ?? null);
    row.set(said, (row.get(said) ?? 0) + 1);
    rows.set(label, row);
  }
  return rows;
}

function nameOf(finding: Finding | null): string {
  return finding === null ? 'none' : `${finding.protocol}, ${finding.certainty}`;
}

/** What the lists say by themselves, before anything is put right. */
export interface ListCount {
  readonly list: string;
  readonly transactions: number;
  readonly label: Label;
  /** Found first, and surely, as the list says. */
  readonly likely: number;
  /** Found by any detector of what has several owners, at any certainty. */
  readonly excluded: number;
}

export function listCounts(all: readonly Labelled[]): ListCount[] {
  return LISTS.map(([list, label]) => {
    const ones = all.filter((one) => one.list === list);
    const said = ones.map(({ tx }) => firstMatch(tx)?.finding);
    return {
      list,
      transactions: ones.length,
      label,
      likely: said.filter((one) => one?.protocol === label && one.certainty === 'likely').length,
      excluded: ones.filter(({ tx }) => mayHaveSeveralOwners(tx)).length,
    };
  });
}

export interface BlockCount {
  readonly height: number;
  readonly transactions: number;
  /** Transactions whose spent outputs are all known. */
  readonly whole: number;
  /** By pattern: hits among the whole ones, and among the others, where they are an upper bound. */
  readonly hits: ReadonlyMap<string, readonly [whole: number, other: number]>;
  readonly list: readonly string[];
}

/** Rules of services, counted beside the table of detectors. */
const PATTERNS = { 'batch payout': detectBatchPayout, consolidation: detectConsolidation };

export function blockCount(height: number, block: readonly BlockTransaction[]): BlockCount {
  const hits = new Map<string, [number, number]>();
  const list: string[] = [];
  const count = (name: string, isWhole: boolean) => {
    const pair = hits.get(name) ?? [0, 0];
    pair[isWhole ? 0 : 1] += 1;
    hits.set(name, pair);
  };
  for (const { tx, isWhole } of block) {
    const match = firstMatch(tx);
    if (match !== null) {
      count(nameOf(match.finding), isWhole);
      list.push(`${tx.txid} ${match.finding.protocol} ${numbersOf(match.finding)}${isWhole ? '' : ' *'}`);
    }
    for (const [name, detect] of Object.entries(PATTERNS)) if (detect(tx) !== null) count(name, isWhole);
    if (mayHaveSeveralOwners(tx)) count('left out of co-spending', isWhole);
  }
  const whole = block.filter(({ isWhole }) => isWhole).length;
  return { height, transactions: block.length, whole, hits, list };
}

function numbersOf({ numbers }: Finding): string {
  return Object.entries(numbers)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ');
}

/** Microseconds of CPU time a transaction for the whole table of detectors. */
export function cost(transactions: readonly BitcoinTransaction[]): number {
  const rounds = Math.ceil(200_000 / transactions.length);
  const before = process.cpuUsage();
  for (let round = 0; round < rounds; round += 1) for (const tx of transactions) firstMatch(tx);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (rounds * transactions.length);
}
