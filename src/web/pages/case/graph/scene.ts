/**
 * The picture as boxes and curves, free of whatever draws it. Lengths in px at zoom 1.
 */

import { compare } from '../../../../core/amount.ts';
import { groupedBy } from '../../../../core/multimap.ts';
import { labelPlaces } from './label-places.ts';
import { type LaidNode, layout, NODE, type Place } from './layout.ts';
import { type Amounts, addedUp } from './money-model.ts';
import type { MoneyView, ViewLink, ViewNode } from './money-view.ts';
import { isGroup, neighboursOf } from './money-view.ts';
import {
  type Bounds,
  type Box,
  boundsAround,
  type Curve,
  pointOnSegment,
  type Scene,
  type Segment,
} from './shapes.ts';
import { shortAmounts } from './short-amount.ts';
import { subtitleOf, titleOf } from './view-words.ts';
import { segmentsBetween } from './ways-round.ts';

const WIDTH = { least: 1, most: 7, decades: 4 } as const;
/** Points by which it is seen how far a link that leads back reaches. */
const PARTS = 16;

export function sceneOf(view: MoneyView): Scene {
  const { out } = neighboursOf(view.links);
  const places = layout(staged(view), view.links);
  const boxes = new Map<string, Box>();
  for (const node of view.nodes) {
    const place = places.get(node.id);
    if (place !== undefined)
      boxes.set(node.id, boxOf(node, place, addedUp(out(node.id).map(({ amounts }) => amounts))));
  }
  const bare = curvesOf(view.links, boxes);
  const labels = labelPlaces(bare, [...boxes.values()]);
  const curves = bare.map((curve) => ({ ...curve, labelAt: labels.get(curve.id) ?? null }));
  const bounds = boundsAround(
    [...boxes.values()].map(boundsOfBox).concat(curves.map(({ bounds }) => bounds)),
  );
  return { boxes, curves, bounds };
}

/**
 * Who passes value on stands at its hop. Who does not stands behind all that gave to it, so that no link runs back to it; an
 * entity stands behind all others.
 */
function staged({ nodes, links }: MoneyView): LaidNode[] {
  const { into, out } = neighboursOf(links);
  const hopOf = new Map(nodes.map(({ id, hop }) => [id, hop]));
  const goesOn = (id: string) => out(id).some(({ parts }) => parts.some(({ reason }) => reason === null));
  const stageOf = ({ id, hop }: ViewNode) =>
    goesOn(id) ? hop : Math.max(hop, ...into(id).map(({ from }) => 1 + (hopOf.get(from) ?? 0)));
  const ends = nodes.filter(({ form }) => form === 'entity').map(({ id }) => id);
  const others = nodes
    .filter(({ form }) => form !== 'entity')
    .map((node) => ({ id: node.id, hop: stageOf(node) }));
  const last = others.reduce((most, { hop }) => Math.max(most, hop), 0);
  return [...others, ...ends.map((id) => ({ id, hop: last + 1 }))];
}

function boxOf(node: ViewNode, place: Place, given: Amounts): Box {
  return {
    ...place,
    id: node.id,
    title: titleOf(node),
    subtitle: subtitleOf(node, given),
    kind: node.role,
    isGroup: isGroup(node),
    isAddress: node.form === 'address',
  };
}

function curvesOf(links: readonly ViewLink[], boxes: ReadonlyMap<string, Box>): Omit<Curve, 'labelAt'>[] {
  const { into, out } = neighboursOf(links);
  const ports = { left: new Map<string, number>(), right: new Map<string, number>() };
  const yOf = (id: string) => boxes.get(id)?.y ?? 0;
  for (const { id, y } of boxes.values()) {
    spread(out(id), (link) => yOf(link.to), y, ports.right);
    spread(into(id), (link) => yOf(link.from), y, ports.left);
  }
  const shareOf = shares(links);
  const columns = groupedBy([...boxes.values()], ({ column }) => column);
  return links.flatMap((link) => {
    const [from, to] = [boxes.get(link.from), boxes.get(link.to)];
    if (from === undefined || to === undefined) return [];
    const end = { x: to.x, y: ports.left.get(link.id) ?? to.y };
    const segments = segmentsBetween(from, to, [ports.right.get(link.id) ?? from.y, end.y], columns);
    return {
      id: link.id,
      from: link.from,
      to: link.to,
      segments,
      bounds: boundsAround(segments.map(boundsOfSegment)),
      end,
      width: widthOf(shareOf(link)),
      share: shareOf(link),
      kind: to.kind,
      label: shortAmounts(link.amounts),
    };
  });
}

/** Where the links of one side of a box begin or end: in the order of what is at their other ends. */
function spread(
  links: readonly ViewLink[],
  otherY: (link: ViewLink) => number,
  top: number,
  ports: Map<string, number>,
): void {
  const sorted = [...links].sort((a, b) => otherY(a) - otherY(b) || compare(a.id, b.id));
  const step = NODE.height / (sorted.length + 1);
  for (const [index, { id }] of sorted.entries()) ports.set(id, top + step * (index + 1));
}

/** By the logarithm. */
function widthOf(share: number): number {
  const height = share === 0 ? 0 : Math.max(0, 1 + Math.log10(share) / WIDTH.decades);
  return Math.round(WIDTH.least + (WIDTH.most - WIDTH.least) * height);
}

/** Of the largest amount of the same asset. */
function shares(links: readonly ViewLink[]): (link: ViewLink) => number {
  const largest = new Map<string, bigint>();
  for (const [asset, amount] of links.flatMap(({ amounts }) => [...amounts])) {
    if (amount > (largest.get(asset) ?? 0n)) largest.set(asset, amount);
  }
  return ({ amounts }) => {
    const each = [...amounts].map(([asset, amount]) => {
      const most = largest.get(asset) ?? 0n;
      return most === 0n ? 0 : Number((amount * 1_000_000n) / most) / 1_000_000;
    });
    return Math.max(0, ...each);
  };
}

const boundsOfBox = ({ x, y }: Box): Bounds => ({
  left: x,
  top: y,
  right: x + NODE.width,
  bottom: y + NODE.height,
});

/** Only those that lead back reach beyond their ends. */
function boundsOfSegment(segment: Segment): Bounds {
  const parts = segment.x2 < segment.x1 ? PARTS : 1;
  const points = Array.from({ length: parts + 1 }, (_, part) => pointOnSegment(segment, part / parts));
  return boundsAround(points.map(({ x, y }) => ({ left: x, top: y, right: x, bottom: y })));
}
