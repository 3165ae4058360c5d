/** The picture: who stands behind whom, how wide links are, where labels fit, and what is at a point. */
import { describe, expect, test } from '@jest/globals';
import { broughtIn, firstLook, fitted } from '../../../../src/web/pages/case/graph/camera.ts';
import { sceneSvg } from '../../../../src/web/pages/case/graph/draw-svg.ts';
import { hit } from '../../../../src/web/pages/case/graph/hit.ts';
import { LABEL, labelWidth } from '../../../../src/web/pages/case/graph/label-places.ts';
import { NODE } from '../../../../src/web/pages/case/graph/layout.ts';
import { groupedView } from '../../../../src/web/pages/case/graph/money-groups.ts';
import { sceneOf } from '../../../../src/web/pages/case/graph/scene.ts';
import {
  type Box,
  type Curve,
  type Point,
  pointOn,
  type Scene,
} from '../../../../src/web/pages/case/graph/shapes.ts';
import { nextBox } from '../../../../src/web/pages/case/graph/steps.ts';
import { at, type Rest, sketchedModel } from '../../../support/money-sketch.ts';

const scene = (lines: readonly string[], rests: readonly Rest[] = []) =>
  sceneOf(groupedView(sketchedModel(lines, rests), 'all'));
const columnOf = ({ boxes }: Scene, id: string) => boxes.get(id)?.column;
const widthOf = ({ curves }: Scene, to: string) => curves.find((curve) => curve.to === at(to))?.width;

describe('columns', () => {
  const rests: Rest[] = [{ at: 'pool', amount: 5n, kind: 'mixer', entity: 'Tornado Cash' }];

  test('an end stands behind all that gave to it, and its entity behind that', () => {
    const drawn = scene(['s > a 4', 's > pool 1', 'a > pool 4'], rests);
    expect(['s', 'a', 'pool'].map((address) => columnOf(drawn, at(address)))).toEqual([0, 1, 2]);
    expect(columnOf(drawn, 'end mixer Tornado Cash')).toBe(3);
  });

  test('who gives value on stays at its hop', () => {
    const drawn = scene(['s > a 4', 's > b 1', 'a > b 4', 'b > c 5']);
    expect(columnOf(drawn, at('b'))).toBe(1);
  });
});

describe('widths', () => {
  test('by decades of the largest of the same asset', () => {
    const drawn = scene(['s > a 1000000', 's > b 10000', 's > c 100', 's > d 1', 's > e 7 ETH']);
    expect(['a', 'b', 'c', 'd', 'e'].map((to) => widthOf(drawn, to))).toEqual([7, 4, 1, 1, 7]);
  });
});

describe('links past a column', () => {
  const isIn = ({ x, y }: Point, box: Box) =>
    x >= box.x && x <= box.x + NODE.width && y >= box.y && y <= box.y + NODE.height;
  const points = (curve: Curve) => Array.from({ length: 199 }, (_, n) => pointOn(curve, (n + 1) / 200));

  test.each([1, 2, 3, 6])(
    'go around %i boxes between their ends, so that they do not seem to lead to them',
    (count) => {
      const between = Array.from({ length: count }, (_, n) => [
        `s > a${n} 4`,
        `a${n} > b${n} 4`,
        `b${n} > c 4`,
      ]);
      const { boxes, curves } = scene([...between.flat(), 's > c 9']);
      const long = curves.filter(({ from, to }) => from === at('s') && to === at('c'));
      expect(long).toHaveLength(1);
      for (const curve of long) {
        const others = [...boxes.values()].filter(({ id }) => id !== curve.from && id !== curve.to);
        expect(points(curve).filter((point) => others.some((box) => isIn(point, box)))).toEqual([]);
        expect([pointOn(curve, 0).x, pointOn(curve, 1)]).toEqual([
          (boxes.get(at('s'))?.x ?? 0) + NODE.width,
          curve.end,
        ]);
      }
    },
  );

  test('those that lead back are part of the picture too', () => {
    const { boxes, curves, bounds } = scene(['s > a 5', 'a > s 1']);
    const back = curves.find(({ to }) => to === at('s'));
    const left = Math.min(...(back === undefined ? [] : points(back)).map(({ x }) => x));
    expect(left).toBeLessThan((boxes.get(at('s'))?.x ?? 0) - 10);
    expect(bounds.left).toBeLessThanOrEqual(left + 1);
  });
});

