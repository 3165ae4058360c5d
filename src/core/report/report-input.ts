/**
 * What a report is made of: a settled run, and what was found on it.
 */

import type { Chain, Tip } from '../chain.ts';
import type { MixerContracts } from '../ethereum-mixers/contracts.ts';
import type { Flag } from '../flags/flag.ts';
import type { Views } from '../flags/views.ts';
import type { Graph } from '../graph/graph.ts';
import type { Distrust } from '../graph/proof.ts';
import type { AssetScope } from '../graph/subject.ts';
import type { TagLookup } from '../tags/tag.ts';
import type { Forks } from '../trace/fork.ts';
import type { Limits } from '../trace/limits.ts';
import type { Outcome } from '../trace/outcome.ts';
import type { OutcomeTables } from '../trace/outcome-tables.ts';
import type { Seed } from '../trace/seed.ts';
import type { Settlement } from '../trace/settle.ts';
import type { Sha256 } from './digest.ts';

/** What each method says where the report speaks of the main one; in no digest. */
export interface ByMethod {
  readonly outcomes: OutcomeTables;
  readonly flags: Views;
}

export interface ReportInput {
  readonly seeds: readonly Seed[];
  /** What was looked at. */
  readonly assets: AssetScope;
  readonly limits: Limits;
  readonly graph: Graph;
  readonly tips: Readonly<Partial<Record<Chain, Tip>>>;
  readonly tags: TagLookup;
  /** Digest of the tag set used. */
  readonly tagsDigest: string;
  readonly settlement: Settlement;
  /** What was found on the settled walk. */
  readonly results: {
    readonly flags: Flag[];
    readonly outcomes: Outcome[];
    readonly byMethod: ByMethod;
  };
  /** By chain, whether the pinned block is still in the chain; null or absent where that is not known. */
  readonly standing: Readonly<Partial<Record<Chain, boolean | null>>>;
  /** By chain, the last block that the run could take over from earlier ones; absent where it could take over all. */
  readonly forks: Forks;
  /** Explorers of whose word nothing is used. */
  readonly distrusted: readonly Distrust[];
  /** For the digest of the inputs, which is over every transaction. */
  readonly sha256: Sha256;
  /** What is known of the contracts of mixers. */
  readonly mixers: MixerContracts;
}
