/**
 * Assumptions: what a trace had to take for granted, so that the accounts add up.
 */

import { compare } from '../amount.ts';
import type { Asset } from '../chain.ts';
import { assetOf } from '../holding.ts';
import { drivers } from '../trace/settle.ts';
import type { ReportInput } from './report-input.ts';

/** A balance that an account must have had before its first known movement. */
export interface Assumption {
  readonly kind: 'opening-balance';
  readonly chain: 'ethereum';
  readonly address: string;
  readonly asset: Asset;
  readonly amount: bigint;
  /** True when the account is a seed: then the balance is part of the stolen amount; otherwise it is clean. */
  readonly stolen: boolean;
}

/** The opening balances of the accounts that stolen value reached, by holding. */
export function assumptionsOf({
  seeds,
  settlement,
}: Pick<ReportInput, 'seeds' | 'settlement'>): Assumption[] {
  const { plan, tape, ledgers } = settlement;
  const seeded = new Set(
    seeds.map((seed) => (seed.kind === 'address' ? `${seed.address}/${seed.asset}` : '')),
  );
  const driving = drivers(ledgers);
  return [...plan.openings]
    .filter(([holding]) => driving.some((ledger) => ledger.reach.hopsTo(holding) !== null))
    .map(([holding, amount]) => ({ key: tape.keyOf(holding), amount }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ key, amount }) => {
      const [address = ''] = key.split('/');
      const base = { kind: 'opening-balance', chain: 'ethereum', address, asset: assetOf(key) } as const;
      return { ...base, amount, stolen: seeded.has(key) };
    });
}
