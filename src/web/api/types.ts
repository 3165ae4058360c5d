/** What the API answers, as types: those of the very schemas that it checks its answers by. */

import type { Static } from 'typebox';
import type { Alert, Delivery } from '../../http/schemas/alert.ts';
import type { CaseResource, CaseSummary, Opened, Run } from '../../http/schemas/case.ts';
import type { AddressExposure } from '../../http/schemas/exposure.ts';
import type { AuditEntry, CreatedKey, Key } from '../../http/schemas/key.ts';
import type { Meta } from '../../http/schemas/meta.ts';
import type { PresetForm } from '../../http/schemas/preset.ts';
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
import type { Change, ScreeningForm, Summary, TagSource } from '../../http/schemas/tag-change.ts';
import type { AddressTagsForm, EntityForm, TagListForm } from '../../http/schemas/tags.ts';
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
export type MetaJson = Static<typeof Meta>;
export type PresetJson = Static<typeof PresetForm>;
export type OpenedJson = Static<typeof Opened>;
export type AlertJson = Static<typeof Alert>;
export type DeliveryJson = Static<typeof Delivery>;
export type KeyJson = Static<typeof Key>;
export type CreatedKeyJson = Static<typeof CreatedKey>;
export type AuditEntryJson = Static<typeof AuditEntry>;
export type ScreeningJson = Static<typeof ScreeningForm>;
export type AddressTagsJson = Static<typeof AddressTagsForm>;
export type EntityJson = Static<typeof EntityForm>;
export type TagListJson = Static<typeof TagListForm>;
export type TagSourceJson = Static<typeof TagSource>;
export type ImportSummaryJson = Static<typeof Summary>;
export type TagChangeJson = Static<typeof Change>;

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
