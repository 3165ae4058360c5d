/** What the API answers, as types: those of the very schemas that it checks its answers by. */

import type { Static } from 'typebox';
import type { CaseResource, CaseSummary, Run } from '../../http/schemas/case.ts';
import type { AddressExposure } from '../../http/schemas/exposure.ts';
import type {
  Flag,
  MoneyGraph,
  Outcome,
  Path,
  Report,
  SeedPath,
  SeedShare,
  VictimShare,
} from '../../http/schemas/results.ts';
import type { Step } from '../../http/schemas/step.ts';
import type { Transaction } from '../../http/schemas/transaction.ts';

export type CaseOverviewJson = Static<typeof CaseSummary>;
export type CaseJson = Static<typeof CaseResource>;
export type RunJson = Static<typeof Run>;
export type FlagJson = Static<typeof Flag>;
export type OutcomeJson = Static<typeof Outcome>;
export type PathJson = Static<typeof Path>;
export type SeedPathJson = Static<typeof SeedPath>;
export type StepJson = Static<typeof Step>;
export type SeedShareJson = Static<typeof SeedShare>;
export type VictimShareJson = Static<typeof VictimShare>;
export type MoneyGraphJson = Static<typeof MoneyGraph>;
export type TransactionJson = Static<typeof Transaction>;
export type ReportJson = Static<typeof Report>;
export type ExposureJson = Static<typeof AddressExposure>;

/** A page of a list. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  /** What leads to the next page; null on the last. */
  readonly next: string | null;
}

/** Whose key it is. */
export interface Holder {
  readonly keyId: string;
  readonly owner: string;
  readonly name: string;
  readonly role: 'viewer' | 'investigator' | 'admin';
}
