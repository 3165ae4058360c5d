/**
 * The two digests of a report: of everything that the result follows from, and of the result.
 */

import { digestedExposure } from '../exposure/exposure.ts';
import type { MethodName } from '../taint/method.ts';
import { digestBy, digestOf } from './digest.ts';
import type { ReportInput } from './report-input.ts';
import type { Results } from './results.ts';

/**
 * Paths by seed, and the ways of exposure, follow from the rest and are many; the digest covers the two that are shown with each
 * flag. What has no block yet is no result.
 */
export function resultDigest({ flags, outcomes, exposure, noise, ...results }: Results) {
  const shown = flags.map(({ paths: _paths, ...flag }) => flag);
  const final = outcomes.map(({ holdings, ...outcome }) => ({
    ...outcome,
    holdings: holdings.map(({ pendingSpend: _pending, ...holding }) => holding),
  }));
  return digestOf({
    form: 'coinhound-result/2',
    ...results,
    outcomes: final,
    flags: shown,
    exposure: digestedExposure(exposure),
    ...(noise.length === 0 ? {} : { noise }),
  });
}

/** Everything that the result follows from. */
export function inputDigest(input: ReportInput, methods: readonly MethodName[]): string {
  const { seeds, limits, tips, tagsDigest, graph, mixers, assets, sha256 } = input;
  const scope = assets === 'all' ? {} : { assets };
  const digest = (value: unknown) => digestBy(sha256, value);
  const transactions = [
    ...Array.from(graph.bitcoin.values(), digest),
    ...Array.from(graph.ethereum.values(), digest),
  ].sort();
  const rest = {
    seeds,
    limits,
    methods,
    tips,
    tagsDigest,
    transactions,
    mixersDigest: mixers.digest,
    ...scope,
  };
  return digest({ form: 'coinhound-input/1', ...rest });
}
