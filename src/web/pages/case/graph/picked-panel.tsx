/**
 * The panel of whatever was chosen in the picture.
 */

import { Minimize2 } from 'lucide-react';
import { AddressPanel } from './address-panel.tsx';
import type { Picked } from './hit.ts';
import { LinkPanel } from './link-panel.tsx';
import { isGroup, type MoneyView } from './money-view.ts';
import { EntityPanel, GroupPanel } from './node-panels.tsx';
import type { Money } from './use-money.ts';

export interface PickedPanelProps {
  readonly money: Money;
  readonly view: MoneyView;
  readonly picked: Picked;
  onToggle(id: string): void;
  /** Shows an address in the picture, out of whatever groups it is in. */
  onShow(id: string): void;
  onClose(): void;
}

export function PickedPanel({ money, view, picked, onToggle, onShow, onClose }: PickedPanelProps) {
  const nodeOf = (id: string) => view.nodes.find((node) => node.id === id);
  if (picked.what === 'link') {
    const link = view.links.find(({ id }) => id === picked.id);
    const [from, to] = [nodeOf(link?.from ?? ''), nodeOf(link?.to ?? '')];
    if (link === undefined || from === undefined || to === undefined) return null;
    return <LinkPanel money={money} link={link} from={from} to={to} onClose={onClose} />;
  }
  const node = nodeOf(picked.id);
  const [member] = node?.members ?? [];
  if (node === undefined || member === undefined) return null;
  if (isGroup(node)) {
    return <GroupPanel node={node} onOpen={() => onToggle(node.id)} onShow={onShow} onClose={onClose} />;
  }
  if (node.form === 'entity') {
    return <EntityPanel money={money} node={member} onShow={onShow} onClose={onClose} />;
  }
  const collapse = view.groupsOf.has(node.id) && (
    <button type="button" onClick={() => onToggle(node.id)}>
      <Minimize2 aria-hidden size={16} /> Back into its group
    </button>
  );
  return <AddressPanel money={money} node={member} actions={collapse} onClose={onClose} />;
}
