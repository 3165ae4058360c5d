/**
 * Movements: one atomic change each, in chain order. A Bitcoin transaction is one movement; an Ethereum transaction is
 * one movement for its fee and one for each value transfer and each conversion, in order. Chain order is block height,
 * position in the block, then the fee and what follows in the transaction (`execution-order.ts`).
 */

import { type Asset, type BlockRef, type Chain, NATIVE_ASSET } from '../chain.ts';
import { accountKey, conduitKey, type HoldingKey } from '../holding.ts';
import type { EthereumTransaction } from '../transaction.ts';
import { courseOf } from './ethereum.ts';
import type { EthereumKnowledge } from './knowledge.ts';
import type { Part } from './step.ts';

/** An amount that leaves, or enters, a holding. */
export interface Leg {
  readonly holding: HoldingKey;
  readonly amount: bigint;
}

export interface Movement {
  readonly chain: Chain;
  readonly txid: string;
  readonly block: BlockRef;
  /** Of the takes. */
  readonly asset: Asset;
  /** In `vin` order; of a coinbase the fees of its block, where they are known; else it creates all it puts. */
  readonly takes: readonly Leg[];
  /** In `vout` order. */
  readonly puts: readonly Leg[];
  /** Paid to the network out of the takes; of a coinbase, what it leaves unclaimed. */
  readonly fee: bigint;
  /** A conversion has one take, and one put of another asset to the same address; else takes and puts add up. */
  readonly conversion?: Conversion;
}

export interface Conversion {
  /** Who keeps what is too small to convert: the exchanger's account of the given asset. */
  readonly leftover: HoldingKey;
}

/**
 * The movements of an Ethereum transaction in order: gas first (the sender is charged up front), then the steps.
 * @param knowledge about addresses
 */
export function movementsOf(tx: EthereumTransaction, knowledge: EthereumKnowledge): Movement[] {
  const movements: Movement[] = [];
  const { txid, block, sender, fee } = tx;
  if (sender !== null && fee !== null && fee > 0n) {
    const takes = [{ holding: accountKey(sender, NATIVE_ASSET.ethereum), amount: fee }];
    movements.push({ chain: 'ethereum', txid, block, asset: NATIVE_ASSET.ethereum, takes, puts: [], fee });
  }
  const { steps, conduits } = courseOf(tx, knowledge);
  for (const { gives, gets, exchanger } of steps) {
    const { asset } = gives;
    const takes = [legOf(gives, conduits, txid)];
    const puts = [legOf(gets, conduits, txid)];
    const moved: Movement = { chain: 'ethereum', txid, block, asset, takes, puts, fee: 0n };
    if (exchanger === null) movements.push(moved);
    else movements.push({ ...moved, conversion: { leftover: accountKey(exchanger, asset) } });
  }
  return movements;
}

function legOf({ address, asset, amount }: Part, conduits: ReadonlySet<string>, txid: string): Leg {
  const isConduit = conduits.size > 0 && conduits.has(address);
  return { holding: isConduit ? conduitKey(address, asset, txid) : accountKey(address, asset), amount };
}
