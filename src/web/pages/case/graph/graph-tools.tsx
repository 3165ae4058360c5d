/**
 * What one can do with the picture: look for something, open and close groups, zoom, keep it.
 */

import { ChevronLeft, ChevronRight, Download, List, Maximize, Minus, Network, Plus } from 'lucide-react';
import { useId } from 'react';
import style from './graph-tools.module.css';

export interface GraphToolsProps {
  readonly text: string;
  /** How much was found, and which of it is shown; null when nothing is asked for. */
  readonly found: { readonly count: number; readonly current: number } | null;
  readonly isList: boolean;
  onText(text: string): void;
  /** To the next that was found, or to the one before. */
  onNext(step: 1 | -1): void;
  onList(isList: boolean): void;
  onOpenAll(): void;
  onCloseAll(): void;
  onFit(): void;
  onZoom(step: 1 | -1): void;
  onSave(format: 'svg' | 'png'): void;
}

export function GraphTools(props: GraphToolsProps) {
  const { isList } = props;
  return (
    <div className={style.tools}>
      <Search {...props} />
      <div className={style.group}>
        <button type="button" onClick={props.onOpenAll}>
          Expand all
        </button>
        <button type="button" onClick={props.onCloseAll}>
          Collapse all
        </button>
        <button type="button" onClick={() => props.onList(!isList)}>
          {isList ? <Network aria-hidden size={16} /> : <List aria-hidden size={16} />}
          {isList ? 'As a picture' : 'As a list'}
        </button>
      </div>
      {!isList && (
        <div className={style.group}>
          <button type="button" onClick={() => props.onZoom(1)} aria-label="Zoom in">
            <Plus aria-hidden size={16} />
          </button>
          <button type="button" onClick={() => props.onZoom(-1)} aria-label="Zoom out">
            <Minus aria-hidden size={16} />
          </button>
          <button type="button" onClick={props.onFit}>
            <Maximize aria-hidden size={16} /> Fit
          </button>
          <button type="button" onClick={() => props.onSave('svg')} aria-label="Save as SVG">
            <Download aria-hidden size={16} /> SVG
          </button>
          <button type="button" onClick={() => props.onSave('png')} aria-label="Save as PNG">
            <Download aria-hidden size={16} /> PNG
          </button>
        </div>
      )}
    </div>
  );
}

function Search({ text, found, onText, onNext }: GraphToolsProps) {
  const id = useId();
  return (
    <search className={style.group}>
      <label htmlFor={id}>Search</label>
      <input
        id={id}
        type="search"
        className={style.search}
        placeholder="address, transaction, entity"
        value={text}
        onChange={(event) => onText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onNext(event.shiftKey ? -1 : 1);
        }}
      />
      {found !== null && found.count > 1 && (
        <>
          <button type="button" onClick={() => onNext(-1)} aria-label="The one before">
            <ChevronLeft aria-hidden size={16} />
          </button>
          <button type="button" onClick={() => onNext(1)} aria-label="The next">
            <ChevronRight aria-hidden size={16} />
          </button>
        </>
      )}
      <span role="status" className="quiet">
        {found === null ? '' : found.count === 0 ? 'not found' : `${found.current + 1} of ${found.count}`}
      </span>
    </search>
  );
}
