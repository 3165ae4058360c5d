/**
 * What the parts of a flow are called, with their exact amounts.
 */

import { plainText } from '../../../../cases/plain-text.ts';
import { shownAmount, shownShare } from '../../../../cases/report/shown-amount.ts';
import type { Flow, FlowNode } from './flow.ts';

const LONGEST = 60;

/** A node by its name; what strangers wrote cannot change how the rest is read. */
export function nodeName({ name, kind, role, note }: FlowNode): string {
  const own = plainText(name);
  const shown = own.length > LONGEST ? `${own.slice(0, LONGEST)}…` : own;
  if (role === 'end' && name !== kind) return `${shown} (${kind})`;
  return note === null ? shown : `${shown} ${note}`;
}

/** `Tornado Cash (mixer): 173,400 ETH, 95.19 % of what was stolen`. */
export const nodeWords = (node: FlowNode, flow: Flow): string =>
  `${nodeName(node)}: ${amountWords(node.amount, flow)}`;

/** `0x… to Tornado Cash (mixer): 100 ETH, 0.05 % of what was stolen`. */
export const linkWords = (from: FlowNode, to: FlowNode, amount: bigint, flow: Flow): string =>
  `${nodeName(from)} to ${nodeName(to)}: ${amountWords(amount, flow)}`;

function amountWords(amount: bigint, flow: Flow): string {
  const share = shareWords(amount, flow);
  return `${shownAmount(String(amount), flow.asset)}${share === '' ? '' : `, ${share} of what was stolen`}`;
}

/** Percent of what was stolen; empty where that means nothing. */
export const shareWords = (amount: bigint, { stolen, hasShares }: Flow): string =>
  hasShares ? shownShare(String(amount), String(stolen)) : '';
