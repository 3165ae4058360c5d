/**
 * Where each part of a flow stands in a picture of a given width (pixels).
 */

import { sankey, sankeyJustify, sankeyLinkHorizontal } from 'd3-sankey';
import { append } from '../../../../core/multimap.ts';
import type { Flow, FlowLink, FlowNode } from './flow.ts';

export interface DrawnNode {
  readonly node: FlowNode;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface DrawnLink {
  readonly link: FlowLink;
  readonly source: FlowNode;
  readonly target: FlowNode;
  /** Of an SVG path. */
  readonly path: string;
  /** Of its stroke. */
  readonly width: number;
}

export interface DrawnFlow {
  readonly nodes: readonly DrawnNode[];
  readonly links: readonly DrawnLink[];
  readonly width: number;
  readonly height: number;
}

const NODE_WIDTH = 14;
/** Room for two lines beside the smallest node. */
const NODE_GAP = 36;
const LEAST_HEIGHT = 240;
/** What the thickest column takes besides its gaps. */
const BODY_HEIGHT = 200;
const EDGE = 18;
/** Amounts are drawn in parts of the whole, because they are too large for a Number. */
const PARTS = 1_000_000_000n;

/** Lays a flow out from left to right. @param labels room at the right for the names of the outcomes */
export function drawnFlow(flow: Flow, width: number, labels: number): DrawnFlow {
  const whole = flow.stolen > 0n ? flow.stolen : 1n;
  const most = mostInColumn(flow);
  const height = Math.max(LEAST_HEIGHT, most * NODE_GAP + BODY_HEIGHT);
  const layout = sankey<{ node: FlowNode }, { link: FlowLink }>()
    .nodeId(({ node }) => node.id)
    .nodeAlign(sankeyJustify)
    .nodeWidth(NODE_WIDTH)
    .nodePadding(NODE_GAP)
    .extent([
      [1, EDGE],
      [width - labels, height - EDGE],
    ]);
  const { nodes, links } = layout({
    nodes: flow.nodes.map((node) => ({ node })),
    links: flow.links.map((link) => ({
      source: link.from,
      target: link.to,
      value: Number((link.amount * PARTS) / whole) / Number(PARTS),
      link,
    })),
  });
  const path = sankeyLinkHorizontal();
  return {
    width,
    height,
    nodes: nodes.map(({ node, x0 = 0, x1 = 0, y0 = 0, y1 = 0 }) => {
      return { node, x: x0, y: y0, width: x1 - x0, height: Math.max(y1 - y0, 2) };
    }),
    links: links.map((one) => ({
      link: one.link,
      source: (one.source as { node: FlowNode }).node,
      target: (one.target as { node: FlowNode }).node,
      path: path(one) ?? '',
      width: Math.max(one.width ?? 0, 1.5),
    })),
  };
}

/** How many nodes stand above each other at most, at worst. */
function mostInColumn({ nodes, links }: Flow): number {
  const depths = new Map<string, number>();
  const before = new Map<string, string[]>();
  for (const { from, to } of links) append(before, to, from);
  const depthOf = (id: string): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    const depth = Math.max(0, ...(before.get(id) ?? []).map((one) => depthOf(one) + 1));
    depths.set(id, depth);
    return depth;
  };
  const counts = new Map<number, number>();
  let ends = 0;
  for (const { id, role } of nodes) {
    if (role === 'end') ends += 1;
    else counts.set(depthOf(id), (counts.get(depthOf(id)) ?? 0) + 1);
  }
  return Math.max(ends, ...counts.values());
}
