/**
 * What the use cases need from the outside, as narrow as they use it. The edges implement these; `compose.ts` ties them.
 */

import type { Chain, Tip } from '../core/chain.ts';
import type { Graph } from '../core/graph/graph.ts';
import type { Distrust } from '../core/graph/proof.ts';
import type { Expansion, LookupSubject, Subject } from '../core/graph/subject.ts';
import type { MethodGraph } from '../core/report/money-graph.ts';
import type { MethodName } from '../core/taint/method.ts';
import type { Forks } from '../core/trace/fork.ts';
import type { Limits } from '../core/trace/limits.ts';
import type { Transaction } from '../core/transaction.ts';
import type { Change } from './change.ts';
import type {
  Claim,
  ClaimOfOne,
  ExpandJob,
  Job,
  JobKind,
  Lease,
  NotifyJob,
  SettleJob,
  StoredJob,
} from './job.ts';

/** The blocks a run is pinned to, one for each chain of its seeds. */
export type Tips = Readonly<Partial<Record<Chain, Tip>>>;

/** Counters of the explorer traffic of a run; for people, never part of a digest. */
export interface TrafficCount {
  readonly requests: number;
  readonly cacheHits: number;
}

/** Who said something, and where the answers are archived. */
export interface Attested<T> {
  readonly value: T;
  readonly provider: string;
  /** Ids of archived exchanges, in the order in which they were asked for; none without an archive. */
  readonly evidence: readonly string[];
}

/** What is known of one chain: one explorer, or several that stand in for each other. */
export interface ChainSource {
  /** The newest block. @throws ProviderError */
  tip(): Promise<Attested<Tip>>;
  /** Hash of the block at a height of the chain as it is now; null above its tip. @throws ProviderError */
  blockHash(height: number): Promise<string | null>;
  /**
   * Looks a subject up, up to and including the pinned tip.
   * @param maxTransactions gives up with `too-active` when an address has more transactions from the subject's
   *   height on, or more before it
   * @throws ProviderError when the explorer does not answer properly after all attempts
   */
  expand(subject: Subject, tip: Tip, maxTransactions: number): Promise<Expansion>;
  /**
   * What a contract answers to a call at the pinned block, hex; absent where the explorer cannot be asked that.
   * @throws ProviderError
   */
  readonly call?: (contract: string, data: string, tip: Tip) => Promise<Attested<string>>;
  traffic(): TrafficCount;
}

/** Time, injected so that results never depend on it. */
export interface Clock {
  /** Milliseconds since 1970 in UTC. */
  now(): number;
}

