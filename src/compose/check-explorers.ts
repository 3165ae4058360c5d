/**
 * Asks every configured explorer for its newest block: which of them answer, how fast, and how far they are.
 */

import type { Config } from '../config.ts';
import type { Environment } from '../config-environment.ts';
import { CHAINS, type Chain, type Tip } from '../core/chain.ts';
import { ProviderError } from '../core/errors.ts';
import { type ExplorerOptions, type OpenExplorer, openExplorers } from './explorers.ts';

/** What became of asking an explorer. */
export interface CheckedExplorer {
  readonly chain: Chain;
  readonly name: string;
  readonly api: string;
  /** Without a password. */
  readonly baseUrl: string;
  /** Its newest block; null when it did not answer properly. */
  readonly tip: Tip | null;
  /** Until the answer, or until it was given up. */
  readonly milliseconds: number;
  /** Why there is no answer; null when there is one. */
  readonly problem: string | null;
}

/** Whoever checks waits: one attempt, and one again for what may pass by itself. */
const ATTEMPTS = 2;

/** Asks all of them at once; in the order in which traces ask them. */
export function checkExplorers(
  config: Config,
  env: Environment,
  options: ExplorerOptions,
): Promise<CheckedExplorer[]> {
  const opened = openExplorers(config, env, options, {}, ATTEMPTS);
  return Promise.all(CHAINS.flatMap((chain) => opened[chain].map((explorer) => check(chain, explorer))));
}

async function check(chain: Chain, { name, api, baseUrl, source }: OpenExplorer): Promise<CheckedExplorer> {
  const begun = performance.now();
  const about = { chain, name, api, baseUrl: baseUrl.replace(/\/\/.*@/s, '//…@') };
  const milliseconds = () => Math.round(performance.now() - begun);
  try {
    const { value } = await source.tip();
    return { ...about, tip: value, milliseconds: milliseconds(), problem: null };
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    return { ...about, tip: null, milliseconds: milliseconds(), problem: error.message };
  }
}
