/**
 * The time line of a case: how value came to rest, kind by kind, and every movement of it.
 */

import { ChevronLeft, ChevronRight, Minus, Plus, Table2, Waypoints } from 'lucide-react';
import { useCallback, useMemo, useRef, useState } from 'react';
import { Link } from 'react-router';
import { ProblemNote } from '../../../parts/problem-note.tsx';
import { shortText } from '../../../parts/short-text.ts';
import { useCase } from '../case-context.tsx';
import { AddressPanel } from '../graph/address-panel.tsx';
import { KindLegend } from '../graph/kind-legend.tsx';
import { addressOf, type Movement } from '../graph/money-model.ts';
import { useDrawnTheme } from '../graph/use-drawn-theme.ts';
import { type Money, useMoney } from '../graph/use-money.ts';
import { movementRows } from './movement-rows.ts';
import { MovementStrip } from './movement-strip.tsx';
import { brushed, moved, type TimeWindow, wholeWindow, zoomed } from './time-window.ts';
import { TimedTable } from './timed-table.tsx';
import style from './timeline-page.module.css';
import { ValueChart } from './value-chart.tsx';
import { valueSeries } from './value-series.ts';

/** More rows than can be taken in help nobody. */
const MOST_ROWS = 40;
const ZOOM = 1.6;
const MOVE = 0.4;

export function TimelinePage() {
  const { runId, method } = useCase();
  const { data, error } = useMoney();
  if (runId === null) return <p className="quiet">The first run of the case is not finished yet.</p>;
  if (data !== undefined) return <Timeline key={`${runId} ${method}`} money={data} />;
  if (error !== null) return <ProblemNote error={error} />;
  return (
    <p role="status" className="quiet">
      Loading …
    </p>
  );
}

function Timeline({ money }: { readonly money: Money }) {
  const { theCase } = useCase();
  const assets = useMemo(() => assetsOf(money), [money]);
  const [asset, setAsset] = useState(assets[0] ?? '');
  const [picked, setPicked] = useState<string | null>(null);
  const [isTable, setTable] = useState(false);
  const { series, rows, movements, whole } = useMemo(() => shown(money, asset), [money, asset]);
  const [chosen, setChosen] = useState<TimeWindow | null>(null);
  const window = chosen ?? whole;
  const legend = useRef<HTMLUListElement>(null);
  const roleOf = useCallback((id: string) => money.model.nodes.get(id)?.role ?? 'address', [money]);
  const kinds = useMemo(
    () => [...new Set([...series.map(({ kind }) => kind), ...movements.map(({ to }) => roleOf(to))])],
    [series, movements, roleOf],
  );
  const { palette } = useDrawnTheme(legend, kinds.join());
  const node = picked === null ? undefined : money.model.nodes.get(picked);
  const zoom = (factor: number, at = 0.5) => setChosen(zoomed(window, factor, at, whole));
  if (movements.length === 0) return <p className="quiet">Nothing moved: all of it is where it was.</p>;
  return (
    <>
      <div className={style.tools}>
        {assets.length > 1 && (
          <label>
            Asset{' '}
            <select value={asset} onChange={(event) => setAsset(event.target.value)}>
              {assets.map((each) => (
                <option key={each} value={each}>
                  {shortText(each)}
                </option>
              ))}
            </select>
          </label>
        )}
        <WindowButtons
          onZoom={zoom}
          onMove={(part) => setChosen(moved(window, part, whole))}
          onWhole={() => setChosen(null)}
        />
        <span role="status" className="quiet">
          {inWords(window)}
        </span>
        <button type="button" onClick={() => setTable(!isTable)}>
          {isTable ? <Waypoints aria-hidden size={16} /> : <Table2 aria-hidden size={16} />}
          {isTable ? 'As a picture' : 'As a table'}
        </button>
      </div>
      <KindLegend ref={legend} kinds={kinds} />
      <div className={`${style.views} ${node === undefined ? '' : style.beside}`}>
        {isTable ? (
          <TimedTable movements={movements} window={window} roleOf={roleOf} onPick={setPicked} />
        ) : (
          <div className={style.charts}>
            <h2>What came to rest, by kind of place</h2>
            <ValueChart series={series} asset={asset} window={window} onZoom={zoom} />
            <h2>Movements, by receiver</h2>
            <p className="quiet">
              The larger the point, the larger the amount. The number before an address is its hop. Drag
              across the points to see a shorter time.
            </p>
            <MovementStrip
              rows={rows}
              window={window}
              palette={palette}
              selected={picked}
              roleOf={roleOf}
              onPick={setPicked}
              onBrush={(from, to) => setChosen(brushed(window, from, to, whole))}
            />
          </div>
        )}
        {node !== undefined && (
          <AddressPanel
            money={money}
            node={node}
            actions={
              <Link
                className="button"
                to={`/cases/${theCase.id}/graph?address=${encodeURIComponent(addressOf(node.id))}`}
              >
                In the graph
              </Link>
            }
            onClose={() => setPicked(null)}
          />
        )}
      </div>
    </>
  );
}

interface WindowButtonsProps {
  onZoom(factor: number): void;
  onMove(part: number): void;
  onWhole(): void;
}

function WindowButtons({ onZoom, onMove, onWhole }: WindowButtonsProps) {
  return (
    <fieldset className={style.window}>
      <legend className="visually-hidden">Time shown</legend>
      <button type="button" onClick={() => onMove(-MOVE)} aria-label="Earlier">
        <ChevronLeft aria-hidden size={16} />
      </button>
      <button type="button" onClick={() => onMove(MOVE)} aria-label="Later">
        <ChevronRight aria-hidden size={16} />
      </button>
      <button type="button" onClick={() => onZoom(ZOOM)} aria-label="Shorter time">
        <Plus aria-hidden size={16} />
      </button>
      <button type="button" onClick={() => onZoom(1 / ZOOM)} aria-label="Longer time">
        <Minus aria-hidden size={16} />
      </button>
      <button type="button" onClick={onWhole}>
        Whole time
      </button>
    </fieldset>
  );
}

function shown({ model, outcomes, flags }: Money, asset: string) {
  const series = valueSeries(model, outcomes, flags, asset);
  const rows = movementRows(model, asset, MOST_ROWS);
  const movements: Movement[] = rows.flatMap((row) => row.movements);
  const times = [
    ...movements.map(({ time }) => Date.parse(time)),
    ...series.flatMap(({ steps }) => steps.map(({ time }) => time)),
  ];
  return { series, rows, movements, whole: wholeWindow(times) };
}

/** `2022-03-23 13:46 to 2022-05-20 11:02 UTC`. */
const inWords = ({ from, to }: TimeWindow) =>
  `${[from, to].map((time) => new Date(time).toISOString().slice(0, 16).replace('T', ' ')).join(' to ')} UTC`;

/** That with the most movements first. */
function assetsOf({ model }: Money): string[] {
  const counts = new Map<string, number>();
  for (const { asset } of model.links.flatMap(({ movements }) => movements)) {
    counts.set(asset, (counts.get(asset) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([asset]) => asset);
}
