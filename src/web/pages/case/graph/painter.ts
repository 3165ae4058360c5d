/**
 * Keeps a canvas up to date with a picture and where it is seen from. The canvas reaches beyond its frame on all sides. While the
 * picture is moved, the canvas is moved as it is, which costs next to nothing; it is drawn anew when the hand lets go, or when
 * its edge comes into sight. So also a picture of thousands of links follows the hand.
 */

import { type Drawing, drawScene } from './draw-canvas.ts';
import type { Camera } from './shapes.ts';

export interface Painter {
  show(drawing: Drawing): void;
  look(camera: Camera): void;
  /** The hand has let go of the picture. */
  rest(): void;
  /** Takes over the size of the frame on the page. */
  resize(): void;
  stop(): void;
}

/** Of a canvas: more takes much memory, and long to draw. */
const MOST_PIXELS = 12_000_000;
/** The canvas is at most so many times as wide and as high as its frame. */
const LARGEST = 2;

export function createPainter(canvas: HTMLCanvasElement, frame: HTMLElement): Painter {
  const context = canvas.getContext('2d');
  let drawing: Drawing | null = null;
  let camera: Camera = { k: 1, x: 0, y: 0 };
  /** That of the last drawing. */
  let drawn = camera;
  let margin = { x: 0, y: 0 };
  let request = 0;
  const paint = () => {
    request = 0;
    if (context === null || drawing === null) return;
    const [ratio, { k, x, y }] = [window.devicePixelRatio, camera];
    const [width, height] = [frame.clientWidth + 2 * margin.x, frame.clientHeight + 2 * margin.y];
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.setTransform(ratio * k, 0, 0, ratio * k, ratio * (x + margin.x), ratio * (y + margin.y));
    const [left, top] = [-(x + margin.x) / k, -(y + margin.y) / k];
    const seen = { left, top, right: left + width / k, bottom: top + height / k };
    drawScene(context, drawing, { k, seen });
    drawn = camera;
    place();
  };
  const repaint = () => {
    if (request === 0) request = requestAnimationFrame(paint);
  };
  /** Puts what was drawn where the camera now sees it. @returns whether it still fills the frame */
  const place = (): boolean => {
    const scale = camera.k / drawn.k;
    const left = camera.x - (margin.x + drawn.x) * scale;
    const top = camera.y - (margin.y + drawn.y) * scale;
    canvas.style.transform = `translate(${left + margin.x}px, ${top + margin.y}px) scale(${scale})`;
    const right = left + (frame.clientWidth + 2 * margin.x) * scale;
    const bottom = top + (frame.clientHeight + 2 * margin.y) * scale;
    return left <= 0 && top <= 0 && right >= frame.clientWidth && bottom >= frame.clientHeight;
  };
  return {
    show(next) {
      drawing = next;
      repaint();
    },
    look(next) {
      camera = next;
      if (!place()) repaint();
    },
    rest: repaint,
    resize() {
      margin = marginOf(frame);
      sizeCanvas(canvas, frame, margin);
      repaint();
    },
    stop() {
      cancelAnimationFrame(request);
    },
  };
}

/** How far the canvas reaches beyond its frame, on each side (px). */
function marginOf({ clientWidth, clientHeight }: HTMLElement): { x: number; y: number } {
  const pixels = Math.max(1, clientWidth * clientHeight * window.devicePixelRatio ** 2);
  const times = Math.max(1, Math.min(LARGEST, Math.sqrt(MOST_PIXELS / pixels)));
  return { x: Math.round((clientWidth * (times - 1)) / 2), y: Math.round((clientHeight * (times - 1)) / 2) };
}

function sizeCanvas(canvas: HTMLCanvasElement, frame: HTMLElement, margin: { x: number; y: number }): void {
  const [width, height] = [frame.clientWidth + 2 * margin.x, frame.clientHeight + 2 * margin.y];
  canvas.width = Math.round(width * window.devicePixelRatio);
  canvas.height = Math.round(height * window.devicePixelRatio);
  const style = { width: `${width}px`, height: `${height}px`, left: `${-margin.x}px`, top: `${-margin.y}px` };
  Object.assign(canvas.style, style);
}
