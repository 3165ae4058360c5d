/**
 * The tables as Kysely sees them, one interface a table; what they mean is in docs/storage.md. Columns of `jsonb` take
 * their values through `asJsonb`.
 */

import type { Generated, GeneratedAlways } from 'kysely';
import type { Role } from '../cases/access.ts';
import type { JobKind } from '../cases/job.ts';
import type { RunCause, Tips } from '../cases/ports.ts';
import type { Actor } from '../cases/tags/actor.ts';
import type { Chain } from '../core/chain.ts';
import type { Validity } from '../core/evidence/archive.ts';
import type { Distrust } from '../core/graph/proof.ts';
import type { Expansion, LookupSubject } from '../core/graph/subject.ts';
import type { Tag } from '../core/tags/tag.ts';
import type { MethodName } from '../core/taint/method.ts';
import type { Forks } from '../core/trace/fork.ts';
import type { Limits } from '../core/trace/limits.ts';
import type { ProofJson } from './proof-json.ts';
import type { TransactionJson } from './transaction-json.ts';

export interface Tables {
  readonly cases: CaseTable;
  readonly runs: RunTable;
  readonly jobs: JobTable;
  readonly expansions: ExpansionTable;
  readonly transactions: TransactionTable;
  readonly expansion_transactions: ExpansionTransactionTable;
  readonly rescan_requests: RescanRequestTable;
  readonly run_addresses: RunAddressTable;
  readonly events: EventTable;
  readonly alerts: AlertTable;
  readonly deliveries: DeliveryTable;
  readonly delivery_attempts: DeliveryAttemptTable;
  readonly tag_imports: TagImportTable;
  readonly tags: TagTable;
  readonly actors: ActorTable;
  readonly api_keys: ApiKeyTable;
  readonly audit: AuditTable;
  readonly bodies: BodyTable;
  readonly exchanges: ExchangeTable;
}

interface BodyTable {
  readonly sha256: string;
  /** Goes in and out as base64: see `archive-store.ts`. */
  readonly gzip: string;
}

interface ExchangeTable {
  readonly id: string;
  readonly provider: string;
  readonly url: string;
  readonly path: string;
  readonly posted: string | null;
  readonly status: number;
  readonly at: number;
  readonly sha256: string;
  readonly question: string;
  readonly validity: Validity;
  readonly tip: string | null;
  readonly list: string | null;
  readonly list_from: number | null;
  readonly list_through: number | null;
  readonly source: string | null;
}

interface CaseTable {
  readonly id: Generated<string>;
  readonly name: string;
  readonly body: object;
  readonly body_digest: string;
  readonly idempotency_key: string | null;
  readonly created_at: Date;
  readonly owner: string;
  readonly watch_seconds: number | null;
  readonly watch_next: Date | null;
  readonly webhook_url: string | null;
  readonly webhook_secret: string | null;
  readonly alert_emails: Generated<readonly string[]>;
  readonly last_event: Generated<number>;
  readonly description: GeneratedAlways<string | null>;
  readonly seed_count: GeneratedAlways<number | null>;
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
  readonly tip_evidence: readonly string[] | null;
  readonly forks: Generated<Forks>;
  readonly distrusted: Generated<readonly Distrust[]>;
  readonly input_digest: string | null;
  readonly result_digest: string | null;
  readonly report: object | null;
  readonly error: string | null;
  readonly started_at: Date;
  readonly finished_at: Date | null;
  readonly base_run_id: string | null;
  readonly cause: RunCause;
  readonly tags_revision: number | null;
  readonly graph: object | null;
  readonly views: object | null;
  readonly transaction_count: GeneratedAlways<number | null>;
  readonly flag_count: GeneratedAlways<number | null>;
  readonly gap_count: GeneratedAlways<number | null>;
}

interface JobTable {
  readonly id: Generated<number>;
  readonly kind: JobKind;
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
  readonly published_at: Date | null;
}

/** What the kinds of jobs carry beside their columns. */
export interface JobPayload {
  /** Of `settle` and `expand`. */
  readonly round?: number;
  /** Of `expand`: place in the frontier, from 0, and what to look up. */
  readonly ordinal?: number;
  readonly subject?: LookupSubject;
  /** Of `notify`. */
  readonly deliveryId?: string;
}

interface ExpansionTable {
  readonly run_id: string;
  readonly round: number;
  readonly ordinal: number;
  readonly subject: LookupSubject;
  readonly status: Expansion['status'];
  readonly count: number;
  readonly reason: string | null;
  readonly requests: number;
  readonly cache_hits: number;
  readonly provider: string | null;
  readonly evidence: Generated<readonly string[]>;
  readonly findings: Findings | null;
}

/** What a look-up found beside transactions. */
export type Findings = Pick<Expansion, 'pending' | 'prices'> & { readonly proof?: ProofJson };

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

interface RescanRequestTable {
  readonly case_id: string;
  readonly key: string;
  readonly run_id: string;
}

interface RunAddressTable {
  readonly run_id: string;
  readonly chain: Chain;
  readonly address: string;
  readonly asset: string;
  readonly received: bigint;
  readonly hops: number;
}

interface EventTable {
  readonly case_id: string;
  readonly number: number;
  readonly kind: string;
  readonly payload: object;
  readonly at: Date;
}

interface AlertTable {
  readonly id: Generated<string>;
  readonly case_id: string;
  readonly run_id: string;
  readonly changes: readonly object[];
  readonly at: Date;
}

interface DeliveryTable {
  readonly id: Generated<string>;
  readonly alert_id: string;
  readonly channel: 'webhook' | 'email';
  readonly target: string;
  readonly state: 'queued' | 'delivered' | 'failed';
  readonly first_attempt: Generated<number>;
  readonly created_at: Date;
  readonly finished_at: Date | null;
}

interface DeliveryAttemptTable {
  readonly delivery_id: string;
  readonly number: number;
  readonly at: Date;
  readonly milliseconds: number;
  readonly status: number | null;
  readonly error: string | null;
}

interface TagImportTable {
  readonly revision: Generated<number>;
  readonly action: 'import' | 'remove';
  readonly source: string;
  readonly format: string;
  readonly digest: string;
  readonly accepted: number;
  readonly refused: number;
  readonly at: Date;
}

interface TagTable {
  readonly id: Generated<number>;
  readonly added: number;
  readonly removed: number | null;
  readonly source: string;
  readonly chain: Chain;
  readonly address: string;
  readonly body: Tag;
  /** `digestOf` of the body. */
  readonly digest: string;
}

interface ActorTable {
  readonly id: Generated<number>;
  readonly added: number;
  readonly removed: number | null;
  readonly source: string;
  readonly names: readonly string[];
  readonly body: Actor;
}

interface ApiKeyTable {
  readonly id: Generated<string>;
  readonly owner: string;
  readonly name: string;
  readonly role: Role;
  readonly hash: string;
  readonly created_at: Date;
  readonly revoked_at: Date | null;
}

interface AuditTable {
  readonly id: Generated<number>;
  readonly at: Date;
  readonly key_id: string | null;
  readonly owner: string;
  readonly action: string;
  readonly target: string;
  readonly request_id: string;
  readonly detail: object;
}
