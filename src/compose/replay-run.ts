/**
 * Repeats a run from its evidence alone: with nobody to ask, pinned to the same blocks and tags, and with the same word of those
 * that did not answer.
 */

import { notedStores } from '../cases/noted-stores.ts';
import type { ChainSource, Pins } from '../cases/ports.ts';
import type { PriceSource } from '../cases/price-source.ts';
import type { ReportJson } from '../cases/report/report-json.ts';
import type { RunEvidence } from '../cases/run-evidence.ts';
import { tagSetOf } from '../cases/tags/tag-layers.ts';
import { fixedTags } from '../cases/tags/tag-source.ts';
import { traceCase } from '../cases/trace-case.ts';
import { APIS, type Api, type Config, type PriceSourceName } from '../config.ts';
import { CHAINS, type Chain, type Tip } from '../core/chain.ts';
import { InvalidInputError, ProviderUnavailableError } from '../core/errors.ts';
import { isPrice } from '../core/prices/price.ts';
import { digestOf } from '../core/report/digest.ts';
import { deeper, type Forks } from '../core/trace/fork.ts';
import { rotating } from '../explorers/rotation.ts';
import { drainJobs } from '../queue/in-process.ts';
import type { BundleContent, BundledConfiguration } from '../storage/bundle-content.ts';
import type { EarlierRun } from '../storage/memory-line.ts';
import { createMemoryStores } from '../storage/memory-stores.ts';
import { createWholeArchive } from '../storage/whole-archive.ts';
import { openExplorers } from './explorers.ts';
import { readShippedMixers, type ShippedMixers } from './mixers.ts';
import { openPrices } from './prices.ts';

/** By chain, whether the pinned block was still in the chain when the run ended; null where nobody could say. */
export type Standing = Readonly<Partial<Record<Chain, boolean | null>>>;

/** The runs of a line one after another, each on top of what those before it found. @returns the report of the last one */
export async function replayLine(
  content: BundleContent,
  standing: Standing,
  own: Config,
): Promise<ReportJson> {
  // They come with the software, whose version the bundle names.
  const installation = { config: own, mixers: readShippedMixers() };
  const done: Replayed[] = [];
  for (const run of content.runs) {
    const last = run === content.runs.at(-1);
    done.push(await replayRun(content, run, done, last ? standing : {}, installation));
  }
  const report = done.at(-1)?.report;
  if (report === undefined) throw new InvalidInputError('the bundle has no run', { field: 'bundle' });
  return report;
}

interface Replayed extends Omit<EarlierRun, 'lost'> {
  readonly report: ReportJson;
  readonly forks: Forks;
}

/** What is not of the bundle. */
interface Installation {
  readonly config: Config;
  readonly mixers: ShippedMixers;
}

async function replayRun(
  content: BundleContent,
  run: RunEvidence,
  before: readonly Replayed[],
  standing: Standing,
  own: Installation,
): Promise<Replayed> {
  const pins: Pins = { ...run.pins, tipEvidence: [] };
  const { forks, tips } = pins;
  const stores = createMemoryStores({ number: run.number, pins, earlier: earlierOf(before, forks) });
  const noted = notedStores(stores, (expansion) => expansion);
  const config = configOf(content.configuration, own.config);
  const used = new Set(run.exchanges);
  const archive = createWholeArchive(content.exchanges.filter(({ id }) => used.has(id)));
  const prices = pricesOf(content.configuration, run, config, archive);
  const clock = { now: () => 0 };
  let runId = '';
  const report = await traceCase(content.body, null, {
    stores: noted.stores,
    drain: (handle) => {
      const tell: typeof handle = (job) => {
        runId = job.runId;
        return handle(job);
      };
      const handlers = { settle: tell, expand: tell };
      return drainJobs(
        { jobs: stores.jobs, clock, handlers, maxAttempts: 1 },
        { concurrency: 16, leaseMs: 1000 },
      );
    },
    sources: Object.fromEntries(
      CHAINS.map((chain) => [chain, sourceOf(chain, run, standing, { config, archive })]),
    ),
    ...(prices === undefined ? {} : { prices }),
    tags: tagsOf(content, run),
    ...own.mixers,
    clock,
    finality: config.finality,
    verification: config.verification,
    defaults: run.limits,
    onProgress: () => {},
  });
  const { distrusted } = await stores.runs.read(runId);
  return { report, tips, forks, distrusted, expansions: noted.notes()?.said ?? [] };
}

/** What earlier runs say of blocks that were lost later is not believed. */
function earlierOf(before: readonly Replayed[], forks: Forks): EarlierRun[] {
  let lost = forks;
  const earlier: EarlierRun[] = [];
  for (const { report: _, forks: own, ...run } of before.toReversed()) {
    earlier.push({ ...run, lost });
    lost = deeper(lost, own);
  }
  return earlier.reverse();
}

