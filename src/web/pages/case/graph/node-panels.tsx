/**
 * An entity at which value ended, and a group of addresses.
 */

import { Maximize2 } from 'lucide-react';
import { KindBadge } from '../../../parts/kind-badge.tsx';
import { LabelText } from '../../../parts/label-text.tsx';
import { AmountsList } from './amounts-list.tsx';
import { MemberTable } from './member-table.tsx';
import type { MoneyNode } from './money-model.ts';
import type { ViewNode } from './money-view.ts';
import style from './side-panel.module.css';
import { Fact, SidePanel } from './side-panel.tsx';
import type { Money } from './use-money.ts';
import { nameOf } from './view-words.ts';

interface PanelProps {
  /** Shows an address in the picture. */
  onShow(id: string): void;
  onClose(): void;
}

export function EntityPanel({
  money,
  node,
  onShow,
  onClose,
}: PanelProps & { readonly money: Money; readonly node: MoneyNode }) {
  const links = money.model.links.filter(({ to }) => to === node.id);
  const places = links.flatMap(({ from, amounts }) => {
    const place = money.model.nodes.get(from);
    return place === undefined ? [] : [{ node: place, amounts }];
  });
  const reasons = [...new Set(links.map(({ reason }) => reason ?? ''))];
  const flagged = new Set(
    money.flags
      .filter(({ entity }) => entity === node.entity)
      .map(({ chain, address }) => `${chain} ${address}`),
  );
  const payers = [...money.model.nodes.values()]
    .filter(({ id }) => flagged.has(id))
    .map((payer) => ({ node: payer, amounts: payer.received }));
  return (
    <SidePanel title="Entity" onClose={onClose}>
      <p>
        {node.kind !== null && <KindBadge kind={node.kind} />} <LabelText text={node.entity ?? ''} />
      </p>
      <dl>
        <Fact name="Ended here">
          <AmountsList amounts={node.received} />
        </Fact>
      </dl>
      <p className="quiet">Because of {reasons.length === 1 ? 'this' : 'these'}:</p>
      <ul>
        {reasons.slice(0, 10).map((reason) => (
          <li key={reason}>
            <LabelText text={reason} />
          </li>
        ))}
        {reasons.length > 10 && <li className="quiet">and {reasons.length - 10} more</li>}
      </ul>
      <h3>Where it rests</h3>
      <MemberTable caption="Addresses where it rests" members={places} onShow={onShow} />
      {payers.length > 0 && <h3>Flagged addresses</h3>}
      {payers.length > 0 && (
        <MemberTable caption="Addresses flagged with it" members={payers} onShow={onShow} />
      )}
    </SidePanel>
  );
}

export function GroupPanel({
  node,
  onShow,
  onOpen,
  onClose,
}: PanelProps & { readonly node: ViewNode; onOpen(): void }) {
  const members = node.members.map((member) => ({ node: member, amounts: member.received }));
  return (
    <SidePanel title={nameOf(node)} onClose={onClose}>
      <p className="quiet">{WHY[node.form]}</p>
      <div className={style.actions}>
        <button type="button" className="primary" onClick={onOpen}>
          <Maximize2 aria-hidden size={16} /> Expand
        </button>
      </div>
      <dl>
        {node.kind !== null && (
          <Fact name="Kind">
            <KindBadge kind={node.kind} />
          </Fact>
        )}
        <Fact name="Came in">
          <AmountsList amounts={node.received} />
        </Fact>
      </dl>
      <h3>Addresses</h3>
      <MemberTable caption="Addresses of the group" members={members} onShow={onShow} />
    </SidePanel>
  );
}

const WHY: Readonly<Record<ViewNode['form'], string>> = {
  address: '',
  entity: '',
  chain: 'Each passed on to the next what it received.',
  peel: 'Each passed the larger part on to the next, and peeled smaller amounts off to others.',
  same: 'They received from the same addresses, gave to the same, and ended in the same way.',
  small:
    'Of the many addresses at this hop those that received the least, put together to keep the picture readable.',
};
