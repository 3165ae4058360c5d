/** A case traced by several explorers of one chain, as the service traces it, with what is proved of it. */

import type { ChainSource, Stores } from '../../src/cases/ports.ts';
import type { ReportJson } from '../../src/cases/report/report-json.ts';
import { fixedTags } from '../../src/cases/tags/tag-source.ts';
import { traceCase } from '../../src/cases/trace-case.ts';
import type { Chain } from '../../src/core/chain.ts';
import { NO_CONTRACTS } from '../../src/core/ethereum-mixers/contracts.ts';
import type { VerificationRules } from '../../src/core/report/verification.ts';
import { rotating } from '../../src/explorers/rotation.ts';
import { drainJobs } from '../../src/queue/in-process.ts';
import { createMemoryStores } from '../../src/storage/memory-stores.ts';

const LIMITS = {
  maxHops: 10,
  maxLookups: 1000,
  maxTransactionsPerAddress: 100,
  minShareMillionths: 0,
  maxDays: 3650,
};
export const PROVE_ALL: VerificationRules = { maxTransactions: 100, blocks: false, secondOpinion: false };

/** An explorer under its name. */
export interface Named {
  readonly name: string;
  readonly source: ChainSource;
}

interface Traced {
  readonly report: ReportJson;
  /** Explorers that another one stood in for, and why. */
  readonly rotated: readonly string[];
}

export async function traceVerified(
  chain: Chain,
  seeds: readonly unknown[],
  explorers: readonly Named[],
  options: { readonly rules?: VerificationRules; readonly stores?: Stores } = {},
): Promise<Traced> {
  const { rules = PROVE_ALL, stores = createMemoryStores() } = options;
  const rotated: string[] = [];
  const clock = { now: () => performance.timeOrigin + performance.now() };
  const now = () => performance.now();
  const onRotated = (from: string, error: Error) => rotated.push(`${from}: ${error.message}`);
  const report = await traceCase({ name: 'theft', seeds, method: 'fifo' }, null, {
    stores,
    drain: (handle) =>
      drainJobs(
        { jobs: stores.jobs, clock, handlers: { settle: handle, expand: handle } },
        { concurrency: 2, leaseMs: 60_000 },
      ),
    sources: { [chain]: rotating(explorers, { now, sleep: async () => {}, onRotated }) },
    tags: fixedTags({ lookup: () => [], digest: 'none' }),
    clock,
    finality: { bitcoin: 1, ethereum: 1 },
    mixers: NO_CONTRACTS,
    profiles: [],
    verification: rules,
    defaults: LIMITS,
    onProgress: () => {},
  });
  return { report, rotated };
}
