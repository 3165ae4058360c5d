/**
 * One way from a seed to a flagged address: address, transaction, address, and so on.
 */

import type { ReportJson, StepJson } from '../../../api/types.ts';
import { Amount } from '../../../parts/amount.tsx';
import { ChainText } from '../../../parts/chain-text.tsx';
import { KindBadge } from '../../../parts/kind-badge.tsx';
import { LabelText } from '../../../parts/label-text.tsx';
import { Utc } from '../../../parts/utc.tsx';
import { AddressLink } from '../case-links.tsx';
import { FlagDetail } from '../flag-detail.tsx';
import { counted } from '../story.ts';
import type { FoundWay, WayKind } from './found-ways.ts';
import { type PathStep, pathSteps } from './path-steps.ts';
import style from './paths.module.css';

export interface PathChainProps {
  readonly report: ReportJson;
  readonly way: FoundWay<StepJson>;
  readonly kind: WayKind;
}

export function PathChain({ report, way, kind }: PathChainProps) {
  const { seed, steps, flags, isBoth } = way;
  const ends = flags.flatMap((at) => report.flags[at] ?? []);
  return (
    <section className={style.way} aria-label={`Way from seed ${seed} to ${way.address}`}>
      <h2>
        From seed {seed}, {counted(steps.length, 'step')}
      </h2>
      <p className="quiet">{isBoth ? 'The shortest way is the heaviest as well.' : `The ${kind} way.`}</p>
      <ol className={style.chain}>
        <Start report={report} way={way} />
        {pathSteps(steps, report.stolen).map((one) => (
          <Step key={`${one.step.txid} ${one.step.from} ${one.step.to}`} {...one} />
        ))}
      </ol>
      {ends.map((flag) => (
        <div key={`${flag.kind} ${flag.entity} ${flag.asset}`} className={style.end}>
          <p className={style.found}>
            <KindBadge kind={flag.kind} /> <LabelText text={flag.entity} /> · confidence {flag.confidence} ·{' '}
            <Amount amount={flag.amount} asset={flag.asset} />
          </p>
          <FlagDetail flag={flag} />
        </div>
      ))}
    </section>
  );
}

/** Where the way begins; without steps it is where it ends, too. */
function Start({ report, way: { seed, steps, address } }: Omit<PathChainProps, 'kind'>) {
  const found = report.seeds.find((one) => one.seed === seed);
  return (
    <li className={style.place}>
      <AddressLink address={steps[0]?.from ?? address} />
      <span className={style.note}>
        <KindBadge kind="seed" />
        {found?.kind !== 'address' && found !== undefined && (
          <>
            {found.kind} <ChainText text={found.where} />
          </>
        )}
        {found?.victim != null && (
          <>
            of <LabelText text={found.victim} />
          </>
        )}
      </span>
    </li>
  );
}

function Step({ step, ofStolen, ofBefore, since }: PathStep<StepJson>) {
  return (
    <>
      <li className={style.step}>
        <p className={style.amount}>
          <Amount amount={step.amount} asset={step.asset} />
        </p>
        <p className={style.note}>
          {ofStolen !== null && <span>{ofStolen} of what was stolen</span>}
          {ofBefore !== null && <span>{ofBefore} of the step before</span>}
        </p>
        <p className={style.note}>
          <Utc time={step.time} />
          {since !== null && <span className="quiet">{since}</span>}
        </p>
        <p className={style.note}>
          <span className="quiet">transaction</span> <ChainText text={step.txid} />
          {step.syntheticId === true && <span className="quiet">stands in for an id that is not known</span>}
        </p>
      </li>
      <li className={style.place}>
        <AddressLink address={step.to} />
      </li>
    </>
  );
}
