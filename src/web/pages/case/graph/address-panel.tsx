/**
 * An address that stolen value reached: what came and went, whose it is, what it was flagged for, its movements.
 */

import { useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import type { FlagJson } from '../../../api/types.ts';
import { Amount } from '../../../parts/amount.tsx';
import { ChainText } from '../../../parts/chain-text.tsx';
import { Fetched } from '../../../parts/fetched.tsx';
import { KindBadge } from '../../../parts/kind-badge.tsx';
import { LabelText, labelText } from '../../../parts/label-text.tsx';
import { Utc } from '../../../parts/utc.tsx';
import { useApi } from '../../../session/session.tsx';
import { useCase } from '../case-context.tsx';
import { accountOf } from './account.ts';
import { AmountsList } from './amounts-list.tsx';
import { ExplorerLink } from './explorer-link.tsx';
import type { MoneyNode } from './money-model.ts';
import { MovementsTable } from './movements-table.tsx';
import style from './side-panel.module.css';
import { Fact, SidePanel } from './side-panel.tsx';
import type { Money } from './use-money.ts';

export interface AddressPanelProps {
  readonly money: Money;
  readonly node: MoneyNode;
  /** What else can be done with it. */
  readonly actions?: React.ReactNode;
  onClose(): void;
}

export function AddressPanel({ money, node, actions, onClose }: AddressPanelProps) {
  const { theCase } = useCase();
  const { into, out, rests } = accountOf(money.model, node.id);
  const address = node.address ?? '';
  const flags = money.flags.filter((flag) => flag.chain === node.chain && flag.address === address);
  return (
    <SidePanel title="Address" onClose={onClose}>
      <ChainText text={address} isShort={false} />
      <ExplorerLink chain={node.chain} what="address" text={address} />
      <div className={style.actions}>
        {actions}
        <Link className="button" to={`/cases/${theCase.id}/paths?address=${encodeURIComponent(address)}`}>
          Paths to it
        </Link>
      </div>
      <dl>
        <Fact name="Chain">{node.chain}</Fact>
        <Fact name="Hops">{node.hop === 0 ? 'a seed' : node.hop}</Fact>
        {node.kind !== null && (
          <Fact name="Ends here">
            <KindBadge kind={node.kind} /> {node.entity !== null && <LabelText text={node.entity} />}
          </Fact>
        )}
        {node.rests.size > 0 && (
          <Fact name="Rests here">
            <AmountsList amounts={node.rests} />
          </Fact>
        )}
        <Fact name="Came in">
          <AmountsList amounts={into.amounts} />
        </Fact>
        <Fact name="Went out">
          <AmountsList amounts={out.amounts} isMost={out.isJoint} />
        </Fact>
      </dl>
      {rests.map(({ id, reason }) => (
        <p key={id} className="quiet">
          <bdi>{labelText(reason ?? '', LONGEST_REASON)}</bdi>
        </p>
      ))}
      {flags.length > 0 && <Flags flags={flags} />}
      <h3>Tags</h3>
      <Tags address={address} />
      {into.movements.length > 0 && <h3>Came in</h3>}
      {into.movements.length > 0 && (
        <MovementsTable caption="What came in" movements={into.movements} ends="from" />
      )}
      {out.movements.length > 0 && <h3>Went out</h3>}
      {out.movements.length > 0 && (
        <MovementsTable caption="What went out" movements={out.movements} ends="to" />
      )}
    </SidePanel>
  );
}

function Flags({ flags }: { readonly flags: readonly FlagJson[] }) {
  return (
    <>
      <h3>Flags</h3>
      <ul>
        {flags.map((flag) => (
          <li key={`${flag.kind} ${flag.entity} ${flag.asset}`}>
            Consistent with <KindBadge kind={flag.kind} /> <LabelText text={flag.entity} />, confidence{' '}
            {flag.confidence}: <Amount amount={flag.amount} asset={flag.asset} />
            {flag.time !== undefined && (
              <>
                {' '}
                at <Utc time={flag.time} />
              </>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Letters; reasons name their sources. */
const LONGEST_REASON = 500;

interface TagsJson {
  readonly tags: readonly {
    readonly label: string;
    readonly entity: string;
    readonly concepts: readonly string[];
    readonly confidence: number;
    readonly source: string;
    readonly decides: boolean;
  }[];
}

function Tags({ address }: { readonly address: string }) {
  const api = useApi();
  const query = useQuery({
    queryKey: ['tags', address],
    queryFn: ({ signal }) => api.get<TagsJson>(`/v1/tags/${encodeURIComponent(address)}`, { signal }),
  });
  return (
    <Fetched query={query}>
      {({ tags }) =>
        tags.length === 0 ? (
          <p className="quiet">none</p>
        ) : (
          <ul>
            {tags.map((tag) => (
              <li key={`${tag.source} ${tag.label}`}>
                <LabelText text={tag.label} /> ({tag.concepts.join(', ')}), confidence {tag.confidence}
                {tag.decides && ', decides'} <span className="quiet">– {tag.source}</span>
              </li>
            ))}
          </ul>
        )
      }
    </Fetched>
  );
}
