/**
 * The audit log: who changed what, and when. An entry is written in the transaction of the change it tells, so there is
 * no change without its entry, and no entry of a change that failed.
 */

export type AuditAction =
  | 'case.open'
  | 'case.import'
  | 'case.rescan'
  | 'case.watch'
  | 'delivery.redeliver'
  | 'key.create'
  | 'key.revoke'
  | 'tags.import'
  | 'tags.remove';

/** A change. */
export interface AuditEntry {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Null for a change that was made on the server itself. */
  readonly keyId: string | null;
  readonly owner: string;
  readonly action: AuditAction;
  /** Id or name of what was changed. */
  readonly target: string;
  readonly requestId: string;
  /** Facts for people; never a secret. */
  readonly detail: object;
}

/** An entry as it stands in the log. */
export interface StoredAuditEntry extends AuditEntry {
  readonly id: number;
}

export interface AuditLog {
  append(entry: AuditEntry): Promise<void>;
  /** The newest first. @param before entries with smaller ids only; null for the newest */
  list(before: number | null, limit: number): Promise<readonly StoredAuditEntry[]>;
}
