/**
 * Movements: one atomic change each, in chain order. A Bitcoin transaction is one movement; an Ethereum transaction is
 * one movement for its fee and one for each value transfer and each conversion, in order. Chain order is block height,
 * position in the block, then the fee and what follows in the transaction (`movement/`).
 */

import type { Asset, BlockRef, Chain } from './chain.ts';
import { accountKey, conduitKey, type HoldingKey, outpointKey } from './holding.ts';
import { inChainOrder } from './movement/chain-order.ts';
import { courseOf } from './movement/ethereum.ts';
import type { EthereumKnowledge } from './movement/knowledge.ts';
import type { Part } from './movement/step.ts';
import type { BitcoinTransaction, EthereumTransaction } from './transaction.ts';

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
  /** In `vin` order; empty where value is created (coinbase). */
  readonly takes: readonly Leg[];
  /** In `vout` order. */
  readonly puts: readonly Leg[];
  /** Paid to the network out of the takes. */
  readonly fee: bigint;
  /** A conversion has one take, and one put of another asset to the same address; else takes and puts add up. */
  readonly conversion?: Conversion;
}

export interface Conversion {
  /** Who keeps what is too small to convert: the exchanger's account of the given asset. */
  readonly leftover: HoldingKey;
}

/** All movements of the given transactions in chain order. @param knowledge about Ethereum addresses */
export function movementsOf(
  bitcoin: Iterable<BitcoinTransaction>,
  ethereum: Iterable<EthereumTransaction>,
  knowledge: EthereumKnowledge,
): Movement[] {
  return [
    ...inChainOrder([...bitcoin], spentTransactions).map(bitcoinMovement),
    ...inChainOrder([...ethereum], () => []).flatMap((tx) => ethereumMovements(tx, knowledge)),
  ];
}

function bitcoinMovement(tx: BitcoinTransaction): Movement {
  return {
    chain: 'bitcoin',
    txid: tx.txid,
    block: tx.block,
    asset: 'BTC',
    takes: tx.inputs.map((input) => ({ holding: input.outpoint, amount: input.value })),
    puts: tx.outputs.map((output, vout) => ({ holding: outpointKey(tx.txid, vout), amount: output.value })),
    fee: tx.fee,
  };
}

function spentTransactions(tx: BitcoinTransaction): string[] {
  return tx.inputs.map((input) => input.outpoint.slice(0, input.outpoint.lastIndexOf(':')));
}

/** Gas first (the sender is charged up front), then the steps. */
function ethereumMovements(tx: EthereumTransaction, knowledge: EthereumKnowledge): Movement[] {
  const base = { chain: 'ethereum', txid: tx.txid, block: tx.block } as const;
  const movements: Movement[] = [];
  if (tx.sender !== null && tx.fee !== null && tx.fee > 0n) {
    const take = { holding: accountKey(tx.sender, 'ETH'), amount: tx.fee };
    movements.push({ ...base, asset: 'ETH', takes: [take], puts: [], fee: tx.fee });
  }
  const { steps, conduits } = courseOf(tx, knowledge);
  const legOf = ({ address, asset, amount }: Part): Leg => ({
    holding: conduits.has(address) ? conduitKey(address, asset, tx.txid) : accountKey(address, asset),
    amount,
  });
  for (const { gives, gets, exchanger } of steps) {
    const { asset } = gives;
    const moved = { ...base, asset, takes: [legOf(gives)], puts: [legOf(gets)], fee: 0n };
    const conversion = exchanger === null ? null : { leftover: accountKey(exchanger, asset) };
    movements.push(conversion === null ? moved : { ...moved, conversion });
  }
  return movements;
}
