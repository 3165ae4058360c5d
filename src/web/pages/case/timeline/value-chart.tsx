/**
 * Where value came to rest over time: a line of steps for each kind of place.
 */

import { scaleLinear, scaleUtc } from 'd3-scale';
import { curveStepAfter, line } from 'd3-shape';
import { useEffect, useRef } from 'react';
import { NATIVE_DECIMALS } from '../../../../core/chain.ts';
import { kindColour } from '../../../parts/kind-badge.tsx';
import { shortAmount } from '../graph/short-amount.ts';
import { timeTicks } from './time-ticks.ts';
import type { TimeWindow } from './time-window.ts';
import { useWidth } from './use-width.ts';
import style from './value-chart.module.css';
import type { Series } from './value-series.ts';

export interface ValueChartProps {
  readonly series: readonly Series[];
  readonly asset: string;
  readonly window: TimeWindow;
  /** @param at where on the chart, 0 to 1 */
  onZoom(factor: number, at: number): void;
}

const HEIGHT = 220;
const FOOT = 24;
const TOP = 10;
const TICKS = 4;
const WHEEL = 1.25;
/** Lines are told apart by their dashes, too. */
const DASHES = ['', '8 4', '2 3', '12 4 2 4', '5 5', '1 5'] as const;

export function ValueChart({ series, asset, window, onZoom }: ValueChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const width = useWidth(frame);
  const zoomRef = useRef(onZoom);
  zoomRef.current = onZoom;
  useEffect(() => {
    const element = frame.current;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { left, width: wide } = (event.currentTarget as HTMLElement).getBoundingClientRect();
      zoomRef.current(event.deltaY < 0 ? WHEEL : 1 / WHEEL, (event.clientX - left) / wide);
    };
    // React's own listeners cannot keep the page from scrolling.
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  }, []);
  const most = series.reduce((largest, { steps }) => {
    const last = steps.at(-1)?.total ?? 0n;
    return last > largest ? last : largest;
  }, 0n);
  // Thousandths of the largest are finer than a pixel.
  const shareOf = (total: bigint) => (most === 0n ? 0 : Number((total * 10_000n) / most) / 10_000);
  const x = scaleUtc([window.from, window.to], [0, width]);
  const y = scaleLinear([0, 1], [HEIGHT - FOOT, TOP]);
  const path = line<readonly [number, number]>(
    ([time]) => x(time),
    ([, share]) => y(share),
  ).curve(curveStepAfter);
  const ticks = ticksOf(most, asset).map((total) => ({ total, y: y(shareOf(total)) }));
  return (
    <div className={style.chart}>
      <div className={style.amounts} aria-hidden>
        {ticks.map((tick) => (
          <span key={String(tick.total)} style={{ top: tick.y }}>
            {shortAmount(tick.total, asset)}
          </span>
        ))}
      </div>
      <div ref={frame} className={style.frame}>
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={`Value by kind of place over time. ${inWords(series, asset)}`}
        >
          {ticks.map((tick) => (
            <line key={String(tick.total)} x1={0} x2={width} y1={tick.y} y2={tick.y} stroke="var(--line)" />
          ))}
          {timeTicks(window, width).map((tick) => (
            <text key={tick.x} x={tick.x} y={HEIGHT - 6} className={style.tick}>
              {tick.text}
            </text>
          ))}
          {series.map(({ kind, steps }, index) => (
            <path
              key={kind}
              fill="none"
              strokeWidth={2.5}
              stroke={kindColour(kind)}
              strokeDasharray={DASHES[index % DASHES.length]}
              d={path(pointsOf(steps, window, shareOf)) ?? ''}
            />
          ))}
        </svg>
      </div>
    </div>
  );
}

/** Round sums up to the largest. */
function ticksOf(most: bigint, asset: string): bigint[] {
  const coin = 10n ** BigInt(NATIVE_DECIMALS[asset] ?? 0);
  // Millionths of a coin are round enough, and fit in a number.
  const ticks = scaleLinear([0, Number((most * 1_000_000n) / coin)], [0, 1]).ticks(TICKS);
  return ticks.map((tick) => (BigInt(Math.round(tick)) * coin) / 1_000_000n);
}

/** From zero before the first step to the end of the window. */
function pointsOf(steps: Series['steps'], { from, to }: TimeWindow, shareOf: (total: bigint) => number) {
  const last = steps.at(-1);
  return [
    [Math.min(from, steps[0]?.time ?? from), 0] as const,
    ...steps.map(({ time, total }) => [time, shareOf(total)] as const),
    [Math.max(to, last?.time ?? to), shareOf(last?.total ?? 0n)] as const,
  ];
}

const inWords = (series: readonly Series[], asset: string) =>
  series.map(({ kind, steps }) => `${kind}: ${shortAmount(steps.at(-1)?.total ?? 0n, asset)}`).join('; ');
