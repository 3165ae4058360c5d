/**
 * Shares of the outcomes, one by one, as lists and tables show them: by seed or by victim.
 */

import type { ResultsUnder } from './results-under.ts';

/** What ended in one way, of one seed. */
export interface SeedShare {
  readonly seed: number;
  readonly victim: string | null;
  readonly kind: string;
  readonly entity: string | null;
  readonly asset: string;
  readonly amount: string;
}

export type VictimShare = Omit<SeedShare, 'seed'>;

/** In the order of the seeds, each seed's in the order of the outcomes. */
export function sharesBySeed({ outcomes }: Pick<ResultsUnder, 'outcomes'>): SeedShare[] {
  return outcomes
    .flatMap(({ kind, entity, asset, origins }) =>
      origins.map(({ seed, victim, amount }) => ({ seed, victim, kind, entity, asset, amount })),
    )
    .sort((a, b) => a.seed - b.seed);
}

/** In the order of the victims, each victim's in the order of the outcomes. */
export function sharesByVictim({ victims }: Pick<ResultsUnder, 'victims'>): VictimShare[] {
  return victims.flatMap(({ victim, asset, outcomes }) =>
    outcomes.map(({ kind, entity, amount }) => ({ victim, kind, entity, asset, amount })),
  );
}
