/**
 * The picture of the graph: drawn on a canvas, moved by hand, walked through by keyboard.
 */

import { select } from 'd3-selection';
import { type ZoomBehavior, zoom, zoomIdentity, zoomTransform } from 'd3-zoom';
import { type KeyboardEvent, type MouseEvent, type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { broughtIn, centred, firstLook, fitted, ZOOM } from './camera.ts';
import type { Emphasis } from './draw-canvas.ts';
import type { Palette } from './drawn-theme.ts';
import style from './graph-canvas.module.css';
import { hit, type Picked } from './hit.ts';
import type { KindIcons } from './kind-icons.ts';
import { createPainter, type Painter } from './painter.ts';
import type { Camera, Scene } from './shapes.ts';
import { type Direction, nextBox } from './steps.ts';

/** What the page may ask of the picture. */
export interface CanvasHandle {
  fit(): void;
  zoomBy(factor: number): void;
  centreOn(id: string): void;
  focus(): void;
}

export interface GraphCanvasProps {
  readonly ref: Ref<CanvasHandle>;
  readonly label: string;
  readonly scene: Scene;
  readonly emphasis: Emphasis;
  readonly palette: Palette | null;
  readonly icons: KindIcons | null;
  onPick(picked: Picked | null): void;
  /** Opens a group, or closes that which the node is in. */
  onToggle(id: string): void;
}

const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};
/** How far beside a link a click still means it (px of the screen). */
const SLACK = 8;

export function GraphCanvas({
  ref,
  label,
  scene,
  emphasis,
  palette,
  icons,
  onPick,
  onToggle,
}: GraphCanvasProps) {
  const canvasRef = useRef<HTMLCanvasElement>(null);
  const frameRef = useRef<HTMLDivElement>(null);
  const painterRef = useRef<Painter>(null);
  const zoomRef = useRef<ZoomBehavior<HTMLDivElement, unknown>>(null);
  const sceneRef = useRef(scene);
  sceneRef.current = scene;
  const look = (cameraAt: (size: { width: number; height: number }, now: Camera) => Camera) => {
    const frame = frameRef.current;
    if (frame === null || zoomRef.current === null) return;
    const size = { width: frame.clientWidth, height: frame.clientHeight };
    const { k, x, y } = cameraAt(size, zoomTransform(frame));
    zoomRef.current.transform(select(frame), zoomIdentity.translate(x, y).scale(k));
  };
  const lookRef = useRef(look);
  lookRef.current = look;

  useEffect(() => {
    const [frame, canvas] = [frameRef.current, canvasRef.current];
    if (frame === null || canvas === null) return;
    const painter = createPainter(canvas, frame);
    painterRef.current = painter;
    const behaviour = zoom<HTMLDivElement, unknown>()
      .scaleExtent([ZOOM.least, ZOOM.most])
      .on('zoom', ({ transform }: { transform: Camera }) => painter.look(transform))
      .on('end', painter.rest);
    select(frame).call(behaviour).on('dblclick.zoom', null);
    zoomRef.current = behaviour;
    painter.resize();
    lookRef.current((size) => firstLook(sceneRef.current.bounds, size));
    const observer = new ResizeObserver(painter.resize);
    observer.observe(frame);
    return () => {
      observer.disconnect();
      painter.stop();
      select(frame).on('.zoom', null);
    };
  }, []);
  useEffect(() => {
    if (palette !== null && icons !== null) painterRef.current?.show({ scene, emphasis, palette, icons });
  }, [scene, emphasis, palette, icons]);
  useImperativeHandle(ref, () => ({
    fit: () => lookRef.current((size) => fitted(sceneRef.current.bounds, size)),
    zoomBy(factor) {
      const frame = frameRef.current;
      if (frame !== null) zoomRef.current?.scaleBy(select(frame), factor);
    },
    centreOn(id) {
      const box = sceneRef.current.boxes.get(id);
      if (box !== undefined) lookRef.current((size, now) => centred(box, size, now));
    },
    focus: () => frameRef.current?.focus(),
  }));

  const at = ({ clientX, clientY }: MouseEvent): Picked | null => {
    const frame = frameRef.current;
    if (frame === null) return null;
    const { left, top } = frame.getBoundingClientRect();
    const { x, y, k } = zoomTransform(frame);
    return hit(scene, { x: (clientX - left - x) / k, y: (clientY - top - y) / k }, SLACK / k);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (onKey(event.key)) event.preventDefault();
  };
  const onKey = (key: string): boolean => {
    const direction = DIRECTIONS[key];
    if (direction !== undefined) {
      const id = nextBox(scene, emphasis.selected, direction);
      const box = id === null ? undefined : scene.boxes.get(id);
      if (box === undefined) return true;
      onPick({ what: 'node', id: box.id });
      look((size, now) => broughtIn(box, size, now));
    } else if (key === 'Enter') {
      if (emphasis.selected !== null) onToggle(emphasis.selected);
    } else if (key === 'Escape') onPick(null);
    else if (key === '+' || key === '=') look((size, now) => zoomedBy(ZOOM.step, size, now));
    else if (key === '-') look((size, now) => zoomedBy(1 / ZOOM.step, size, now));
    else if (key === '0') look((size) => fitted(scene.bounds, size));
    else return false;
    return true;
  };
  return (
    <div
      ref={frameRef}
      className={style.frame}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: it is walked through by keyboard
      tabIndex={0}
      role="application"
      aria-label={label}
      onKeyDown={onKeyDown}
      onClick={(event) => onPick(at(event))}
      onDoubleClick={(event) => {
        const picked = at(event);
        if (picked?.what === 'node') onToggle(picked.id);
      }}
    >
      <canvas ref={canvasRef} className={style.canvas} />
    </div>
  );
}

/** About the middle of what is seen. */
function zoomedBy(factor: number, { width, height }: { width: number; height: number }, now: Camera): Camera {
  const k = Math.min(ZOOM.most, Math.max(ZOOM.least, now.k * factor));
  const [x, y] = [(width / 2 - now.x) / now.k, (height / 2 - now.y) / now.k];
  return { k, x: width / 2 - x * k, y: height / 2 - y * k };
}
