/**
 * The Sankey of a flow: sources at the left, outcomes at the right. What one points at is told in full below it.
 */

import { useMemo, useState } from 'react';
import { useWidth } from '../../../parts/element-width.ts';
import { kindColour } from '../../../parts/kind-badge.tsx';
import type { Flow, FlowNode } from './flow.ts';
import style from './flow-chart.module.css';
import { type DrawnFlow, type DrawnLink, drawnFlow } from './flow-layout.ts';
import { FlowNodeMark } from './flow-node-mark.tsx';
import { linkWords, nodeWords, shareWords } from './flow-words.ts';

export interface FlowChartProps {
  readonly flow: Flow;
  /** Says what is drawn, to those who do not see it. */
  readonly title: string;
  /** Where a node leads to; null for nowhere. */
  readonly linkTo: (node: FlowNode) => string | null;
}

/** What is narrower than that scrolls within its box. */
const LEAST_WIDTH = 680;
/** For the names of the outcomes. */
const LABEL_ROOM = 170;

export function FlowChart({ flow, title, linkTo }: FlowChartProps) {
  const [box, boxWidth] = useWidth<HTMLElement>();
  const [told, setTold] = useState<string | null>(null);
  const width = Math.max(boxWidth, LEAST_WIDTH);
  const drawn = useMemo(() => drawnFlow(flow, width, LABEL_ROOM), [flow, width]);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section ref={box} className={style.box} tabIndex={0} aria-label={title}>
        {boxWidth > 0 && (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is no picture
          <svg
            width={drawn.width}
            height={drawn.height}
            role="group"
            aria-label={title}
            className={style.chart}
          >
            <Marks drawn={drawn} flow={flow} linkTo={linkTo} onTell={setTold} />
          </svg>
        )}
      </section>
      <p className={`quiet ${style.told}`} aria-hidden>
        {told ?? 'Point at a part of the picture for its exact amount.'}
      </p>
    </>
  );
}

interface MarksProps extends Omit<FlowChartProps, 'title'> {
  readonly drawn: DrawnFlow;
  readonly onTell: (words: string | null) => void;
}

function Marks({ drawn, flow, linkTo, onTell }: MarksProps) {
  return (
    <>
      {drawn.links.map((one) => (
        <FlowLinkMark key={`${one.link.from} ${one.link.to}`} drawn={one} flow={flow} onTell={onTell} />
      ))}
      {drawn.nodes.map((one) => (
        <FlowNodeMark
          key={one.node.id}
          drawn={one}
          words={nodeWords(one.node, flow)}
          share={shareWords(one.node.amount, flow)}
          to={linkTo(one.node)}
          onTell={onTell}
        />
      ))}
    </>
  );
}

interface FlowLinkMarkProps {
  readonly drawn: DrawnLink;
  readonly flow: Flow;
  readonly onTell: (words: string | null) => void;
}

function FlowLinkMark({ drawn: { link, source, target, path, width }, flow, onTell }: FlowLinkMarkProps) {
  const words = linkWords(source, target, link.amount, flow);
  return (
    // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: pointing at it only repeats its name
    <path
      role="img"
      aria-label={words}
      d={path}
      className={style.link}
      style={{ stroke: kindColour(target.kind) }}
      strokeWidth={width}
      onPointerEnter={() => onTell(words)}
      onPointerLeave={() => onTell(null)}
    >
      <title>{words}</title>
    </path>
  );
}
