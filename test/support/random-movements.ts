/**
 * Random cases for cross-checks of the accounting: for fast-check, which makes a failing one small, and from a plain
 * seed for everything else. A method is all that is missing: `replayNaively({ ...cases, method })`.
 */
import type fc from 'fast-check';
import { bitcoinCase } from './random-bitcoin.ts';
import type { RandomCase } from './random-case.ts';
import { ethereumCase } from './random-ethereum.ts';
import { arbitraryRows, seededRows } from './random-numbers.ts';

const STEPS = 30;

export const bitcoinCases: fc.Arbitrary<RandomCase> = arbitraryRows(STEPS).map(bitcoinCase);
export const ethereumCases: fc.Arbitrary<RandomCase> = arbitraryRows(STEPS).map(ethereumCase);

/** The same seed and number of steps (transactions) give the same case on any machine. */
export const seededBitcoinCase = (seed: number, steps: number): RandomCase =>
  bitcoinCase(seededRows(seed, steps));

/** As `seededBitcoinCase`; a step is a transaction of several movements. */
export const seededEthereumCase = (seed: number, steps: number): RandomCase =>
  ethereumCase(seededRows(seed, steps));
