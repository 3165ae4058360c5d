/**
 * Steps of a way, with what one asks about each: its share of what was stolen, of the step before, and the time since then.
 */

import { shownShare } from '../../../../cases/report/shown-amount.ts';

interface PlainStep {
  readonly txid: string;
  /** ISO 8601. */
  readonly time: string;
  readonly from: string;
  readonly to: string;
  readonly asset: string;
  readonly amount: string;
}

export interface PathStep<Step extends PlainStep> {
  readonly step: Step;
  /** Percent of what was stolen of its asset; null where nothing of that asset was. */
  readonly ofStolen: string | null;
  /** Percent of the step before; null for the first, and where the asset changed. */
  readonly ofBefore: string | null;
  /** In words; null for the first. */
  readonly since: string | null;
}

interface StolenAsset {
  readonly asset: string;
  readonly amount: string;
}

/** @param stolen of the run, by asset */
export function pathSteps<Step extends PlainStep>(
  steps: readonly Step[],
  stolen: readonly StolenAsset[],
): PathStep<Step>[] {
  return steps.map((step, at) => {
    const before = steps[at - 1];
    const whole = stolen.find(({ asset }) => asset === step.asset)?.amount ?? '0';
    const isSame = before !== undefined && before.asset === step.asset;
    return {
      step,
      ofStolen: shownShare(step.amount, whole) || null,
      ofBefore: isSame ? shownShare(step.amount, before.amount) || null : null,
      since: before === undefined ? null : timeBetween(before.time, step.time),
    };
  });
}

const UNITS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** `12 d 23 h`: the largest unit and the one below it. @param from ISO 8601 */
export function timeBetween(from: string, to: string): string {
  const whole = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  const at = UNITS.findIndex(([, seconds]) => whole >= seconds);
  if (at === -1) return 'at the same time';
  let left = whole;
  const parts = UNITS.slice(at, at + 2).flatMap(([unit, seconds]) => {
    const count = Math.floor(left / seconds);
    left -= count * seconds;
    return count === 0 ? [] : [`${count} ${unit}`];
  });
  return `${parts.join(' ')} later`;
}
