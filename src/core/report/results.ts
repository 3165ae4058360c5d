/**
 * What a trace found: the part of a report that its result digest covers.
 */

import type { Cluster } from '../cluster/cluster.ts';
import type { ExposureTable } from '../exposure/exposure.ts';
import type { Flag } from '../flags/flag.ts';
import type { Noise } from '../noise/noise.ts';
import type { Outcome } from '../trace/outcome.ts';
import type { Assumption } from './assumptions.ts';
import type { Gap } from './gaps.ts';
import type { Pattern } from './pattern.ts';
import type { Stolen } from './stolen.ts';

export interface Results {
  readonly stolen: readonly Stolen[];
  readonly outcomes: readonly Outcome[];
  readonly flags: readonly Flag[];
  readonly exposure: ExposureTable;
  readonly gaps: readonly Gap[];
  readonly assumptions: readonly Assumption[];
  readonly clusters: readonly Cluster[];
  readonly patterns: readonly Pattern[];
  /** Transfers that say nothing about the case, in chain order. */
  readonly noise: readonly Noise[];
}
