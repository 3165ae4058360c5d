/**
 * Alerts of a case as they are read. What became of them, delivery by delivery, is the matter of the delivery store.
 */

/** What was new after a run. */
export interface StoredAlert {
  readonly id: string;
  readonly runId: string;
  /** In the form of docs/alerts.md. */
  readonly changes: readonly object[];
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Place of an alert in the list. */
export interface AlertPlace {
  readonly at: number;
  readonly id: string;
}

export interface AlertLog {
  /** The newest first. @param after the alert before the first one listed; null for none */
  list(caseId: string, after: AlertPlace | null, limit: number): Promise<readonly StoredAlert[]>;
  /** Whether the alert is one of the case. */
  has(caseId: string, alertId: string): Promise<boolean>;
}
