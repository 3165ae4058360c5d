/**
 * What a flag rests on: its basis, transactions, deposits, what is published of the mixer, and whom the address belongs with.
 */

import { useState } from 'react';
import type { FlagJson, ReportJson } from '../../api/types.ts';
import { ChainText } from '../../parts/chain-text.tsx';
import { LabelText } from '../../parts/label-text.tsx';
import { AddressLink, AddressLinks } from './case-links.tsx';
import { DepositList } from './deposit-list.tsx';
import style from './flag-detail.module.css';
import { counted } from './story.ts';
import { useReport } from './use-results.ts';

export function FlagDetail({ flag }: { readonly flag: FlagJson }) {
  const { data: report } = useReport();
  const { address, basis, evidence, deposits, profile } = flag;
  const clusters = (report?.clusters ?? []).filter(({ members }) => members.includes(address));
  return (
    <div className={style.detail}>
      <h3>Basis</h3>
      <p>
        <LabelText text={basis} longest={500} />
      </p>
      <h3>Evidence: {counted(evidence.length, 'transaction')}</h3>
      <Evidence txids={evidence} />
      {deposits !== undefined && (
        <>
          <h3>Deposits</h3>
          <DepositList deposits={deposits} />
        </>
      )}
      {profile !== undefined && profile !== null && <Profile profile={profile} />}
      {clusters.map((cluster) => (
        <ClusterNote key={cluster.members.join()} cluster={cluster} address={address} />
      ))}
      <AddressLinks address={address} />
    </div>
  );
}

const FIRST = 10;

function Evidence({ txids }: { readonly txids: readonly string[] }) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? txids : txids.slice(0, FIRST);
  return (
    <>
      <ul className={style.txids}>
        {shown.map((txid) => (
          <li key={txid}>
            <ChainText text={txid} />
          </li>
        ))}
      </ul>
      {shown.length < txids.length && (
        <button type="button" onClick={() => setWhole(true)}>
          Show all {txids.length}
        </button>
      )}
    </>
  );
}

function Profile({ profile }: { readonly profile: NonNullable<FlagJson['profile']> }) {
  const { entity, kind, active, past } = profile;
  return (
    <>
      <h3>
        What is published of <LabelText text={entity} />
      </h3>
      <p>
        {kind}
        {active.from !== null && `, since ${active.from}`}
        {active.to !== null && `, until ${active.to}`} (<LabelText text={active.source} longest={300} />)
      </p>
      {past.length > 0 && <p>Used before the flagged transactions by</p>}
      <ul>
        {past.map(({ who, what, date, source }) => (
          <li key={`${who} ${date} ${what}`}>
            <LabelText text={who} />: <LabelText text={what} longest={300} />, {date} (
            <LabelText text={source} longest={300} />)
          </li>
        ))}
      </ul>
    </>
  );
}

interface ClusterNoteProps {
  readonly cluster: NonNullable<ReportJson['clusters']>[number];
  readonly address: string;
}

function ClusterNote({ cluster: { entity, size, tooLarge, members }, address }: ClusterNoteProps) {
  const others = members.filter((member) => member !== address);
  return (
    <>
      <h3>Seems to have one owner with others</h3>
      <p>
        {counted(size, 'address')} were spent together
        {entity !== null && (
          <>
            , tagged <LabelText text={entity} />
          </>
        )}
        {tooLarge ? '; too many to believe in one owner.' : '. A heuristic, which carries no value.'}
      </p>
      <ul className={style.txids}>
        {others.slice(0, FIRST).map((member) => (
          <li key={member}>
            <AddressLink address={member} />
          </li>
        ))}
      </ul>
    </>
  );
}
