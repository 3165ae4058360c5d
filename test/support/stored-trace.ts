/** Traces a case of a dataset into given stores, through the real explorer code against a replay of the dataset. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TraceJob } from '../../src/cases/job.ts';
import type { Stores } from '../../src/cases/ports.ts';
import type { PriceSource } from '../../src/cases/price-source.ts';
import type { ReportJson } from '../../src/cases/report/report-json.ts';
import { traceHandlers } from '../../src/cases/run-job.ts';
import { SettledMemory } from '../../src/cases/settled-memory.ts';
import { fixedTags, type TagSource } from '../../src/cases/tags/tag-source.ts';
import { traceCase } from '../../src/cases/trace-case.ts';
import { createTrafficMeter } from '../../src/cases/traffic-meter.ts';
import { readShippedMixers } from '../../src/compose/mixers.ts';
import { loadConfig } from '../../src/config.ts';
import { createEsploraSource } from '../../src/explorers/esplora/client.ts';
import { createEtherscanSource } from '../../src/explorers/etherscan/client.ts';
import { createTransport } from '../../src/explorers/transport/transport.ts';
import { drainJobs } from '../../src/queue/in-process.ts';
import { readTagFiles } from '../../src/storage/tag-files.ts';
import { ROOT } from './cli.ts';

export interface StoredTrace {
  readonly stores: Stores;
  /** Name of a shipped dataset; its first case is traced. */
  readonly dataset: string;
  /** Where the replay listens. */
  readonly replayUrl: string;
  /** None when not given: then nothing is valued. */
  readonly prices?: PriceSource;
  readonly concurrency?: number;
  readonly leaseMs?: number;
  /** Called after each job that is done, before the next begins. */
  readonly onJob?: (job: TraceJob) => void;
}

export const shippedTags = readTagFiles(join(ROOT, 'config/tags'));
const { limits: defaults, finality: FINALITY, verification } = loadConfig(join(ROOT, 'config/default.yaml'));
const clock = { now: () => performance.timeOrigin + performance.now() };

/** What comes with the package beside tags. */
const known = readShippedMixers();

/** Explorers at a replay. */
function sourcesAt(replayUrl: string, concurrency: number) {
  const bitcoin = { provider: 'esplora', baseUrl: `${replayUrl}/api`, concurrency };
  const ethereum = { provider: 'etherscan', baseUrl: `${replayUrl}/v2/api`, concurrency };
  return {
    bitcoin: createEsploraSource(createTransport(bitcoin), { finality: FINALITY.bitcoin }),
    ethereum: createEtherscanSource(createTransport(ethereum), { finality: FINALITY.ethereum }),
  };
}

/** The first case of a shipped dataset. */
export function caseOf(dataset: string): unknown {
  return JSON.parse(readFileSync(join(ROOT, 'data', dataset, 'cases.json'), 'utf8'))[0];
}

/** Works on all jobs there are, as a worker does, until none is left. @returns the failures by run */
export function workOff(stores: Stores, replayUrl: string, tags: TagSource = fixedTags(shippedTags)) {
  const sources = sourcesAt(replayUrl, 4);
  const traffic = createTrafficMeter(Object.values(sources));
  const deps = {
    ...stores,
    sources,
    traffic,
    tags,
    clock,
    finality: FINALITY,
    verification,
    lookupAttempts: 1,
    settled: new SettledMemory(),
    ...known,
  };
  return drainJobs(
    { jobs: stores.jobs, clock, handlers: traceHandlers(deps), maxAttempts: 1 },
    { concurrency: 4, leaseMs: 60_000 },
  );
}

/** Traces, or goes on with what an earlier call left unfinished. */
export function traceStored(trace: StoredTrace): Promise<ReportJson> {
  const { stores, dataset, replayUrl, concurrency = 4, leaseMs = 60_000, onJob = () => {} } = trace;
  const { prices } = trace;
  return traceCase(caseOf(dataset), `trace-${dataset}`, {
    stores,
    sources: sourcesAt(replayUrl, concurrency),
    ...(prices === undefined ? {} : { prices }),
    tags: fixedTags(shippedTags),
    ...known,
    clock,
    finality: FINALITY,
    verification,
    defaults,
    onProgress: () => {},
    drain: (handle) => {
      const tell = async (job: TraceJob) => {
        await handle(job);
        onJob(job);
      };
      const handlers = { settle: tell, expand: tell };
      return drainJobs({ jobs: stores.jobs, clock, handlers }, { concurrency, leaseMs });
    },
  });
}
