/**
 * What a finished run found, as it is read page by page. A finished run never changes, so what is read of it may be
 * kept.
 */

import type { Chain } from '../core/chain.ts';
import type { Transaction } from '../core/transaction.ts';
import type { ReportJson } from './report-json.ts';

/** Place of a transaction in the order of the chains. */
export interface TransactionPlace {
  readonly chain: Chain;
  readonly height: number;
  readonly txid: string;
}

export interface RunResults {
  /** The report in the contract form, as JSON text. @throws NotFoundError when the run has none */
  reportText(runId: string): Promise<string>;
  /** The same parsed; readers share it and change nothing. @throws NotFoundError when the run has none */
  report(runId: string): Promise<ReportJson>;
  /** Where the stolen value went, as JSON text `{nodes, edges}`. @throws NotFoundError when the run has none */
  graphText(runId: string): Promise<string>;
  /**
   * The transactions that were looked at, those of the runs that this one goes on from included.
   * @param after the place before the first one read; null for the first
   */
  transactions(runId: string, after: TransactionPlace | null, limit: number): Promise<readonly Transaction[]>;
  /** The seeds of a case as they were written. */
  seeds(caseId: string): Promise<readonly unknown[]>;
}
