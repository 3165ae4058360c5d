/**
 * What a worker process may be for: the jobs of runs, what comes round, the jobs that notify.
 */

export const ROLES = ['trace', 'rescan', 'notify'] as const;
export type Role = (typeof ROLES)[number];
