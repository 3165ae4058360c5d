/**
 * Where two reports of the same run differ, place by place. Not compared is what only counts (`stats`), and what stands beside the
 * evidence: leads from events of pools, and what issuers said of freezes.
 */

import { isRecord } from '../../core/record.ts';

/** One place where they differ. */
export interface Difference {
  /** Like `outcomes[0].amount`. */
  readonly place: string;
  /** As JSON, cut; undefined where there is nothing. */
  readonly reported: string | undefined;
  readonly found: string | undefined;
}

/** More would not be read. */
const MOST = 20;

/** Characters of a value that are shown. */
const SHOWN = 80;

/** The first differences, in the order of the report. */
export function reportDifferences(reported: unknown, found: unknown): readonly Difference[] {
  const differences: Difference[] = [];
  compare(evidenced(reported), evidenced(found), '', differences);
  return differences;
}

function evidenced(report: unknown): unknown {
  if (!isRecord(report)) return report;
  const { stats: _stats, leads: _leads, freezes: _freezes, ...rest } = report;
  return rest;
}

function compare(reported: unknown, found: unknown, place: string, to: Difference[]): void {
  if (to.length >= MOST || reported === found) return;
  if (Array.isArray(reported) && Array.isArray(found)) {
    const length = Math.max(reported.length, found.length);
    for (let index = 0; index < length; index += 1) {
      compare(reported[index], found[index], `${place}[${index}]`, to);
    }
  } else if (isRecord(reported) && isRecord(found)) {
    for (const key of new Set([...Object.keys(reported), ...Object.keys(found)])) {
      compare(reported[key], found[key], place === '' ? key : `${place}.${key}`, to);
    }
  } else to.push({ place, reported: shown(reported), found: shown(found) });
}

function shown(value: unknown): string | undefined {
  const text = JSON.stringify(value);
  return text !== undefined && text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
