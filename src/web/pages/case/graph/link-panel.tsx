/**
 * What went from one drawn node to another: sums, and every transaction with its time, amount and evidence.
 */

import type { FlagJson } from '../../../api/types.ts';
import { LabelText } from '../../../parts/label-text.tsx';
import { Utc } from '../../../parts/utc.tsx';
import { AmountsList } from './amounts-list.tsx';
import type { ViewLink, ViewNode } from './money-view.ts';
import { MovementsTable } from './movements-table.tsx';
import { Fact, SidePanel } from './side-panel.tsx';
import type { Money } from './use-money.ts';
import { nameOf } from './view-words.ts';

export interface LinkPanelProps {
  readonly money: Money;
  readonly link: ViewLink;
  readonly from: ViewNode;
  readonly to: ViewNode;
  onClose(): void;
}

export function LinkPanel({ money, link, from, to, onClose }: LinkPanelProps) {
  const movements = [...new Set(link.parts.flatMap((part) => part.movements))];
  const times = movements.map(({ time }) => time).sort();
  const [first, last] = [times[0], times.at(-1)];
  const reasons = [...new Set(link.parts.flatMap(({ reason }) => (reason === null ? [] : [reason])))];
  const isJoint = movements.some((movement) => movement.from.length > 1);
  const evidence = evidenceOf(money.flags, new Set(movements.map(({ txid }) => txid)));
  return (
    <SidePanel title="Movements" onClose={onClose}>
      <dl>
        <Fact name="From">
          <bdi className="mono">{nameOf(from)}</bdi>
        </Fact>
        <Fact name="To">
          <bdi className="mono">{nameOf(to)}</bdi>
        </Fact>
        <Fact name="Amount">
          <AmountsList amounts={link.amounts} isMost={isJoint} />
        </Fact>
        <Fact name="Movements">{movements.length === 0 ? 'none: it rests there' : movements.length}</Fact>
        {first !== undefined && (
          <Fact name="First">
            <Utc time={first} />
          </Fact>
        )}
        {last !== undefined && (
          <Fact name="Last">
            <Utc time={last} />
          </Fact>
        )}
      </dl>
      {isJoint && (
        <p className="quiet">Some of it was given together with other addresses; it is counted whole.</p>
      )}
      {reasons.map((reason) => (
        <p key={reason} className="quiet">
          <LabelText text={reason} />
        </p>
      ))}
      {evidence.length > 0 && (
        <>
          <h3>Evidence of</h3>
          <ul>
            {evidence.map(({ text, count }) => (
              <li key={text}>
                <LabelText text={text} />: {count} {count === 1 ? 'transaction' : 'transactions'}
              </li>
            ))}
          </ul>
        </>
      )}
      {movements.length > 0 && (
        <>
          <h3>Transactions</h3>
          <MovementsTable
            caption="Transactions"
            movements={movements}
            ends={isGroupPair(from, to) ? 'both' : 'none'}
          />
        </>
      )}
    </SidePanel>
  );
}

const isGroupPair = (from: ViewNode, to: ViewNode) => from.members.length > 1 || to.members.length > 1;

/** The flags that rest on these transactions. */
function evidenceOf(
  flags: readonly FlagJson[],
  txids: ReadonlySet<string>,
): { text: string; count: number }[] {
  const found = flags.map((flag) => ({
    text: `${flag.kind} ${flag.entity}, confidence ${flag.confidence}`,
    count: flag.evidence.filter((txid) => txids.has(txid)).length,
  }));
  const byText = new Map<string, number>();
  for (const { text, count } of found) byText.set(text, (byText.get(text) ?? 0) + count);
  return [...byText].filter(([, count]) => count > 0).map(([text, count]) => ({ text, count }));
}
