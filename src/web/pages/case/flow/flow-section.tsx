/**
 * The flow of one asset, drawn and as a table, by address, by seed or by victim.
 */

import { type ReactNode, useId, useMemo, useState } from 'react';
import type { MoneyGraphJson, OutcomeJson, ReportJson, SeedShareJson } from '../../../api/types.ts';
import { Fetched } from '../../../parts/fetched.tsx';
import { addsUp } from '../adds-up.ts';
import { caseSearch } from '../case-address.ts';
import { useCase } from '../case-context.tsx';
import { useMoneyGraph, useResultList, useShownRun } from '../use-results.ts';
import { addressFlow } from './address-flow.ts';
import type { Flow, FlowNode } from './flow.ts';
import { FlowChart } from './flow-chart.tsx';
import style from './flow-section.module.css';
import { FlowTable } from './flow-table.tsx';
import { originFlow } from './origin-flow.ts';

export interface FlowSectionProps {
  readonly report: ReportJson;
  readonly outcomes: readonly OutcomeJson[];
  readonly asset: string;
  readonly assets: readonly string[];
  readonly onAsset: (asset: string) => void;
}

const WAYS = { address: 'by address', seed: 'by seed', victim: 'by victim' } as const;
type Way = keyof typeof WAYS;

/** Addresses that stand by themselves in the picture. */
const MOST = 12;

export function FlowSection({ report, outcomes, asset, assets, onAsset }: FlowSectionProps) {
  const { method } = useCase();
  const ways = waysOf(report, asset, method);
  const [chosen, setWay] = useState<Way | null>(null);
  const way = ways.find((one) => one === chosen) ?? ways[0] ?? 'address';
  return (
    <section aria-labelledby="flow">
      <div className={style.head}>
        <h2 id="flow">Money flow</h2>
        {assets.length > 1 && <Choice label="Asset" value={asset} all={assets} onChoose={onAsset} />}
        {ways.length > 1 && (
          <Choice label="Drawn" value={way} all={ways} words={WAYS} onChoose={(one) => setWay(one as Way)} />
        )}
      </div>
      {way === 'address' ? (
        <ByAddress report={report} outcomes={outcomes} asset={asset} />
      ) : (
        <ByOrigin outcomes={outcomes} asset={asset} by={way} />
      )}
    </section>
  );
}

/** What can be drawn, the best first: seeds of several victims tell more than their addresses. */
function waysOf({ stolen, seeds }: ReportJson, asset: string, method: string): Way[] {
  if (!addsUp(method)) return ['address'];
  const origins = stolen.find((one) => one.asset === asset)?.origins ?? [];
  const victims = new Set(origins.map(({ victim }) => victim));
  const byAddress = seeds.every(({ kind }) => kind === 'address');
  const own: Way[] = [];
  if (victims.size > 1 || (origins.length > 0 && !victims.has(null))) own.push('victim');
  if (origins.length > 1) own.push('seed');
  return byAddress ? ['address', ...own] : [...own, 'address'];
}

interface ByProps {
  readonly outcomes: readonly OutcomeJson[];
  readonly asset: string;
}

function ByAddress({ report, outcomes, asset }: ByProps & { readonly report: ReportJson }) {
  const graph = useMoneyGraph();
  return (
    <Fetched query={graph}>{(known) => <OfGraph graph={known} {...{ report, outcomes, asset }} />}</Fetched>
  );
}

interface OfGraphProps extends ByProps {
  readonly report: ReportJson;
  readonly graph: MoneyGraphJson;
}

function OfGraph({ report, outcomes, asset, graph }: OfGraphProps) {
  const { seeds } = report;
  const hasShares = addsUp(useCase().method);
  const flow = useMemo(
    () => addressFlow({ asset, outcomes, seeds, graph, most: MOST, hasShares }),
    [asset, outcomes, seeds, graph, hasShares],
  );
  return <Drawn flow={flow} />;
}

function ByOrigin({ outcomes, asset, by }: ByProps & { readonly by: 'seed' | 'victim' }) {
  const shares = useResultList<SeedShareJson>('outcomes', { ...useShownRun().under, by });
  return (
    <Fetched query={shares}>{(known) => <OfShares shares={known} {...{ outcomes, asset, by }} />}</Fetched>
  );
}

interface OfSharesProps extends ByProps {
  readonly by: 'seed' | 'victim';
  readonly shares: readonly SeedShareJson[];
}

function OfShares({ outcomes, asset, by, shares }: OfSharesProps) {
  const flow = useMemo(() => originFlow({ asset, outcomes, shares, by }), [asset, outcomes, shares, by]);
  return <Drawn flow={flow} />;
}

function Drawn({ flow }: { readonly flow: Flow }) {
  const { search } = useCase();
  const linkTo = ({ role, kind, entity, address }: FlowNode): string | null => {
    const kept = new URLSearchParams(search);
    if (role === 'end') return `outcomes${caseSearch(kept, { kind, entity })}`;
    return address === null ? null : `graph${caseSearch(kept, { address })}`;
  };
  if (flow.nodes.length === 0) return <p>Nothing of it ended anywhere yet.</p>;
  const title = `Flow of the stolen ${flow.asset} from left to right`;
  return (
    <>
      <FlowChart flow={flow} title={title} linkTo={linkTo} />
      <FlowTable flow={flow} />
    </>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly all: readonly string[];
  readonly words?: Readonly<Record<string, string>>;
  readonly onChoose: (value: string) => void;
}

function Choice({ label, value, all, words = {}, onChoose }: ChoiceProps): ReactNode {
  const id = useId();
  return (
    <span className={style.choice}>
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChoose(event.target.value)}>
        {all.map((one) => (
          <option key={one} value={one}>
            {words[one] ?? one}
          </option>
        ))}
      </select>
    </span>
  );
}
