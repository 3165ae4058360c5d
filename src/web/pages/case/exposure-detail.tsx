/**
 * What came from an address to each party, straight and over more hops, and the shortest way there.
 */

import type { ExposureJson, StepJson } from '../../api/types.ts';
import { Amount } from '../../parts/amount.tsx';
import { Fetched } from '../../parts/fetched.tsx';
import { KindBadge } from '../../parts/kind-badge.tsx';
import { LabelText } from '../../parts/label-text.tsx';
import { Utc } from '../../parts/utc.tsx';
import { AddressLink } from './case-links.tsx';
import style from './exposure-detail.module.css';
import { millionthsShare } from './exposure-share.ts';
import { counted } from './story.ts';
import { useResultList } from './use-results.ts';

/** @param row of the list, which has no ways: they are asked for when the row is opened */
export function ExposureDetail({ row: { address, asset } }: { readonly row: ExposureJson }) {
  const query = useResultList<ExposureJson>('exposure', { address });
  return (
    <Fetched query={query}>
      {(rows) =>
        rows
          .filter((row) => row.asset === asset)
          .map((row) => (
            <div key={row.asset}>
              {row.parties.map((party) => (
                <Party key={`${party.kind} ${party.entity} ${party.wentOn}`} party={party} asset={asset} />
              ))}
              <Elsewhere row={row} />
            </div>
          ))
      }
    </Fetched>
  );
}

interface PartyProps {
  readonly party: ExposureJson['parties'][number];
  readonly asset: string;
}

function Party({ party, asset }: PartyProps) {
  const { kind, entity, confidence, wentOn, direct, indirect, hops, first, last, path = [] } = party;
  return (
    <section className={style.party}>
      <h3>
        <KindBadge kind={kind} /> <LabelText text={entity} />
      </h3>
      <ul>
        <li>
          straight: <Amount amount={direct.amount} asset={asset} /> ({millionthsShare(direct.shareMillionths)}
          )
        </li>
        <li>
          over more hops: <Amount amount={indirect.amount} asset={asset} /> (
          {millionthsShare(indirect.shareMillionths)})
        </li>
        <li>
          {counted(hops, 'hop')} away, confidence {confidence}, from <Utc time={first} /> to{' '}
          <Utc time={last} />
        </li>
        {wentOn && <li>The coins went on from there: the same units stand again where they ended.</li>}
      </ul>
      {path.length > 0 && <Way steps={path} />}
    </section>
  );
}

function Way({ steps }: { readonly steps: readonly StepJson[] }) {
  return (
    <ol className={style.way} aria-label="The shortest way">
      {steps.map(({ txid, time, to, asset, amount }) => (
        <li key={`${txid} ${to}`}>
          <Amount amount={amount} asset={asset} /> to <AddressLink address={to} /> <Utc time={time} />
        </li>
      ))}
    </ol>
  );
}

function Elsewhere({ row: { elsewhere, asset } }: { readonly row: ExposureJson }) {
  const ended = elsewhere.filter(({ amount }) => amount !== '0');
  if (ended.length === 0) return null;
  return (
    <section className={style.party}>
      <h3>Elsewhere</h3>
      <ul>
        {ended.map(({ kind, amount }) => (
          <li key={kind}>
            <KindBadge kind={kind} /> <Amount amount={amount} asset={asset} />
          </li>
        ))}
      </ul>
    </section>
  );
}