/** A case to be stored, with all that its first run follows from. */
export interface Opening {
  /** Who may see the case; empty for a trace that nobody else can reach. */
  readonly owner: string;
  readonly name: string;
  /** As the user wrote it, without what concerns alerts. */
  readonly body: object;
  /** Of all that the user wrote, to tell requests apart. */
  readonly requestDigest: string;
  readonly method: MethodName;
  readonly limits: Limits;
  /** Seconds between re-scans; null when the case is not watched. */
  readonly watchSeconds: number | null;
  readonly webhook: Webhook | null;
  readonly emails: readonly string[];
  /** The caller's name for this request, so that sending it twice opens one case; null for none. */
  readonly idempotencyKey: string | null;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** Where alerts are posted, and the secret that signs them. */
export interface Webhook {
  readonly url: string;
  readonly secret: string;
}

export interface OpenedCase {
  readonly caseId: string;
  readonly runId: string;
  /** Null without a webhook. */
  readonly webhookSecret: string | null;
}

/** An opened case, with the jobs that were stored now: none when the case was there already. */
export interface StoredCase extends OpenedCase {
  readonly jobs: readonly StoredJob[];
}

export interface CaseStore {
  /**
   * Stores the case, its first run and the run's first job: all or nothing. An idempotency key that was used before
   * gives what it gave then.
   * @throws ConflictError when the key was used with another body
   */
  open(opening: Opening): Promise<StoredCase>;
}

/** What bounds the look-ups of a run; `pins` is null until the run's first job pinned it. */
export interface RunBounds {
  readonly limits: Limits;
  readonly pins: Pins | null;
}

/** What a run is pinned to from its first job on. */
export interface Pins {
  readonly tips: Tips;
  /** Of the tags. */
  readonly tagsRevision: number;
  /** Where the answers that gave the tips are archived. */
  readonly tipEvidence: readonly string[];
  /** What earlier runs found above these blocks is not believed: it is not in the chain any more. */
  readonly forks: Forks;
}

/** What users are told of a case while it is worked on, in the order in which it happened. */
export type EventKind = 'run.started' | 'round.settled' | 'run.finished' | 'run.failed' | 'alert';

/** Why a run was begun: the case was opened, its watch was due, a user asked for it, or tags were imported. */
export type RunCause = 'opened' | 'schedule' | 'request' | 'tags';

export interface StoredRun extends RunBounds {
  readonly id: string;
  readonly caseId: string;
  /** Within the case, from 1. */
  readonly number: number;
  /** The run that this one goes on from; null for one that starts from nothing. */
  readonly baseRunId: string | null;
  readonly state: 'running' | 'done' | 'failed';
  readonly body: unknown;
  /** So far. */
  readonly traffic: TrafficCount;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Of a finished run: its report in the contract form, keys in their order. */
  readonly report: object | null;
  /** Of a failed run: what ended it. */
  readonly error: string | null;
  /** Explorers whose word was found to be wrong; nothing that they said is used. */
  readonly distrusted: readonly Distrust[];
}

/** The result of a run. */
export interface RunResult {
  readonly report: object;
  readonly inputDigest: string;
  readonly resultDigest: string;
  readonly graph: MethodGraph;
  /** What the other methods found, as it is kept. */
  readonly views: object;
  /** What is new since the run before; null for a run that goes on from none. */
  readonly changes: readonly Change[] | null;
  /** Milliseconds since 1970. */
  readonly at: number;
}

/** `advance` and `finish` also mark their job done, in the same transaction; for a job that is done they do nothing. */
export interface RunStore {
  /** @throws NotFoundError */
  read(runId: string): Promise<StoredRun>;
  /** The part of `read` that a look-up needs. @throws NotFoundError */
  bounds(runId: string): Promise<RunBounds>;
  /** Pins a run unless it is pinned already. @returns what it is pinned to */
  pin(runId: string, pins: Pins, traffic: TrafficCount): Promise<Pins>;
  /** Uses nothing any more that these explorers said. @returns all that are distrusted in the run */
  distrust(runId: string, found: readonly Distrust[]): Promise<readonly Distrust[]>;
  /**
   * Stores the next round: an expand job for each subject, and the settle job that follows when all are done.
   * @param lookups made so far: the jobs of a small run go before those of a big one
   * @returns the jobs that were stored: none when the job was done already
   */
  advance(
    job: SettleJob,
    frontier: readonly LookupSubject[],
    lookups: number,
    at: number,
  ): Promise<readonly StoredJob[]>;
  /**
   * Stores the result, and what follows from it: the alert, when anything changed, and its deliveries.
   * @returns the jobs that make the deliveries
   */
  finish(job: SettleJob, result: RunResult): Promise<readonly StoredJob[]>;
}

/** A transaction as an explorer told it. */
export interface Version {
  readonly provider: string;
  readonly transaction: Transaction;
}

export interface GraphStore {
  /**
   * All that the look-ups of the rounds up to `round` found, which are done, whatever the order in which it was added, on
   * top of what the runs found that this one goes on from. A store may keep the graph and let it grow from round to round.
   */
  read(runId: string, round: number): Promise<Graph>;
  /** Who said what of a transaction, in this run and those that it goes on from. */
  versionsOf(runId: string, txid: string): Promise<readonly Version[]>;
  /** The explorers that told each of these transactions, in this run and those that it goes on from, by name. */
  tellersOf(runId: string, txids: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** The blocks above a height in which a run, and those that it goes on from, found transactions; as far as their hash is known. */
  blocksAbove(runId: string, chain: Chain, height: number): Promise<readonly Tip[]>;
  /** No further round of the run will be read. */
  forget(runId: string): void;
  /** Adds what a look-up found and marks its job done in one transaction; for a job that is done it does nothing. */
  add(job: ExpandJob, expansion: Expansion, traffic: TrafficCount): Promise<void>;
}

export interface JobStore {
  /** Marks jobs as running that are due and wait for nothing, by priority and age. No two claims give the same job. */
  claim(claim: Claim): Promise<readonly Job[]>;
  /** Marks the job as running that a queue delivered; also one whose process died, which its ended lease shows. */
  claimOne(id: number, lease: Lease): Promise<ClaimOfOne>;
  /** Prolongs the lease of jobs that are still running. */
  extend(jobs: readonly Job[], leaseUntil: number): Promise<void>;
  /** Marks a claimed job done that stores no result of its own. */
  complete(job: NotifyJob): Promise<void>;
  /** Puts a claimed job back, to run again from `runAt` on. */
  retry(job: Job, error: string, runAt: number): Promise<void>;
  /** Puts claimed jobs back that this process will not finish. */
  release(jobs: readonly Job[]): Promise<void>;
  /** Gives a claimed job up, and with it its run, unless the job only notifies. */
  fail(job: Job, error: string, at: number): Promise<void>;
  /**
   * Puts running jobs back whose lease ended before the given time, or all of them.
   * @returns how many
   */
  requeue(leaseEndedBefore: number | 'all'): Promise<number>;
  /** Jobs of the kinds that are queued or running. */
  unfinished(kinds: readonly JobKind[]): Promise<number>;
}

/** Everything a trace is kept in. */
export interface Stores {
  readonly cases: CaseStore;
  readonly runs: RunStore;
  readonly graphs: GraphStore;
  readonly jobs: JobStore;
}
