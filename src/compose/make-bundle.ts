/**
 * Puts an evidence bundle together: from a trace of the command line, or from a run in the database.
 */

import { parseCase } from '../cases/case-body.ts';
import type { RunResults } from '../cases/results.ts';
import type { LineEvidence } from '../cases/run-evidence.ts';
import type { TagSource } from '../cases/tags/tag-source.ts';
import { addressesOf, tagsOf } from '../cases/tags/used-tags.ts';
import type { Config } from '../config.ts';
import { CHAINS, type Chain } from '../core/chain.ts';
import { inChunks } from '../core/chunks.ts';
import { InvariantError } from '../core/errors.ts';
import type { EvidenceArchive, Exchange } from '../core/evidence/archive.ts';
import type { VerificationRules } from '../core/report/verification.ts';
import { type BundledConfiguration, type BundledTags, writeContent } from '../storage/bundle-content.ts';
import { packBundle } from '../storage/bundle-file.ts';
import type { Database } from '../storage/database.ts';
import { readLineEvidence } from '../storage/line-evidence.ts';
import { openSigner } from '../storage/signing-key.ts';
import { type ExplorerOptions, explorersOf } from './explorers.ts';
import { type PriceOptions, pricesAsked } from './prices.ts';
import { software } from './software.ts';

/** What a bundle is made of. */
export interface Bundled {
  readonly line: LineEvidence;
  readonly report: {
    readonly run: { readonly id: string; readonly inputDigest: string; readonly resultDigest: string };
  };
  readonly tags: readonly BundledTags[];
  readonly configuration: BundledConfiguration;
  readonly archive: EvidenceArchive;
}

/** The bytes of a bundle. @param folder of the data, where the signing key is @throws StorageError */
export async function makeBundle({ line, archive, ...rest }: Bundled, folder: string): Promise<Uint8Array> {
  const files = await writeContent({ ...line, ...rest, exchanges: exchangesOf(line, archive) });
  const { id, inputDigest, resultDigest } = rest.report.run;
  return packBundle(
    files,
    { software: software(), run: { id, inputDigest, resultDigest } },
    openSigner(folder),
  );
}

/** What making bundles of stored runs needs. */
export interface StoredBundleDeps {
  readonly config: Config;
  readonly archive: EvidenceArchive;
  readonly results: Pick<RunResults, 'report' | 'transactions'>;
  readonly tags: TagSource;
}

/** The bundle of a run in the database. @throws NotFoundError @throws StorageError */
export async function bundleOfRun(
  database: Database,
  runId: string,
  { config, archive, results, tags }: StoredBundleDeps,
): Promise<Uint8Array> {
  const [report, line] = [await results.report(runId), await readLineEvidence(database, runId)];
  const { seeds } = parseCase(line.body, config.limits);
  const places = await addressesOf(runId, seeds, results);
  const bundledTags: BundledTags[] = [];
  for (const revision of new Set(line.runs.map(({ pins }) => pins.tagsRevision))) {
    const { lookup, digest } = await tags.at(revision);
    bundledTags.push({ revision, digest, tags: tagsOf(places, lookup) });
  }
  const configuration = bundledConfiguration(config, {}, config.verification, report.valuation != null);
  return makeBundle({ line, report, tags: bundledTags, configuration, archive }, config.storage.folder);
}

/** The settings that a result depends on. @param isValued whether prices were looked up */
export function bundledConfiguration(
  config: Config,
  options: ExplorerOptions & PriceOptions,
  verification: VerificationRules,
  isValued: boolean,
): BundledConfiguration {
  const explorers = (chain: Chain) =>
    explorersOf(chain, config, options).map(([name, { api, baseUrl, batch }]) => ({
      name,
      api,
      baseUrl: withoutCredentials(baseUrl),
      ...(batch === undefined ? {} : { batch }),
    }));
  const order = pricesAsked(config, options);
  const baseUrls = Object.fromEntries(
    order.flatMap((name) =>
      name === 'file' ? [] : [[name, withoutCredentials(config.prices[name].baseUrl)]],
    ),
  );
  return {
    explorers: Object.fromEntries(CHAINS.map((chain) => [chain, explorers(chain)])),
    finality: config.finality,
    verification,
    prices: isValued ? { order, baseUrls } : null,
  };
}

function withoutCredentials(baseUrl: string): string {
  const url = new URL(baseUrl);
  url.username = '';
  url.password = '';
  return url.href;
}

/** Answers that are in memory at once. */
const PART = 100;

/** A bundle without one of the answers would prove nothing. */
async function* exchangesOf(
  { runs }: LineEvidence,
  archive: EvidenceArchive,
): AsyncGenerator<readonly Exchange[]> {
  const ids = [...new Set(runs.flatMap(({ exchanges }) => exchanges))];
  for (const wanted of inChunks(ids, PART)) {
    const found = await archive.exchanges(wanted);
    const known = new Set(found.map(({ id }) => id));
    const missing = wanted.find((id) => !known.has(id));
    if (missing !== undefined) {
      throw new InvariantError('the archive lacks an answer that the run used', { exchange: missing });
    }
    yield found;
  }
}
