/**
 * The tables as Kysely sees them, one interface a table; what they mean is in docs/storage.md. Columns of `jsonb` take
 * their values through `asJsonb`.
 */

import type { Generated } from 'kysely';
import type { Tips } from '../cases/ports.ts';
import type { Chain } from '../core/chain.ts';
import type { MethodName } from '../core/taint/method.ts';
import type { Limits } from '../core/trace/limits.ts';
import type { Expansion, Subject } from '../core/trace/subject.ts';
import type { TransactionJson } from './transaction-json.ts';

export interface Tables {
  readonly cases: CaseTable;
  readonly runs: RunTable;
  readonly jobs: JobTable;
  readonly expansions: ExpansionTable;
  readonly transactions: TransactionTable;
  readonly expansion_transactions: ExpansionTransactionTable;
}

interface CaseTable {
  readonly id: Generated<string>;
  readonly name: string;
  readonly body: object;
  readonly body_digest: string;
  readonly idempotency_key: string | null;
  readonly created_at: Date;
}

interface RunTable {
  readonly id: Generated<string>;
  readonly case_id: string;
  readonly number: number;
  readonly state: 'running' | 'done' | 'failed';
  readonly method: MethodName;
  readonly limits: Limits;
  readonly tips: Tips | null;
  readonly tip_requests: Generated<number>;
  readonly tip_cache_hits: Generated<number>;
  readonly input_digest: string | null;
  readonly result_digest: string | null;
  readonly report: object | null;
  readonly error: string | null;
  readonly started_at: Date;
  readonly finished_at: Date | null;
}

interface JobTable {
  readonly id: Generated<number>;
  readonly kind: 'settle' | 'expand';
  readonly key: string;
  readonly run_id: string;
  readonly parent_id: number | null;
  readonly payload: JobPayload;
  readonly state: 'queued' | 'running' | 'done' | 'failed';
  readonly priority: number;
  readonly run_at: Date;
  readonly attempts: Generated<number>;
  readonly lease_until: Date | null;
  readonly error: string | null;
}

/** What the kinds of jobs carry beside their columns. */
export interface JobPayload {
  readonly round: number;
  /** Of `expand`: place in the frontier, from 0, and what to look up. */
  readonly ordinal?: number;
  readonly subject?: Subject;
}

interface ExpansionTable {
  readonly run_id: string;
  readonly round: number;
  readonly ordinal: number;
  readonly subject: Subject;
  readonly status: Expansion['status'];
  readonly count: number;
  readonly reason: string | null;
  readonly requests: number;
  readonly cache_hits: number;
}

interface TransactionTable {
  readonly run_id: string;
  readonly digest: string;
  readonly chain: Chain;
  readonly txid: string;
  readonly height: number;
  readonly body: TransactionJson;
}

interface ExpansionTransactionTable {
  readonly run_id: string;
  readonly round: number;
  readonly ordinal: number;
  readonly position: number;
  readonly digest: string;
}
