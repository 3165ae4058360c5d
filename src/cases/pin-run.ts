/**
 * Pins a run before anything is looked at: to the newest tags, to the newest blocks of its chains, and to what the earlier
 * run that it goes on from is still believed.
 */

import type { Chain, Tip } from '../core/chain.ts';
import type { Case } from './case-body.ts';
import { type ForkDeps, findForks } from './find-forks.ts';
import type { Pins, RunStore, StoredRun, Tips } from './ports.ts';
import type { TagSource } from './tags/tag-source.ts';
import type { TrafficMeter } from './traffic-meter.ts';

export interface PinDeps extends ForkDeps {
  readonly runs: RunStore;
  readonly tags: TagSource;
  readonly traffic: TrafficMeter;
}

/** Pins the newest tags, and the tips of the chains that the seeds stand on: nothing above them is looked at. */
export async function pinRun(run: StoredRun, theCase: Case, deps: PinDeps): Promise<Pins> {
  const { runs, sources, tags, traffic } = deps;
  if (run.pins !== null) return run.pins;
  const newest: Partial<Record<Chain, Tip>> = {};
  const tipEvidence: string[] = [];
  for (const chain of new Set(theCase.seeds.map((seed) => seed.chain))) {
    const tip = await sources[chain]?.tip();
    if (tip === undefined) continue;
    newest[chain] = tip.value;
    tipEvidence.push(...tip.evidence);
  }
  const { tips, forks } = await standingOn(run.baseRunId, newest, deps);
  const pins = { tips, tagsRevision: await tags.revision(), tipEvidence, forks };
  return runs.pin(run.id, pins, traffic.take());
}

/** An explorer that is behind the one of an earlier run takes nothing back; a chain that was reorganised does. */
async function standingOn(
  baseRunId: string | null,
  newest: Tips,
  deps: PinDeps,
): Promise<Pick<Pins, 'tips' | 'forks'>> {
  const base = baseRunId === null ? null : (await deps.runs.bounds(baseRunId)).pins?.tips;
  if (baseRunId === null || base == null) return { tips: newest, forks: {} };
  const forks = await findForks(baseRunId, base, newest, deps);
  const higher = (tip: Tip, before: Tip | undefined) =>
    before !== undefined && before.height > tip.height ? before : tip;
  const tips = Object.entries(newest).map(([name, tip]) => {
    const chain = name as Chain;
    return [chain, forks[chain] === undefined ? higher(tip, base[chain]) : tip] as const;
  });
  return { tips: Object.fromEntries(tips), forks };
}