describe('labels', () => {
  // Everybody to everybody: the middles of many links are in the same place.
  const six = [0, 1, 2, 3, 4, 5];
  const lines = six.flatMap((n) => [`s > a${n} 99`, ...six.map((m) => `a${n} > b${m} ${6 * n + m + 1}`)]);

  test('none covers a box or another label, and the widest link has one', () => {
    const { boxes, curves } = scene(lines);
    const labels = curves.flatMap(({ label, labelAt }) => {
      const half = labelWidth(label) / 2;
      return labelAt === null
        ? []
        : [{ x: labelAt.x - half, y: labelAt.y - LABEL.height / 2, w: 2 * half, h: LABEL.height }];
    });
    const rectangles = [
      ...labels,
      ...[...boxes.values()].map(({ x, y }) => ({ x, y, w: NODE.width, h: NODE.height })),
    ];
    const overlaps = labels.flatMap((a, index) =>
      rectangles.filter(
        (b, other) =>
          other !== index && a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h,
      ),
    );
    expect(overlaps).toEqual([]);
    expect(labels.length).toBeGreaterThan(10);
    const widest = curves.toSorted((a, b) => b.width - a.width)[0];
    expect(widest?.labelAt).not.toBeNull();
  });
});

describe('what is at a point', () => {
  const drawn = scene(['s > a 5', 's > b 5']);
  const box = drawn.boxes.get(at('a')) ?? { x: 0, y: 0 };
  const curve = drawn.curves.find(({ to }) => to === at('a'));

  test('a box, a link, nothing', () => {
    expect(hit(drawn, { x: box.x + 5, y: box.y + 5 }, 4)).toEqual({ what: 'node', id: at('a') });
    const middle = curve === undefined ? { x: 0, y: 0 } : pointOn(curve, 0.5);
    expect(hit(drawn, middle, 4)).toEqual({ what: 'link', id: curve?.id });
    expect(hit(drawn, { x: middle.x, y: middle.y - 60 }, 4)).toBeNull();
  });
});

describe('arrow keys', () => {
  const drawn = scene(['s > a 5', 's > b 50000', 'b > c 50000']);
  const walk = (...keys: ('left' | 'right' | 'up' | 'down')[]) =>
    keys.reduce<string | null>((from, key) => nextBox(drawn, from, key), null);

  test('the first leads to the seed, right along the widest link, left back', () => {
    expect(walk('down')).toBe(at('s'));
    expect(walk('down', 'right')).toBe(at('b'));
    expect(walk('down', 'right', 'right')).toBe(at('c'));
    expect(walk('down', 'right', 'right', 'right')).toBe(at('c'));
    expect(walk('down', 'right', 'left')).toBe(at('s'));
  });

  test('up and down stay within the column', () => {
    const [upper, lower] = [at('a'), at('b')].sort(
      (a, b) => (drawn.boxes.get(a)?.y ?? 0) - (drawn.boxes.get(b)?.y ?? 0),
    );
    expect(nextBox(drawn, upper ?? '', 'down')).toBe(lower);
    expect(nextBox(drawn, lower ?? '', 'up')).toBe(upper);
    expect(nextBox(drawn, lower ?? '', 'down')).toBe(lower);
  });
});

describe('the camera', () => {
  const size = { width: 800, height: 600 };
  const seen = (bounds: { left: number; right: number }, { k, x }: { k: number; x: number }) => [
    bounds.left * k + x,
    bounds.right * k + x,
  ];

  test('all of it fits, in the middle', () => {
    const bounds = { left: -100, top: -2000, right: 1900, bottom: 1000 };
    const [left = 0, right = 0] = seen(bounds, fitted(bounds, size));
    expect(left).toBeGreaterThan(0);
    expect(left + right).toBeCloseTo(size.width);
  });

  test('what would be too small to read is begun on the left instead', () => {
    const bounds = { left: 0, top: 0, right: 20_000, bottom: 400 };
    const camera = firstLook(bounds, size);
    expect(camera.k).toBeGreaterThan(fitted(bounds, size).k);
    expect(seen(bounds, camera)[0]).toBeGreaterThanOrEqual(0);
  });

  test('it moves for what is out of sight only', () => {
    const camera = { k: 1, x: 0, y: 0 };
    const box = { id: '', title: '', subtitle: '', kind: '', isGroup: false, isAddress: true, column: 0 };
    expect(broughtIn({ ...box, x: 100, y: 100 }, size, camera)).toBe(camera);
    expect(broughtIn({ ...box, x: 700, y: 100 }, size, camera)).not.toBe(camera);
  });
});

test('names from outside are text in the SVG, and cannot hide how they are read', () => {
  const entity = '<script>alert("x")</script>\u202Egnp&';
  const drawn = scene(['s > a 5'], [{ at: 'a', amount: 5n, kind: 'exchange', entity }]);
  const palette = {
    ground: '#fff',
    surface: '#fff',
    raised: '#eee',
    line: '#ccc',
    text: '#000',
    quiet: '#555',
    accent: '#00f',
  };
  const svg = sceneSvg(
    drawn,
    { ...palette, kind: () => '#f00' },
    { markup: () => '<path d="M0 0"/>' },
    'A & B',
  );
  expect(svg).toContain('&lt;script&gt;alert(&quot;x');
  expect(svg).toContain('<title>A &amp; B</title>');
  expect(svg).not.toMatch(/<script|\u202E/);
});
