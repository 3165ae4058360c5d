/**
 * What a drawn node is called, and what stands below its name.
 */

import { plainText } from '../../../../cases/plain-text.ts';
import { shortText } from '../../../parts/short-text.ts';
import type { Amounts, MoneyNode } from './money-model.ts';
import type { ViewNode } from './money-view.ts';
import { shortAmounts } from './short-amount.ts';

/** Letters that fit on a node. */
const TITLE = 22;
const SUBTITLE = 26;

/** An address, an entity, or what a group stands for: whole. */
export function nameOf(node: ViewNode): string {
  const { form, members } = node;
  const count = members.length;
  switch (form) {
    case 'entity':
      return plainText(node.entity ?? '');
    case 'peel':
    case 'chain':
      return `${node.form === 'peel' ? 'peel chain' : 'chain'}, ${count} hops`;
    case 'same':
      return `${count} addresses`;
    case 'small':
      return `${count} smaller addresses`;
    case 'address':
      return members[0]?.address ?? '';
  }
}

/** The same as short as the node is wide. */
export function titleOf(node: ViewNode): string {
  return node.form === 'address' ? shortText(nameOf(node)) : cut(nameOf(node), TITLE);
}

/** The role and the amount: what a seed gave, what others received. @param given by it in all */
export function subtitleOf({ role, received }: ViewNode, given: Amounts): string {
  const amount = shortAmounts(role === 'seed' ? given : received);
  const words = role === 'seed' ? 'gave' : role === 'address' ? 'received' : `${role},`;
  return cut(amount === '' ? role : `${words} ${amount}`, SUBTITLE);
}

/** An address or an entity of the model by its name. */
export const memberName = ({ address, entity }: MoneyNode): string => address ?? plainText(entity ?? '');

const cut = (text: string, longest: number) =>
  text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
