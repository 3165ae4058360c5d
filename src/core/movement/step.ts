/**
 * Steps: what happens inside one Ethereum transaction, one after the other. A step is a transfer, or a conversion:
 * then the same address gives one asset and gets another one.
 */

import type { Asset } from '../chain.ts';

/** One side of a step. */
export interface Part {
  readonly address: string;
  readonly asset: Asset;
  /** Smallest unit of the asset, above 0. */
  readonly amount: bigint;
}

export interface Step {
  readonly gives: Part;
  readonly gets: Part;
  /** Who converts; null for a transfer. */
  readonly exchanger: string | null;
}

/** A transfer: both sides have the same asset and amount. */
export function isTransfer(step: Step): boolean {
  return step.exchanger === null;
}
