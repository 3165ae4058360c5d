/**
 * Movements: one atomic change each, in chain order. A Bitcoin transaction is one movement; an Ethereum
 * transaction is one movement for its fee and one for each value transfer, in execution order.
 *
 * Chain order is block height, position in the block, then fee, call, internal transfers, token transfers.
 * Where an explorer does not tell the position, transactions of one block are ordered so that none spends an output
 * before it exists; what is left open then cannot touch the same holding, so it cannot change a result (ADR 0003).
 */

import type { Asset, BlockRef, Chain } from './chain.ts';
import { accountKey, type HoldingKey, outpointKey } from './holding.ts';
import type { BitcoinTransaction, EthereumTransaction, Transfer } from './transaction.ts';

/** An amount that leaves, or enters, a holding. */
export interface Leg {
  readonly holding: HoldingKey;
  readonly amount: bigint;
}

export interface Movement {
  readonly chain: Chain;
  readonly txid: string;
  readonly block: BlockRef;
  readonly asset: Asset;
  /** In `vin` order; empty where value is created (coinbase). */
  readonly takes: readonly Leg[];
  /** In `vout` order. */
  readonly puts: readonly Leg[];
  /** Paid to the network out of the takes. */
  readonly fee: bigint;
}

/** All movements of the given transactions in chain order. */
export function movementsOf(
  bitcoin: Iterable<BitcoinTransaction>,
  ethereum: Iterable<EthereumTransaction>,
): Movement[] {
  return [
    ...inChainOrder([...bitcoin], spentTransactions).map(bitcoinMovement),
    ...inChainOrder([...ethereum], () => []).flatMap(ethereumMovements),
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

/** Gas first (the sender is charged up front), then the transfers; a transfer to oneself changes nothing. */
function ethereumMovements(tx: EthereumTransaction): Movement[] {
  const base = { chain: 'ethereum', txid: tx.txid, block: tx.block } as const;
  const movements: Movement[] = [];
  if (tx.sender !== null && tx.fee !== null && tx.fee > 0n) {
    const take = { holding: accountKey(tx.sender, 'ETH'), amount: tx.fee };
    movements.push({ ...base, asset: 'ETH', takes: [take], puts: [], fee: tx.fee });
  }
  for (const { asset, from, to, value, moved } of executionOrder(tx)) {
    if (!moved || value === 0n || from === to) continue;
    const take = { holding: accountKey(from, asset), amount: value };
    const put = { holding: accountKey(to, asset), amount: value };
    movements.push({ ...base, asset, takes: [take], puts: [put], fee: 0n });
  }
  return movements;
}

const KIND_ORDER = { call: 0, internal: 1, token: 2 } as const;

/**
 * The transfers of a transaction in the order that all views of it allow. Every address's list shows a part of them
 * in order; parts that share no transfer share no address, so their mutual order changes no balance.
 */
export function executionOrder(tx: EthereumTransaction): Transfer[] {
  const sorted = [...tx.transfers].sort(
    (a, b) => KIND_ORDER[a.kind] - KIND_ORDER[b.kind] || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );
  const before = new Map<string, Set<string>>();
  for (const view of tx.views) {
    for (const [index, id] of view.entries()) {
      const previous = view[index - 1];
      if (previous !== undefined) before.set(id, (before.get(id) ?? new Set()).add(previous));
    }
  }
  return dependenciesFirst(
    sorted,
    (transfer) => transfer.id,
    (transfer) => before.get(transfer.id) ?? [],
  );
}

function inChainOrder<T extends BitcoinTransaction | EthereumTransaction>(
  transactions: T[],
  dependencies: (tx: T) => Iterable<string>,
): T[] {
  const sorted = transactions.sort(
    (a, b) =>
      a.block.height - b.block.height ||
      (a.position ?? Number.MAX_SAFE_INTEGER) - (b.position ?? Number.MAX_SAFE_INTEGER) ||
      (a.txid < b.txid ? -1 : 1),
  );
  return dependenciesFirst(sorted, (tx) => tx.txid, dependencies);
}

function spentTransactions(tx: BitcoinTransaction): string[] {
  return tx.inputs.map((input) => input.outpoint.slice(0, input.outpoint.lastIndexOf(':')));
}

/** Keeps the given order, but lets every item come after those that it depends on (a circle is left as given). */
function dependenciesFirst<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
  dependencies: (item: T) => Iterable<string>,
): T[] {
  const byKey = new Map(items.map((item) => [keyOf(item), item]));
  const ordered = new Set<T>();
  const entered = new Set<T>();
  for (const item of items) {
    const stack = [item];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const first = !entered.has(top);
      entered.add(top);
      const open = first ? [...dependencies(top)].map((key) => byKey.get(key)) : [];
      const missing = open.filter((need): need is T => need !== undefined && !entered.has(need));
      if (missing.length > 0) stack.push(...missing.reverse());
      else ordered.add(stack.pop() as T);
    }
  }
  return [...ordered];
}
