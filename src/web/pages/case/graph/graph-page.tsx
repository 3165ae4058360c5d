/**
 * The graph of a case: where the money went, address by address, from the seeds on the left to its ends on the right.
 */

import { useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { ProblemNote } from '../../../parts/problem-note.tsx';
import { useCase } from '../case-context.tsx';
import { ZOOM } from './camera.ts';
import type { Emphasis } from './draw-canvas.ts';
import { type CanvasHandle, GraphCanvas } from './graph-canvas.tsx';
import { savePng, saveSvg } from './graph-export.ts';
import { GraphFilters } from './graph-filters.tsx';
import style from './graph-page.module.css';
import { GraphTools } from './graph-tools.tsx';
import type { Picked } from './hit.ts';
import { KindLegend } from './kind-legend.tsx';
import { NodeList } from './node-list.tsx';
import { PickedPanel } from './picked-panel.tsx';
import { useDrawnTheme } from './use-drawn-theme.ts';
import { useGraph } from './use-graph.ts';
import { type Money, useMoney } from './use-money.ts';
import { nameOf } from './view-words.ts';

export function GraphPage() {
  const { runId, method } = useCase();
  const { data, error } = useMoney();
  if (runId === null) return <p className="quiet">The first run of the case is not finished yet.</p>;
  if (data !== undefined) return <Graph key={`${runId} ${method}`} money={data} />;
  if (error !== null) return <ProblemNote error={error} />;
  return (
    <p role="status" className="quiet">
      Loading …
    </p>
  );
}

function Graph({ money }: { readonly money: Money }) {
  const { theCase } = useCase();
  const graph = useGraph(money.model);
  const { view, scene, found, picked, setPicked } = graph;
  const canvas = useRef<CanvasHandle>(null);
  const legend = useRef<HTMLUListElement>(null);
  const [isList, setList] = useState(false);
  const [current, setCurrent] = useState(0);
  const kinds = useMemo(() => kindsOf(money), [money]);
  const theme = useDrawnTheme(legend, kinds.join());
  const assets = useMemo(() => assetsOf(money), [money]);
  const emphasis = useMemo<Emphasis>(
    () => ({ selected: picked?.id ?? null, found: found?.shown ?? null }),
    [picked, found],
  );
  const { asked, ask } = useAsked(money, graph.reveal);

  // What was asked for may come into the picture only once its group is open.
  useEffect(() => {
    const id = asked === null ? undefined : view.shownAs.get(asked);
    if (id === undefined) return;
    setPicked({ what: 'node', id });
    canvas.current?.centreOn(id);
  }, [asked, view, setPicked]);
  useEffect(() => {
    setCurrent(0);
    const first = found?.order[0];
    if (first !== undefined) canvas.current?.centreOn(first);
  }, [found]);

  const toggle = (id: string) => {
    const next = graph.toggle(id);
    ask(null);
    setPicked(next === null ? null : { what: 'node', id: next });
  };
  const pick = (next: Picked | null) => {
    ask(null);
    setPicked(next);
  };
  const goTo = (step: 1 | -1) => {
    const order = found?.order ?? [];
    if (order.length === 0) return;
    const next = (current + step + order.length) % order.length;
    const id = order[picked === null && step === 1 && current === 0 ? 0 : next] ?? '';
    setCurrent(order.indexOf(id));
    setPicked({ what: scene.boxes.has(id) ? 'node' : 'link', id });
    canvas.current?.centreOn(id);
  };
  const save = (format: 'svg' | 'png') => {
    if (theme.palette === null || theme.icons === null) return;
    const title = `${theCase.name} graph`;
    const keep = format === 'svg' ? saveSvg : savePng;
    keep({ scene, palette: theme.palette, icons: theme.icons, title });
  };
  const shownPanel = picked !== null && (
    <PickedPanel
      money={money}
      view={view}
      picked={picked}
      onToggle={toggle}
      onShow={ask}
      onClose={() => pick(null)}
    />
  );
  return (
    <>
      <GraphTools
        text={graph.text}
        found={found === null ? null : { count: found.order.length, current }}
        isList={isList}
        onText={graph.setText}
        onNext={goTo}
        onList={setList}
        onOpenAll={() => graph.setOpened('all')}
        onCloseAll={() => graph.setOpened(new Set())}
        onFit={() => canvas.current?.fit()}
        onZoom={(step) => canvas.current?.zoomBy(step === 1 ? ZOOM.step : 1 / ZOOM.step)}
        onSave={save}
      />
      <GraphFilters filter={graph.filter} assets={assets} onFilter={graph.setFilter} />
      <div className={style.summary}>
        <KindLegend ref={legend} kinds={kinds} />
        <span role="status" className="quiet">
          {summaryOf(graph)}
        </span>
      </div>
      <div className={`${style.views} ${picked === null ? '' : style.beside}`}>
        {isList ? (
          <NodeList
            view={view}
            isFound={(id) => found === null || found.shown.has(id)}
            onPick={(id) => pick({ what: 'node', id })}
            onToggle={toggle}
          />
        ) : (
          <div className={style.canvas}>
            <GraphCanvas
              ref={canvas}
              label={`Graph of the money: ${summaryOf(graph)}. Arrow keys go from node to node, Enter opens a group, plus and minus zoom, 0 shows all. The same is there as a list.`}
              scene={scene}
              emphasis={emphasis}
              onPick={pick}
              onToggle={toggle}
              {...theme}
            />
          </div>
        )}
        {shownPanel}
      </div>
      <p aria-live="polite" className="visually-hidden">
        {spoken(graph)}
      </p>
    </>
  );
}

/** The address that the page's own address names at first, and later what a panel asks to show. */
function useAsked({ model }: Money, reveal: (id: string) => void) {
  const [search] = useSearchParams();
  const address = search.get('address')?.toLowerCase() ?? '';
  const named = useMemo(
    () => [...model.nodes.values()].find((node) => node.address?.toLowerCase() === address)?.id ?? null,
    [model, address],
  );
  const [asked, setAsked] = useState<string | null>(null);
  const ask = (id: string | null) => {
    setAsked(id);
    if (id !== null) reveal(id);
  };
  const askRef = useRef(ask);
  askRef.current = ask;
  useEffect(() => {
    if (named !== null) askRef.current(named);
  }, [named]);
  return { asked, ask };
}

type GraphState = ReturnType<typeof useGraph>;

function summaryOf({ filtered, view }: GraphState): string {
  const addresses = [...filtered.nodes.values()].filter(({ address }) => address !== null).length;
  const movements = new Set(filtered.links.flatMap((link) => link.movements)).size;
  return `${addresses} addresses and ${movements} movements, shown as ${view.nodes.length} nodes and ${view.links.length} links`;
}

/** What is chosen, in words. */
function spoken({ view, picked }: GraphState): string {
  const node = picked?.what === 'node' ? view.nodes.find(({ id }) => id === picked.id) : undefined;
  if (node === undefined) return '';
  const into = view.links.filter(({ to }) => to === node.id).length;
  const out = view.links.filter(({ from }) => from === node.id).length;
  return `${nameOf(node)}, ${node.role}, hop ${node.hop}, ${into} links in, ${out} out`;
}

const kindsOf = ({ model }: Money) => [
  ...new Set(['seed', 'address', ...[...model.nodes.values()].map(({ role }) => role)]),
];

const assetsOf = ({ model }: Money) =>
  [...new Set(model.links.flatMap(({ amounts }) => [...amounts.keys()]))].sort();