function tagsOf({ tags }: BundleContent, { pins }: RunEvidence) {
  const bundled = tags.find(({ revision }) => revision === pins.tagsRevision);
  if (bundled === undefined) {
    const problem = `the bundle has no tags of revision ${pins.tagsRevision}`;
    throw new InvalidInputError(problem, { field: 'bundle', value: pins.tagsRevision });
  }
  // The digest is over all tags of the revision, of which only those of the run are here.
  return fixedTags({ ...tagSetOf({ tags: bundled.tags, digests: [] }), digest: bundled.digest });
}

/** This installation's settings with those of the bundle on top. */
function configOf({ explorers, finality, verification, prices }: BundledConfiguration, own: Config): Config {
  const all = Object.values(explorers).flat();
  const named = all.map(({ name, api, ...explorer }) => {
    const known = APIS.find((one): one is Api => one === api);
    if (known !== undefined) return [name, { ...explorer, api: known, concurrency: 16 }] as const;
    throw new InvalidInputError(`explorer ${name} has an API that this version does not know: ${api}`, {
      field: 'bundle',
    });
  });
  const names = (chain: Chain) => (explorers[chain] ?? []).map(({ name }) => name);
  const { file: _file, ...priced } = own.prices;
  const at = (name: 'defillama' | 'coingecko') => ({
    ...own.prices[name],
    baseUrl: prices?.baseUrls[name] ?? own.prices[name].baseUrl,
  });
  const order = (prices?.order ?? []).filter((name): name is PriceSourceName => name !== 'file');
  return {
    ...own,
    finality: finality as Config['finality'],
    verification: verification as Config['verification'],
    explorers: Object.fromEntries(named),
    explorerOrder: { bitcoin: names('bitcoin'), ethereum: names('ethereum') },
    prices: { ...priced, order, defillama: at('defillama'), coingecko: at('coingecko') },
  };
}

type Archive = ReturnType<typeof createWholeArchive>;

interface SourceDeps {
  readonly config: Config;
  readonly archive: Archive;
}

/** The explorers of a chain as they were: those that did not answer a look-up do not answer it now. */
function sourceOf(
  chain: Chain,
  { pins, unanswered }: RunEvidence,
  standing: Standing,
  { config, archive }: SourceDeps,
): ChainSource {
  const tip = pins.tips[chain];
  const opened = openExplorers(config, {}, { retryBaseMs: 1 }, { archive, isOffline: true })[chain];
  // All of them knew the block: otherwise none of their answers would be among the evidence.
  const blockHash = async (height: number) => (height === tip?.height ? tip.hash : null);
  const members = opened.map(({ name, source }) => ({ name, source: { ...source, blockHash } }));
  let turns = 0;
  const now = () => {
    turns += 1;
    // Nobody rests: whether an answer is among the evidence depends on the question alone.
    return turns * 1e9;
  };
  const source = rotating(members, { now, onRotated: () => {}, sleep: async () => {} });
  const silent = new Map(unanswered.map((one) => [digestOf(one.subject), one]));
  return {
    ...source,
    blockHash: async () => standingHash(chain, tip, standing),
    async expand(subject, pinned, maxTransactions) {
      const known = silent.get(digestOf(subject));
      if (known === undefined) return source.expand(subject, pinned, maxTransactions);
      const { status, reason } = known;
      return { subject, status, reason, transactions: [], count: 0 };
    },
  };
}

function standingHash(chain: Chain, tip: Tip | undefined, standing: Standing): string {
  const stands = standing[chain] ?? null;
  if (stands === null)
    throw new ProviderUnavailableError(`${chain}: nobody said whether the block stands`, { chain });
  return stands && tip !== undefined ? tip.hash : 'that of another block';
}

/** Prices as they were said: those of archived answers, and those that were only stated. */
function pricesOf(
  { prices }: BundledConfiguration,
  { statedPrices }: RunEvidence,
  config: Config,
  archive: Archive,
): PriceSource | undefined {
  if (prices === null) return undefined;
  const asked = openPrices(config, {}, { prices: true, retryBaseMs: 1 }, { archive, isOffline: true });
  const stated = new Map(statedPrices.map(({ asset, time, answer }) => [`${asset} ${time}`, answer]));
  return {
    traffic: () => asked?.traffic() ?? { requests: 0, cacheHits: 0 },
    async prices(asset, times) {
      const said = (await asked?.prices(asset, times)) ?? { value: [], provider: '', evidence: [] };
      const archived = new Map(said.value.map(({ time, answer }) => [time, answer]));
      const value = times.map((time) => {
        const [own, found] = [stated.get(`${asset} ${time}`), archived.get(time)];
        const isOwn = own !== undefined && (isPrice(own) || found === undefined || !isPrice(found));
        return { time, answer: (isOwn ? own : found) ?? { reason: 'the evidence does not say' } };
      });
      return { ...said, value };
    },
  };
}
