/**
 * A node of a Sankey, with its name beside it; one that leads somewhere is a link.
 */

import type { ReactNode } from 'react';
import { useHref, useLinkClickHandler } from 'react-router';
import { KindIcon, kindColour } from '../../../parts/kind-badge.tsx';
import { labelText } from '../../../parts/label-text.tsx';
import { shortText } from '../../../parts/short-text.ts';
import type { FlowNode } from './flow.ts';
import style from './flow-chart.module.css';
import type { DrawnNode } from './flow-layout.ts';

export interface FlowNodeMarkProps {
  readonly drawn: DrawnNode;
  /** In full. */
  readonly words: string;
  readonly share: string;
  readonly to: string | null;
  readonly onTell: (words: string | null) => void;
}

const GAP = 6;
const ICON = 14;
const LONGEST_LABEL = 22;

export function FlowNodeMark({ drawn, words, share, to, onTell }: FlowNodeMarkProps) {
  const { node, x, y, width, height } = drawn;
  const tell = () => onTell(words);
  const still = () => onTell(null);
  const marks = (
    <>
      <title>{words}</title>
      <rect x={x} y={y} width={width} height={height} rx={2} fill={kindColour(node.kind)} />
      <NodeLabel node={node} share={share} x={x + width + GAP} y={y + height / 2} />
    </>
  );
  if (to === null) {
    return (
      // biome-ignore lint/a11y/noInteractiveElementToNoninteractiveRole: pointing at it only repeats its name
      <g role="img" aria-label={words} onPointerEnter={tell} onPointerLeave={still}>
        {marks}
      </g>
    );
  }
  return (
    <NodeLink to={to} onTell={tell} onStill={still}>
      {marks}
    </NodeLink>
  );
}

interface NodeLabelProps {
  readonly node: FlowNode;
  readonly share: string;
  readonly x: number;
  /** The middle of the node. */
  readonly y: number;
}

function NodeLabel({ node: { role, kind, name, note, address }, share, x, y }: NodeLabelProps) {
  const isEnd = role === 'end';
  const textX = isEnd ? x + ICON + GAP : x;
  const below = [isEnd && name !== kind ? kind : note, share].filter((part) => part !== null && part !== '');
  return (
    <>
      {isEnd && (
        <g color={kindColour(kind)}>
          <KindIcon kind={kind} size={ICON} x={x} y={y - ICON} />
        </g>
      )}
      <text aria-hidden x={textX} y={y - 2} className={address === null ? style.name : `${style.name} mono`}>
        {address === null ? labelText(name, LONGEST_LABEL) : shortText(name)}
      </text>
      <text aria-hidden x={textX} y={y + 12} className={style.note}>
        {below.join(' · ')}
      </text>
    </>
  );
}

interface NodeLinkProps {
  readonly to: string;
  readonly onTell: () => void;
  readonly onStill: () => void;
  /** With a title, which names the link. */
  readonly children: ReactNode;
}

function NodeLink({ to, onTell, onStill, children }: NodeLinkProps) {
  const follow = useLinkClickHandler<SVGAElement & HTMLAnchorElement>(to);
  return (
    <a
      href={useHref(to)}
      onClick={follow}
      className={style.node}
      onPointerEnter={onTell}
      onPointerLeave={onStill}
      onFocus={onTell}
      onBlur={onStill}
    >
      {children}
    </a>
  );
}
