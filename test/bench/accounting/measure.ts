/**
 * Measures the accounting of one graph: what a whole settling takes, and the replay by each method alone. It checks what it
 * measures: every stolen unit is found again, and nothing is left to be looked up.
 */
import type { Chain, Tip } from '../../../src/core/chain.ts';
import type { Graph } from '../../../src/core/graph/graph.ts';
import { assetOf } from '../../../src/core/holding.ts';
import type { TagLookup } from '../../../src/core/tags/tag.ts';
import { Ledger } from '../../../src/core/taint/ledger.ts';
import type { Method } from '../../../src/core/taint/method.ts';
import { METHODS } from '../../../src/core/taint/methods.ts';
import type { LedgerPlan } from '../../../src/core/taint/plan.ts';
import type { Seed } from '../../../src/core/trace/seed.ts';
import { type SettleInput, settle } from '../../../src/core/trace/settle.ts';
import type { Result } from './result.ts';

export interface MeasuredCase {
  readonly name: string;
  readonly chain: Chain;
  readonly graph: Graph;
  readonly seeds: readonly Seed[];
  readonly tips: Readonly<Partial<Record<Chain, Tip>>>;
  readonly tags: TagLookup;
  /** Transactions of a Bitcoin graph, transfers of an Ethereum graph. */
  readonly size: number;
  readonly addSeconds: number;
}

/** Memory of the process before there was a graph, bytes. */
export type Baseline = number;

/** The most memory that this process ever had, bytes. */
export const peakMemory = (): number => process.resourceUsage().maxRSS * 1024;

export const NO_LIMITS = {
  maxHops: 2 ** 31 - 1,
  maxLookups: 2 ** 31 - 1,
  maxTransactionsPerAddress: 2 ** 31 - 1,
  minShareMillionths: 0,
  maxDays: 1_000_000,
};

/** Results, and what it takes to replay once more. */
export interface Measured {
  readonly results: readonly Result[];
  readonly plan: LedgerPlan;
}

/**
 * A result for each method that the chain knows.
 * @param one the same graph with one seed, to compare with: it is replayed again, next to this case
 */
export function measure(measured: MeasuredCase, baseline: Baseline, one?: Measured): Measured {
  const input = settleInput(measured);
  const tapeSeconds = one?.results[0]?.tapeSeconds ?? timed(() => settle({ ...input, methods: [] })).seconds;
  const { plan, settleSeconds, settleCpuSeconds } = settledWhole(input, measured.name);
  const peakBytes = peakMemory();
  const { length: movements, legs } = plan.tape;
  const about = {
    name: measured.name,
    chain: measured.chain,
    size: measured.size,
    seeds: measured.seeds.length,
    movements,
    legs,
    bytesPerMovement: (peakBytes - baseline) / movements,
    addSeconds: measured.addSeconds,
    tapeSeconds,
    settleSeconds,
    settleCpuSeconds,
    peakBytes,
  };
  const results = input.methods.map((method, index): Result => {
    const replay = measureReplay(method, plan, measured, one?.plan);
    const base = one?.results[index];
    return {
      ...about,
      method: method.name,
      ...replay,
      movementsPerSecond: movements / replay.seconds,
      legsPerSecond: legs / replay.seconds,
      sizePerSecond: measured.size / replay.seconds,
      ...(base === undefined ? {} : { settleTimesOneSeed: settleCpuSeconds / base.settleCpuSeconds }),
    };
  });
  return { results, plan };
}

function settleInput({ graph, seeds, tips, tags, chain }: MeasuredCase): SettleInput {
  const methods = METHODS.filter(({ chains }) => chains.includes(chain));
  return { graph, seeds, tips, tags, limits: NO_LIMITS, methods };
}

/** Settles by all methods; only the plan is kept, so that the ledgers are not in the way of what is measured next. */
function settledWhole(input: SettleInput, name: string) {
  const { seconds: settleSeconds, cpuSeconds: settleCpuSeconds, result } = timed(() => settle(input));
  const { plan, ledgers, frontier } = result;
  if (frontier.length > 0) throw new Error(`${name}: the walk is not over`);
  for (const ledger of ledgers) checkUnits(ledger, name);
  return { plan, settleSeconds, settleCpuSeconds };
}

/** Replays are repeated unless they take long; the time is the median. */
function measureReplay(method: Method, plan: LedgerPlan, { name, tips }: MeasuredCase, one?: LedgerPlan) {
  const end = tips.ethereum?.time ?? 0;
  const replay = (of: LedgerPlan) => timed(() => new Ledger(method, of).replay(end));
  const before = settledMemory();
  const first = replay(plan);
  const { result: ledger } = first;
  const kept = settledMemory() - before;
  checkUnits(ledger, name);
  // Their ledgers are not kept: they would be counted as memory.
  const time = (of: LedgerPlan) => timesOf(replay(of));
  const runs = [timesOf(first), ...Array.from({ length: repeats(first.seconds) }, () => time(plan))];
  const runsOfOne = one === undefined ? [] : runs.map(() => time(one));
  const [seconds, cpuSeconds] = [median(runs, 'seconds'), median(runs, 'cpuSeconds')];
  return {
    seconds,
    cpuSeconds,
    ledgerBytesPerMovement: kept / plan.tape.length,
    movementsReached: [...ledger.flows()].length,
    // Of CPU time, since a ratio of two short times must not depend on what else runs on the machine.
    ...(one === undefined ? {} : { timesOneSeed: cpuSeconds / median(runsOfOne, 'cpuSeconds') }),
  };
}

const repeats = (seconds: number) => (seconds < 0.1 ? 8 : seconds < 2 ? 2 : 0);

function median(times: readonly Times[], which: keyof Times): number {
  return times.map((time) => time[which]).sort((a, b) => a - b)[times.length >> 1] ?? 0;
}

/** Of a method that counts units, what lies tainted at rest is what was stolen, asset by asset. */
function checkUnits(ledger: Ledger, name: string): void {
  const { method, tape } = ledger;
  const resting = new Map<string, bigint>();
  for (const holding of ledger.taintedHoldings()) {
    const asset = assetOf(tape.keyOf(holding));
    resting.set(asset, (resting.get(asset) ?? 0n) + ledger.taintedAt(holding));
  }
  const stolen = new Set([...ledger.stolen.values()].flatMap((byAsset) => [...byAsset.keys()]));
  if (stolen.size === 0) throw new Error(`${name}: nothing is stolen under ${method.name}`);
  for (const asset of new Set([...stolen, ...resting.keys()])) {
    const amount = resting.get(asset) ?? 0n;
    const entered = ledger.enteredOf(asset);
    if (method.conserves ? amount !== entered : amount < entered) {
      throw new Error(`${name}: ${method.name} finds ${amount} of ${entered} ${asset}`);
    }
  }
}

/** What is in use after what is not was collected, bytes; needs `--expose-gc`. */
function settledMemory(): number {
  // Buffers are let go of by the collection after the one that finds them unused.
  for (let n = 0; n < 3; n += 1) globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

interface Times {
  readonly seconds: number;
  readonly cpuSeconds: number;
}

const timesOf = ({ seconds, cpuSeconds }: Times): Times => ({ seconds, cpuSeconds });

function timed<T>(work: () => T): Times & { readonly result: T } {
  const [begin, cpuBefore] = [performance.now(), process.cpuUsage()];
  const result = work();
  const { user, system } = process.cpuUsage(cpuBefore);
  return { result, seconds: (performance.now() - begin) / 1000, cpuSeconds: (user + system) / 1e6 };
}
