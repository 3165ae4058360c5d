/**
 * A case at a glance: what was stolen, where it went, what is known of it and what is not.
 */

import { useState } from 'react';
import type { OutcomeJson, ReportJson } from '../../api/types.ts';
import { Fetched } from '../../parts/fetched.tsx';
import { LabelText } from '../../parts/label-text.tsx';
import { addsUp } from './adds-up.ts';
import { useCase } from './case-context.tsx';
import { FlowSection } from './flow/flow-section.tsx';
import style from './overview-page.module.css';
import { RunFacts } from './run-facts.tsx';
import { stolenUnder } from './stolen-under.ts';
import { endSentence, stolenSentence } from './story.ts';
import { useOutcomes, useReport } from './use-results.ts';

export function OverviewPage() {
  const [report, outcomes] = [useReport(), useOutcomes()];
  return (
    <Fetched query={report}>
      {(known) => (
        <>
          <Fetched query={outcomes}>{(ended) => <Story report={known} outcomes={ended} />}</Fetched>
          <RunFacts report={known} />
        </>
      )}
    </Fetched>
  );
}

interface StoryProps {
  readonly report: ReportJson;
  readonly outcomes: readonly OutcomeJson[];
}

function Story({ report, outcomes }: StoryProps) {
  const { method, methods } = useCase();
  const assets = report.stolen.map(({ asset }) => asset);
  const [chosen, setAsset] = useState(assets[0] ?? '');
  return (
    <>
      <section aria-labelledby="story" className={style.story}>
        <h2 id="story">What was stolen, and where it went</h2>
        {report.stolen.length === 0 && <p>Nothing that the seeds name was found.</p>}
        {report.stolen.map((stolen) => (
          <AssetStory key={stolen.asset} stolen={stolen} outcomes={outcomes} method={method} />
        ))}
        {!addsUp(method) && (
          <p>
            Under poison everything is stolen as soon as one unit is: amounts multiply, tell how far the coins
            can have come, and add up to nothing.
          </p>
        )}
        {method !== methods[0] && (
          <p className="quiet">
            Shown under {method}; the main method is {methods[0]}.
          </p>
        )}
      </section>
      {assets.includes(chosen) && (
        <FlowSection report={report} outcomes={outcomes} asset={chosen} assets={assets} onAsset={setAsset} />
      )}
    </>
  );
}

interface AssetStoryProps {
  readonly stolen: ReportJson['stolen'][number];
  readonly outcomes: readonly OutcomeJson[];
  readonly method: string;
}

function AssetStory({ stolen, outcomes, method }: AssetStoryProps) {
  const total = stolenUnder(stolen.asset, outcomes);
  const own = outcomes.filter(({ asset, amount }) => asset === stolen.asset && amount !== '0');
  return (
    <div>
      <p className={style.first}>{stolenSentence(stolen, addsUp(method) ? total : stolen.amount)}</p>
      <ul>
        {own.map((end) => {
          const { before, name, after } = endSentence(end, total, method);
          return (
            <li key={`${end.kind} ${end.entity}`}>
              {before}
              {name !== null && (
                <strong>
                  <LabelText text={name} />
                </strong>
              )}
              {after}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
