/**
 * Lines over two logarithmic axes, as an SVG: how something grows. Both axes have the same scale, so a line at 45 degrees
 * grows as its size does; the dashed line grows as n log n.
 */

export interface Point {
  /** Which line it is on. */
  readonly line: string;
  readonly x: number;
  readonly y: number;
}

const DECADE = 150;
const LEFT = 80;
const TOP = 50;
const LEGEND = 110;
const WIDTH_OF_TITLE = 480;
const BOTTOM = 60;
/** Told apart by the colour-blind, too (Okabe and Ito, 2008). */
const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9'];
const FOREGROUND = '#333333';
const GRID = '#dddddd';

interface Frame {
  /** Exponents of ten. */
  readonly low: { readonly x: number; readonly y: number };
  readonly high: { readonly x: number; readonly y: number };
}

/** @param points those of a line in any order; all above 0 */
export function growthPlot(title: string, points: readonly Point[]): string {
  const frame = frameOf(points);
  const width = Math.max(WIDTH_OF_TITLE, LEFT + (frame.high.x - frame.low.x) * DECADE + LEGEND);
  const height = TOP + (frame.high.y - frame.low.y) * DECADE + BOTTOM;
  const lines = [...new Set(points.map(({ line }) => line))];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    '<rect width="100%" height="100%" fill="#ffffff"/>',
    `<g font-family="Helvetica, Arial, sans-serif" font-size="13" fill="${FOREGROUND}">`,
    `<text x="${LEFT}" y="26" font-size="16">${title}</text>`,
    ...grid(frame),
    ...guide(frame, points),
    ...lines.flatMap((line, index) => curve(line, index, points, frame)),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function frameOf(points: readonly Point[]): Frame {
  const exponents = (numbers: readonly number[]) => numbers.map(Math.log10);
  const [xs, ys] = [exponents(points.map(({ x }) => x)), exponents(points.map(({ y }) => y))];
  const low = { x: Math.floor(Math.min(...xs)), y: Math.floor(Math.min(...ys)) };
  return { low, high: { x: Math.ceil(Math.max(...xs)), y: Math.ceil(Math.max(...ys)) } };
}

function grid({ low, high }: Frame): string[] {
  const parts: string[] = [];
  const [right, bottom] = [LEFT + (high.x - low.x) * DECADE, TOP + (high.y - low.y) * DECADE];
  for (let x = low.x; x <= high.x; x += 1) {
    const at = LEFT + (x - low.x) * DECADE;
    parts.push(`<path d="M${at} ${TOP}V${bottom}" stroke="${GRID}"/>`);
    parts.push(
      `<text x="${at}" y="${bottom + 20}" text-anchor="middle">${(10 ** x).toLocaleString('en-US')}</text>`,
    );
  }
  for (let y = low.y; y <= high.y; y += 1) {
    const at = TOP + (high.y - y) * DECADE;
    parts.push(`<path d="M${LEFT} ${at}H${right}" stroke="${GRID}"/>`);
    parts.push(
      `<text x="${LEFT - 8}" y="${at + 4}" text-anchor="end">${Number((10 ** y).toPrecision(1))} s</text>`,
    );
  }
  parts.push(`<text x="${(LEFT + right) / 2}" y="${bottom + 44}" text-anchor="middle">movements</text>`);
  return parts;
}

/** n log n through the slowest of the smallest. */
function guide(frame: Frame, points: readonly Point[]): string[] {
  const xs = points.map(({ x }) => x);
  const [small, large] = [Math.min(...xs), Math.max(...xs)];
  const start = Math.max(...points.filter(({ x }) => x === small).map(({ y }) => y));
  const work = (x: number) => x * Math.log(x);
  const steps = Array.from({ length: 21 }, (_, n) => small * (large / small) ** (n / 20));
  const at = steps.map((x) => place(frame, x, (start * work(x)) / work(small)));
  return [`<path d="M${at.join('L')}" fill="none" stroke="#999999" stroke-dasharray="4 4"/>`];
}

function curve(line: string, index: number, points: readonly Point[], frame: Frame): string[] {
  const own = points.filter((point) => point.line === line).sort((a, b) => a.x - b.x);
  const colour = COLOURS[index % COLOURS.length];
  const at = own.map(({ x, y }) => place(frame, x, y));
  const legendX = LEFT + (frame.high.x - frame.low.x) * DECADE + 16;
  const legendY = TOP + 12 + index * 22;
  return [
    `<path d="M${at.join('L')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    ...at.map(
      (point) => `<circle cx="${point.split(' ')[0]}" cy="${point.split(' ')[1]}" r="3.5" fill="${colour}"/>`,
    ),
    `<path d="M${legendX} ${legendY}h18" stroke="${colour}" stroke-width="2"/>`,
    `<text x="${legendX + 24}" y="${legendY + 4}">${line}</text>`,
  ];
}

/** `x y` in the picture. */
function place({ low, high }: Frame, x: number, y: number): string {
  const across = LEFT + (Math.log10(x) - low.x) * DECADE;
  const down = TOP + (high.y - Math.log10(y)) * DECADE;
  return `${across.toFixed(1)} ${down.toFixed(1)}`;
}
