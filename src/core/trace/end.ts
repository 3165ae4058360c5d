/**
 * Where the walk ends at a holding, and why. Every tainted holding has exactly one end.
 */

import { addressOfScript, isBurnAddress, isUnspendableScript } from '../address.ts';
import type { Chain } from '../chain.ts';
import type { Graph } from '../graph/graph.ts';
import { type HoldingKey, parseHolding } from '../holding.ts';
import { endOfTags } from '../tags/precedence.ts';
import { confidenceOf, type TagLookup } from '../tags/tag.ts';

export const OUTCOME_KINDS = [
  'mixer',
  'exchange',
  'service',
  'bridge',
  'sanctioned',
  'contract',
  'high-activity',
  'unspent',
  'fees',
  'burned',
  'below-threshold',
  'not-explored',
] as const;
export type OutcomeKind = (typeof OUTCOME_KINDS)[number];

export interface End {
  readonly kind: OutcomeKind;
  /** The actor or protocol, where one is known. */
  readonly entity: string | null;
  /** The reason in words, with its numbers. */
  readonly reason: string;
  /** How sure the classification is, 0 to 100; null where it follows from chain data alone. */
  readonly confidence: number | null;
  /** The transaction that mixed what rested here; absent where none did. */
  readonly mix?: string;
}

/** Where an address stands: its chain, and its canonical form. */
export interface Place {
  readonly chain: Chain;
  readonly address: string;
}

/** The address at which a holding rests; a Bitcoin output without an address gives its script. */
export function placeOf(key: HoldingKey, graph: Graph): Place {
  const holding = parseHolding(key);
  switch (holding.kind) {
    case 'account':
    case 'conduit':
      return { chain: 'ethereum', address: holding.address };
    case 'fees':
      return { chain: holding.asset === 'BTC' ? 'bitcoin' : 'ethereum', address: key };
    case 'unclaimed':
      return { chain: 'bitcoin', address: key };
    case 'outpoint': {
      const output = graph.bitcoin.output(key);
      return { chain: 'bitcoin', address: output === undefined ? key : addressOfScript(output.script) };
    }
  }
}

/** What is known about addresses beside the graph. */
export interface AddressKnowledge {
  readonly tags: TagLookup;
  readonly isContract: (address: string) => boolean;
  /** Decentralised exchanges and wrappers: what they gave is told by conversions, or not understood. */
  readonly isExchanger: (address: string) => boolean;
  /** True for the address of an address seed: the investigator says that it is the thief's. */
  readonly isSeed: (place: Place) => boolean;
}

/**
 * Ends that follow from who or what a holding is, whatever the limits: burnt value, tagged services, contracts.
 * @param time when the value arrived, Unix seconds
 * @returns null when the walk goes on
 */
export function endByNature(
  key: HoldingKey,
  time: number,
  graph: Graph,
  { tags, isContract, isExchanger, isSeed }: AddressKnowledge,
): End | null {
  const { kind } = parseHolding(key);
  if (kind === 'fees') return { kind, entity: null, reason: 'paid to the network', confidence: null };
  if (kind === 'unclaimed') return burned('not claimed by the miner');
  const place = placeOf(key, graph);
  const { chain, address } = place;
  if (chain === 'ethereum' && isBurnAddress(address)) return burned('sent to a burn address');
  if (chain === 'bitcoin' && isUnspendableScript(scriptOf(key, graph))) {
    return burned('in an output nobody can spend');
  }
  if (isSeed(place)) return null;
  const tagged = endOfTags(tags(chain, address), time);
  if (tagged !== null) {
    const { kind, tag } = tagged;
    const reason = `tagged "${tag.label}" (${tag.source})`;
    return { kind, entity: tag.entity, reason, confidence: confidenceOf(tag) };
  }
  if (chain === 'ethereum' && isExchanger(address)) {
    const [tag] = tags(chain, address);
    const reason = `tagged "${tag?.label}" (${tag?.source}): what it gave in exchange is not understood`;
    return { kind: 'contract', entity: tag?.entity ?? null, reason, confidence: null };
  }
  if (chain === 'ethereum' && isContract(address)) {
    const reason = 'a contract that pays out by internal transfers and is not understood';
    return { kind: 'contract', entity: null, reason, confidence: null };
  }
  return null;
}

function scriptOf(key: HoldingKey, graph: Graph): string {
  const holding = parseHolding(key);
  if (holding.kind !== 'outpoint') return '';
  return graph.bitcoin.output(key)?.script ?? '';
}

function burned(reason: string): End {
  return { kind: 'burned', entity: null, reason, confidence: null };
}
