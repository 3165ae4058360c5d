/**
 * The marks of time below a chart: the day at midnight, else the hour, in UTC and as everywhere else on the pages.
 */

import { scaleUtc } from 'd3-scale';
import type { TimeWindow } from './time-window.ts';

export interface TimeTick {
  readonly x: number;
  readonly text: string;
}

/** Room for the letters of one (px). */
const PER_TICK = 110;
/** Nearer to an end they would be cut. */
const EDGE = 36;

export function timeTicks({ from, to }: TimeWindow, width: number): TimeTick[] {
  const scale = scaleUtc([from, to], [0, width]);
  return scale
    .ticks(Math.max(2, Math.floor(width / PER_TICK)))
    .map((tick) => ({ x: scale(tick), text: tickText(tick) }))
    .filter(({ x }) => x >= EDGE && x <= width - EDGE);
}

function tickText(time: Date): string {
  const text = time.toISOString();
  return text.slice(11, 19) === '00:00:00' ? text.slice(0, 10) : text.slice(11, 16);
}
