/**
 * The case that a page is about: which run's results it shows, and under which method.
 */

import { createContext, useContext } from 'react';
import type { CaseJson, RunJson } from '../../api/types.ts';

export interface CaseView {
  readonly theCase: CaseJson;
  /** The run whose results are shown; null while the case has none. */
  readonly runId: string | null;
  readonly run: RunJson | null;
  /** The method whose amounts are shown; the main one of the run at first. */
  readonly method: string;
  /** Those of the run, the main one first. */
  readonly methods: readonly string[];
  setMethod(method: string): void;
  /** What an address within the case keeps: the run and the method, where they were chosen. */
  readonly search: string;
}

export const CaseContext = createContext<CaseView | null>(null);

/** Of pages within a case. */
export function useCase(): CaseView {
  const view = useContext(CaseContext);
  if (view === null) throw new Error('useCase outside of a case');
  return view;
}
