/**
 * Tags: sourced statements about addresses, in GraphSense TagPack terms. An address may carry several tags, also
 * contradicting ones; which of them decides is settled in `precedence.ts`.
 */

import type { Chain } from '../chain.ts';

export interface Tag {
  readonly chain: Chain;
  /** Canonical form. */
  readonly address: string;
  /** The statement, e.g. `Tornado Cash: 100 ETH pool`. */
  readonly label: string;
  /** The actor behind the address, e.g. `Tornado Cash`. */
  readonly entity: string;
  /** GraphSense concept ids, e.g. `mixing_service`. */
  readonly concepts: readonly string[];
  /** What a contract does for its entity, e.g. `pool`, `router`, `token`; empty where it says nothing. */
  readonly role: string;
  /** GraphSense confidence id. */
  readonly confidence: ConfidenceId;
  /** Unix seconds; the statement holds from here on, `null` for always. */
  readonly validFrom: number | null;
  /** Unix seconds; the statement holds up to here, `null` for always. */
  readonly validTo: number | null;
  readonly source: string;
  readonly licence: string;
  /** The source says that the statement holds for all addresses of one owner (GraphSense `is_cluster_definer`); absent for no. */
  readonly isClusterDefiner?: true;
}

/** Levels 0 to 100 of the GraphSense confidence taxonomy (graphsense-lib, tagpack/db/confidence.csv). */
const CONFIDENCE_LEVELS = {
  override: 100,
  ownership: 100,
  ledger_immanent: 100,
  manual_transaction: 90,
  service_api: 70,
  forensic_investigation: 70,
  authority_data: 60,
  trusted_provider: 50,
  service_data: 50,
  forensic: 50,
  untrusted_transaction: 40,
  web_crawl: 20,
  heuristic: 10,
  unknown: 5,
} as const;

export type ConfidenceId = keyof typeof CONFIDENCE_LEVELS;

/** True for an id of the confidence taxonomy. */
export function isConfidenceId(text: string): text is ConfidenceId {
  return Object.hasOwn(CONFIDENCE_LEVELS, text);
}

/** Confidence of a tag, 0 to 100. */
export function confidenceOf(tag: Tag): number {
  return CONFIDENCE_LEVELS[tag.confidence];
}

/** True when the tag's statement holds at a time (Unix seconds). */
export function isValidAt(tag: Tag, time: number): boolean {
  return (tag.validFrom === null || tag.validFrom <= time) && (tag.validTo === null || time <= tag.validTo);
}

/** The tags of an address, empty when there are none. */
export type TagLookup = (chain: Chain, address: string) => readonly Tag[];
