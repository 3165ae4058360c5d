/**
 * Jobs: the work of a run as queues carry it, and what becomes of a claim to one.
 */

import type { LookupSubject } from '../core/graph/subject.ts';

/** What a job is for: the two halves of a round, and sending a notification out. */
export type JobKind = 'settle' | 'expand' | 'notify';

/** A job as queues see it: ids and order, no content. */
export interface StoredJob {
  readonly id: number;
  readonly kind: JobKind;
  /** The job that waits for this one; null for none. */
  readonly parentId: number | null;
  /** From 0; the smallest goes first. */
  readonly priority: number;
}

interface JobBase {
  readonly id: number;
  readonly runId: string;
  /** Times that it was claimed, this one included. */
  readonly attempts: number;
}

interface RoundJob extends JobBase {
  /** Rounds of look-ups before a settle job; the round that an expand job belongs to, from 1. */
  readonly round: number;
}

export interface SettleJob extends RoundJob {
  readonly kind: 'settle';
}

export interface ExpandJob extends RoundJob {
  readonly kind: 'expand';
  /** Place in the frontier of the round, from 0. */
  readonly ordinal: number;
  readonly subject: LookupSubject;
}

/** A job that a run advances by. */
export type TraceJob = SettleJob | ExpandJob;

/** Sends a delivery of an alert that the run raised; whether that works says nothing about the run. */
export interface NotifyJob extends JobBase {
  readonly kind: 'notify';
  readonly deliveryId: string;
}

export type Job = TraceJob | NotifyJob;

/** From when and until when a claimed job is taken for running; milliseconds since 1970. */
export interface Lease {
  readonly at: number;
  readonly leaseUntil: number;
}

export interface Claim extends Lease {
  readonly kinds: readonly JobKind[];
  readonly limit: number;
}

/**
 * What became of the claim of one job: it is claimed; or it is closed (done, given up, or not there), to be tried from
 * some time on, held by a process until its lease ends, or blocked by jobs that it waits for. Times are milliseconds
 * since 1970.
 */
export type ClaimOfOne =
  | { readonly state: 'claimed'; readonly job: Job }
  | { readonly state: 'closed' }
  | { readonly state: 'not-due'; readonly runAt: number }
  | { readonly state: 'held'; readonly leaseUntil: number }
  | { readonly state: 'blocked' };
