/**
 * What a finished run found, as it is read page by page. A finished run never changes, so what is read of it may be
 * kept.
 */

import type { Chain } from '../core/chain.ts';
import type { MethodName } from '../core/taint/method.ts';
import type { Transaction } from '../core/transaction.ts';
import type { AddressAmounts } from './report/kept-graph.ts';
import type { MoneyGraphJson } from './report/money-graph-json.ts';
import type { ReportJson } from './report/report-json.ts';
import type { ResultsUnder } from './report/results-under.ts';

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
  /**
   * Where the stolen value went under a method; under the main one for null.
   * @throws NotFoundError when the run has no results, or no such method
   * @throws ConflictError when the method was not kept
   */
  graph(runId: string, method: MethodName | null): Promise<MoneyGraphJson>;
  /** What arrived at an address, and what left it, as far as it was kept. @throws NotFoundError when the run has no results */
  amountsAt(runId: string, chain: Chain, address: string): Promise<AddressAmounts>;
  /** A transaction that was looked at; null for none. */
  transaction(runId: string, txid: string): Promise<Transaction | null>;
  /** The lists of the report under a method. @throws as `graph` does */
  under(runId: string, method: MethodName): Promise<ResultsUnder>;
  /**
   * The transactions that were looked at, those of the runs that this one goes on from included.
   * @param after the place before the first one read; null for the first
   */
  transactions(runId: string, after: TransactionPlace | null, limit: number): Promise<readonly Transaction[]>;
  /** The seeds of a case as they were written. */
  seeds(caseId: string): Promise<readonly unknown[]>;
}
