/**
 * The frames that a browser showed, by its own tracing.
 */
import type { Browser, Page } from 'playwright-core';

export interface Shown {
  readonly framesPerSecond: number;
  /** Between one frame and the next (ms): the longest. */
  readonly longestMs: number;
}

interface TraceEvent {
  readonly name: string;
  /** Microseconds. */
  readonly ts: number;
}

/** What the compositor writes when a frame goes to the screen. */
const FRAME = 'DrawFrame';
const CATEGORIES = ['devtools.timeline.frame', 'disabled-by-default-devtools.timeline.frame'];

/** @param act something that changes the page all the time */
export async function framesWhile(browser: Browser, page: Page, act: () => Promise<void>): Promise<Shown> {
  await browser.startTracing(page, { categories: CATEGORIES });
  await act();
  const { traceEvents } = JSON.parse(String(await browser.stopTracing())) as { traceEvents: TraceEvent[] };
  const times = traceEvents
    .filter(({ name }) => name === FRAME)
    .map(({ ts }) => ts / 1000)
    .sort((a, b) => a - b);
  const [first, last] = [times[0], times.at(-1)];
  if (first === undefined || last === undefined || times.length < 2)
    throw new Error('the trace has no frames');
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  return {
    framesPerSecond: ((times.length - 1) * 1000) / (last - first),
    longestMs: Math.round(Math.max(...gaps)),
  };
}
