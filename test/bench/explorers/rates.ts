/**
 * How much of an explorer's limit is used, and whether it is ever exceeded: a wide trace against an explorer that answers so
 * many requests in any second and refuses what comes above, from one process, and from four workers that share the rate.
 */
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openCase } from '../../../src/cases/open-case.ts';
import { createDeployment } from '../../support/deployment.ts';
import { until } from '../../support/service-process.ts';
import { type WideDataset, wideDataset } from '../../support/wide-dataset.ts';
import { type Seen, type Served, withServed } from './served.ts';
import { timedTrace } from './trace-process.ts';

export interface RateResult {
  readonly rate: number;
  readonly processes: number;
  readonly requests: number;
  readonly seconds: number;
  /** 1.05 times requests by rate, and one latency for each hop. */
  readonly allowedSeconds: number;
  readonly busiestSecond: number;
  readonly refused: number;
  /** Of the calls that the limit allowed in that time, without one latency for each hop, in which nobody knows what to ask. */
  readonly used: number;
  readonly transfersLost: number;
}

const LATENCY_MS = 100;
const HOPS = 3;
/** Enough for the latency at the highest rate. */
const CONCURRENCY = 32;
/** An address of a case that looks at ether alone. */
const REQUESTS_OF_EACH = 2;
const WARM_UPS_OF_EACH = 3;
/** Nothing of what was asked before lies in the same second. */
const A_FULL_SECOND_MS = 1100;
const NO_ALERTS = { checkWebhook: () => {}, checkEmails: () => {}, newSecret: () => '' };

/** The explorer would be another machine: it must not wait for those who ask it, or it sees their requests when they are over. */
const BEHIND_THE_EXPLORER = 10;

interface Ended {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly transactions: number;
}

export interface Measured {
  readonly rate: number;
  readonly processes: number;
  /** How long the trace should take: it is made as wide. */
  readonly seconds: number;
  /** Of the Redis that workers share. */
  readonly redisUrl: string;
}

/** Traces once as wide as it says. */
export async function measureRate({ rate, processes, seconds, redisUrl }: Measured): Promise<RateResult> {
  const width = Math.round((rate * seconds) / REQUESTS_OF_EACH / HOPS);
  const dataset = wideDataset(width, HOPS - 1);
  const serving = { dir: dataset.folder, latencyMs: LATENCY_MS, limit: rate };
  return withServed(serving, async (served) => {
    const ended =
      processes === 1
        ? await byOneProcess(dataset, served.url, rate)
        : await byWorkers(dataset, served, { rate, processes, redisUrl });
    return resultOf(rate, processes, await served.seen(), ended, dataset);
  });
}

function resultOf(rate: number, processes: number, seen: Seen, ended: Ended, { transactions }: WideDataset) {
  const { firstAt, requests, busiestSecond, refused } = seen;
  const seconds = (ended.at - firstAt) / 1000;
  // The seeds are a hop, too.
  const latencies = ((HOPS + 1) * LATENCY_MS) / 1000;
  return {
    rate,
    processes,
    requests,
    seconds,
    allowedSeconds: (1.05 * requests) / rate + latencies,
    busiestSecond,
    refused,
    used: requests / rate / (seconds - latencies),
    transfersLost: transactions - ended.transactions,
  };
}

const inEther = (body: object) => ({ ...body, assets: 'native' });

async function byOneProcess(dataset: WideDataset, url: string, rate: number): Promise<Ended> {
  const path = join(dataset.folder, 'case.json');
  writeFileSync(path, JSON.stringify(inEther(dataset.body)));
  const options = ['--rate', String(rate), '--concurrency', String(CONCURRENCY)];
  const args = ['--case', path, '--explorer', url, ...options];
  const { report, reportAt } = await timedTrace(args, BEHIND_THE_EXPLORER);
  return { at: reportAt, transactions: report.stats.transactions };
}

interface Workers {
  readonly rate: number;
  readonly processes: number;
  readonly redisUrl: string;
}

async function byWorkers(dataset: WideDataset, served: Served, workers: Workers): Promise<Ended> {
  const { rate, processes, redisUrl } = workers;
  const settings = {
    COINHOUND_EXPLORERS_ETHERSCAN_REQUESTS_PER_SECOND: String(rate),
    COINHOUND_EXPLORERS_ETHERSCAN_CONCURRENCY: String(CONCURRENCY),
    COINHOUND_QUEUE_CONCURRENCY: String(CONCURRENCY),
    COINHOUND_QUEUE_LEASE_SECONDS: '30',
  };
  const deployment = await createDeployment({ redisUrl, replayUrl: served.url, settings });
  try {
    const begun = Array.from({ length: processes }, () => deployment.start('all'));
    for (const { child } of begun) if (child.pid !== undefined) setPriority(child.pid, BEHIND_THE_EXPLORER);
    await Promise.all(
      begun.map(({ said }) =>
        until(
          async () => said(),
          (text) => text.includes('worker works'),
        ),
      ),
    );
    const { stores, config } = deployment;
    const deps = {
      cases: stores.cases,
      clock: { now: () => Date.now() },
      defaults: config.limits,
      alerts: NO_ALERTS,
    };
    const trace = async (body: object) => {
      const { runId } = await openCase(body, { owner: 'bench', idempotencyKey: null }, deps);
      const [end] = await deployment.results([runId]);
      const at = performance.timeOrigin + performance.now();
      if (end?.state !== 'done') throw new Error(`the run ended as ${end?.state}: ${end?.error}`);
      return { runId, at };
    };
    // Workers of a service have traced before: what they do for the first time takes several times as long. All of them have
    // after so many traces of a case that has nothing to do with the one measured; the archive answers all but the first.
    for (let n = 0; n < WARM_UPS_OF_EACH * processes; n += 1) await trace(inEther(dataset.warmUp));
    served.forget();
    await sleep(A_FULL_SECOND_MS);
    const { runId, at } = await trace(inEther(dataset.body));
    const { report } = await stores.runs.read(runId);
    return { at, transactions: (report as { stats: { transactions: number } }).stats.transactions };
  } finally {
    await deployment.close();
  }
}
