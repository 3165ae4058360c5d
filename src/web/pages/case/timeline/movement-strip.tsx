/**
 * Every movement as a point: its time across, its receiver down, its amount as its size.
 */

import { type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import { shortText } from '../../../parts/short-text.ts';
import { utcText } from '../../../parts/utc.tsx';
import type { Palette } from '../graph/drawn-theme.ts';
import { addressOf } from '../graph/money-model.ts';
import { shortAmount } from '../graph/short-amount.ts';
import type { MovementRow } from './movement-rows.ts';
import style from './movement-strip.module.css';
import { type Dot, dotAt, dotsOf, ROW } from './strip.ts';
import { timeTicks } from './time-ticks.ts';
import type { TimeWindow } from './time-window.ts';
import { useWidth } from './use-width.ts';

export interface MovementStripProps {
  readonly rows: readonly MovementRow[];
  readonly window: TimeWindow;
  readonly palette: Palette | null;
  readonly selected: string | null;
  roleOf(id: string): string;
  onPick(id: string): void;
  /** Between two points, 0 to 1. */
  onBrush(from: number, to: number): void;
}

/** A shorter drag is a click (px). */
const SHORTEST_DRAG = 6;

export function MovementStrip({
  rows,
  window,
  palette,
  selected,
  roleOf,
  onPick,
  onBrush,
}: MovementStripProps) {
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const width = useWidth(frame);
  const height = rows.length * ROW;
  const [hovered, setHovered] = useState<Dot | null>(null);
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const dots = useMemo(() => dotsOf(rows, window, width, roleOf), [rows, window, width, roleOf]);
  useEffect(() => {
    if (canvas.current !== null && palette !== null) paint(canvas.current, { dots, palette, width, height });
  }, [dots, palette, width, height]);

  const at = ({ clientX, clientY, currentTarget }: PointerEvent) => {
    const { left, top } = currentTarget.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  };
  const onPointerMove = (event: PointerEvent) => {
    const { x, y } = at(event);
    setHovered(dotAt(dots, x, y));
    if (drag !== null) setDrag({ from: drag.from, to: x });
  };
  const onPointerUp = (event: PointerEvent) => {
    const { x, y } = at(event);
    const isDrag = drag !== null && Math.abs(x - drag.from) >= SHORTEST_DRAG;
    const dot = dotAt(dots, x, y);
    if (isDrag) onBrush(drag.from / width, x / width);
    else if (dot !== null) onPick(dot.movement.to);
    setDrag(null);
  };
  return (
    <div className={style.strip}>
      <ul className={style.rows} aria-label="Receivers">
        {rows.map((row) => (
          <li key={row.node?.id ?? 'others'} style={{ height: ROW }}>
            <RowName row={row} selected={selected} onPick={onPick} />
          </li>
        ))}
      </ul>
      <div ref={frame} className={style.frame}>
        <canvas
          ref={canvas}
          style={{ width, height }}
          onPointerDown={(event) => setDrag({ from: at(event).x, to: at(event).x })}
          onPointerMove={onPointerMove}
          onPointerUp={onPointerUp}
          onPointerLeave={() => {
            setHovered(null);
            setDrag(null);
          }}
        />
        {drag !== null && (
          <div
            className={style.brush}
            style={{ left: Math.min(drag.from, drag.to), width: Math.abs(drag.to - drag.from), height }}
          />
        )}
        {hovered !== null && <Tip dot={hovered} width={width} />}
        <svg width={width} height={24} className={style.axis} aria-hidden>
          {timeTicks(window, width).map((tick) => (
            <text key={tick.x} x={tick.x} y={16}>
              {tick.text}
            </text>
          ))}
        </svg>
      </div>
    </div>
  );
}

interface RowNameProps {
  readonly row: MovementRow;
  readonly selected: string | null;
  onPick(id: string): void;
}

function RowName({ row: { node, addresses }, selected, onPick }: RowNameProps) {
  if (node === null) return <span className="quiet">{addresses} others</span>;
  const address = addressOf(node.id);
  return (
    <button
      type="button"
      className={style.name}
      aria-pressed={node.id === selected}
      title={address}
      onClick={() => onPick(node.id)}
    >
      <span className="visually-hidden">hop</span> <span className="quiet">{node.hop}</span>{' '}
      <bdi className={`mono ${style.long}`}>{shortText(address)}</bdi>
      <bdi className={`mono ${style.short}`}>{shortText(address, 4)}</bdi>
    </button>
  );
}

function Tip({ dot: { movement, x, y, role }, width }: { readonly dot: Dot; readonly width: number }) {
  const isRight = x > width / 2;
  return (
    <div
      className={style.tip}
      style={{ top: y + 14, ...(isRight ? { right: Math.max(0, width - x) } : { left: x }) }}
    >
      <div className="number">{shortAmount(movement.amount, movement.asset)}</div>
      <div>{utcText(movement.time)}</div>
      <div className="mono">from {movement.from.map((id) => shortText(addressOf(id))).join(', ')}</div>
      <div className="mono">to {shortText(addressOf(movement.to))}</div>
      <div className="quiet">{role}</div>
    </div>
  );
}

interface Painted {
  readonly dots: readonly Dot[];
  readonly palette: Palette;
  readonly width: number;
  readonly height: number;
}

function paint(canvas: HTMLCanvasElement, { dots, palette, width, height }: Painted): void {
  const ratio = globalThis.devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.scale(ratio, ratio);
  context.fillStyle = palette.line;
  for (let y = ROW; y < height; y += ROW) context.fillRect(0, y, width, 1);
  context.globalAlpha = 0.7;
  for (const { x, y, radius, role } of dots) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = palette.kind(role);
    context.fill();
  }
}
