/**
 * Keeps a canvas up to date with a picture and where it is seen from. While it is moved, what was drawn last is moved along
 * with it, and drawn anew between; so also a picture of thousands of links follows the hand.
 */

import { type Drawing, drawScene } from './draw-canvas.ts';
import type { Camera } from './shapes.ts';

export interface Painter {
  show(drawing: Drawing): void;
  look(camera: Camera): void;
  /** Takes over the size of the canvas on the page. */
  resize(): void;
  stop(): void;
}

export function createPainter(canvas: HTMLCanvasElement): Painter {
  const context = canvas.getContext('2d', { alpha: true });
  let drawing: Drawing | null = null;
  let camera: Camera = { k: 1, x: 0, y: 0 };
  let frame = 0;
  const paint = () => {
    frame = 0;
    if (context === null || drawing === null) return;
    const ratio = window.devicePixelRatio;
    const [width, height] = [canvas.width / ratio, canvas.height / ratio];
    const { k, x, y } = camera;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    context.setTransform(ratio * k, 0, 0, ratio * k, ratio * x, ratio * y);
    const seen = { left: -x / k, top: -y / k, right: (width - x) / k, bottom: (height - y) / k };
    drawScene(context, drawing, { k, seen });
  };
  const request = () => {
    if (frame === 0) frame = requestAnimationFrame(paint);
  };
  return {
    show(next) {
      drawing = next;
      request();
    },
    look(next) {
      camera = next;
      request();
    },
    resize() {
      const ratio = window.devicePixelRatio;
      canvas.width = Math.round(canvas.clientWidth * ratio);
      canvas.height = Math.round(canvas.clientHeight * ratio);
      request();
    },
    stop: () => cancelAnimationFrame(frame),
  };
}
