/**
 * Figures of a run, what is missing, what was assumed, what is proved, and the digests.
 */

import { Link } from 'react-router';
import type { ReportJson } from '../../api/types.ts';
import { Amount } from '../../parts/amount.tsx';
import { ChainText } from '../../parts/chain-text.tsx';
import { KindBadge } from '../../parts/kind-badge.tsx';
import { LabelText } from '../../parts/label-text.tsx';
import { caseSearch } from './case-address.ts';
import { useCase } from './case-context.tsx';
import { MainMethodNote } from './main-method-note.tsx';
import style from './overview-page.module.css';
import { counted, grouped } from './story.ts';

export function RunFacts({ report }: { readonly report: ReportJson }) {
  return (
    <>
      <MainMethodNote what="Figures, flags, gaps and assumptions below" />
      <div className={style.facts}>
        <Figures report={report} />
        <FlagKinds flags={report.flags} />
        <Gaps gaps={report.gaps} />
        <Assumptions assumptions={report.assumptions} />
        <Proofs verification={report.verification} />
        <Digests run={report.run} />
      </div>
    </>
  );
}

function Figures({ report: { stats, flags, gaps, noise = [] } }: { readonly report: ReportJson }) {
  const figures = [
    ['Transactions', stats.transactions],
    ['Addresses reached', stats.addresses],
    ['Hops', stats.hops],
    ['Flags', flags.length],
    ['Gaps', gaps.length],
    ['Noise left out', noise.length],
    ['Requests', stats.requests],
  ] as const;
  return (
    <section aria-labelledby="figures" className={style.fact}>
      <h2 id="figures">In figures</h2>
      <dl className={style.figures}>
        {figures.map(([what, count]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{grouped(count)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function FlagKinds({ flags }: { readonly flags: ReportJson['flags'] }) {
  const { search } = useCase();
  const counts = new Map<string, number>();
  for (const { kind } of flags) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return (
    <section aria-labelledby="flag-kinds" className={style.fact}>
      <h2 id="flag-kinds">Flags</h2>
      {counts.size === 0 && <p>No address was flagged.</p>}
      <ul className={style.plain}>
        {[...counts].map(([kind, count]) => (
          <li key={kind}>
            <KindBadge kind={kind} />{' '}
            <Link to={`flags${caseSearch(new URLSearchParams(search), { kind })}`}>
              {counted(count, 'flag')}
              <span className="visually-hidden"> of kind {kind}</span>
            </Link>
          </li>
        ))}
      </ul>
      <p className="quiet">A flag is consistent with its evidence; it is no verdict about a person.</p>
    </section>
  );
}

const MOST_ROWS = 20;

function Gaps({ gaps }: { readonly gaps: ReportJson['gaps'] }) {
  return (
    <section aria-labelledby="gaps" className={style.fact}>
      <h2 id="gaps">Gaps</h2>
      {gaps.length === 0 && <p>None: everything that was asked for was answered.</p>}
      <ul className={style.plain}>
        {gaps.slice(0, MOST_ROWS).map(({ reason, address, asset, amount }) => (
          <li key={`${reason} ${address} ${asset}`}>
            <LabelText text={reason} longest={300} />: <ChainText text={address} />{' '}
            {amount === null ? 'amount unknown' : <Amount amount={amount} asset={asset} />}
          </li>
        ))}
      </ul>
      <More count={gaps.length} />
    </section>
  );
}

function Assumptions({ assumptions }: { readonly assumptions: ReportJson['assumptions'] }) {
  return (
    <section aria-labelledby="assumptions" className={style.fact}>
      <h2 id="assumptions">Assumptions</h2>
      {assumptions.length === 0 && <p>None.</p>}
      <ul className={style.plain}>
        {assumptions.slice(0, MOST_ROWS).map((one) => (
          <li key={`${one.kind} ${one.address} ${assetOf(one)}`}>
            {one.kind}: <ChainText text={one.address} /> <Amount amount={one.amount} asset={assetOf(one)} />
          </li>
        ))}
      </ul>
      <More count={assumptions.length} />
    </section>
  );
}

/** Reports say it beside what their form promises. */
const assetOf = (one: ReportJson['assumptions'][number]): string => ('asset' in one ? String(one.asset) : '');

function More({ count }: { readonly count: number }) {
  return (
    count > MOST_ROWS && (
      <p className="quiet">and {grouped(count - MOST_ROWS)} more, which are in the report.</p>
    )
  );
}

function Proofs({ verification }: { readonly verification: ReportJson['verification'] }) {
  return (
    <section aria-labelledby="proofs" className={style.fact}>
      <h2 id="proofs">Verification</h2>
      {verification === undefined ? <p>Nothing was verified.</p> : <Verified {...verification} />}
    </section>
  );
}

function Verified(verification: NonNullable<ReportJson['verification']>) {
  const { transactions, hashed, inBlock, unverified, opinions, distrusted } = verification;
  const differing = opinions.filter(({ differences }) => differences.length > 0);
  return (
    <>
      <p>
        The findings rest on {counted(transactions, 'transaction')}: {grouped(hashed.length)} hash to their
        id, {grouped(inBlock.length)} are proved to be in a block, {grouped(unverified.length)} could not be
        proved.
      </p>
      {opinions.length > 0 && (
        <p>
          Another explorer was asked about {grouped(opinions.length)} of them and differed in{' '}
          {grouped(differing.length)}.
        </p>
      )}
      <ul className={style.plain}>
        {distrusted.map(({ provider, txid, problem }) => (
          <li key={`${provider} ${txid}`}>
            <LabelText text={provider} /> was found to be wrong about <ChainText text={txid} />:{' '}
            <LabelText text={problem} longest={300} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Digests({ run: { inputDigest, resultDigest } }: { readonly run: ReportJson['run'] }) {
  return (
    <section aria-labelledby="digests" className={style.fact}>
      <h2 id="digests">Digests</h2>
      <p>The same inputs give the same digests on any machine.</p>
      <dl className={style.digests}>
        <dt>Input</dt>
        <dd>
          <ChainText text={inputDigest} isShort={false} />
        </dd>
        <dt>Result</dt>
        <dd>
          <ChainText text={resultDigest} isShort={false} />
        </dd>
      </dl>
    </section>
  );
}
