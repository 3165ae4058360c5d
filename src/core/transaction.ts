/**
 * Transactions as the trace sees them: normalised, confirmed, integers only. Explorers produce them
 * (`explorers/*\/normalize.ts`); `movement/` turns them into changes of holdings.
 */

import type { Asset, BlockRef, Chain } from './chain.ts';
import { BadProviderDataError } from './errors.ts';
import type { Fingerprint } from './fingerprint.ts';

/** An output being spent. `value` in satoshi; `outpoint` is `txid:vout`. */
export interface BitcoinInput {
  readonly outpoint: string;
  readonly value: bigint;
  /** scriptPubKey of the output being spent, hex. */
  readonly script: string;
}

/** A new output, `value` in satoshi, `script` the scriptPubKey in hex. */
export interface BitcoinOutput {
  readonly value: bigint;
  readonly script: string;
}

export interface BitcoinTransaction {
  readonly chain: 'bitcoin';
  readonly txid: string;
  readonly block: BlockRef;
  /** Index in the block; null when the explorer did not say (Esplora's transaction form does not carry it). */
  readonly position: number | null;
  /** In `vin` order. Empty for a coinbase transaction. */
  readonly inputs: readonly BitcoinInput[];
  /** In `vout` order. */
  readonly outputs: readonly BitcoinOutput[];
  /** Inputs minus outputs, satoshi; 0 for a coinbase transaction. */
  readonly fee: bigint;
  /** Absent when the explorer did not tell all of it; rules that need it then abstain. */
  readonly fingerprint?: Fingerprint;
  /**
   * Present when the id was found to be the hash of the contents: of what is spent and of the outputs, not of what the
   * inputs are worth. It says how much is known, not what happened, so no digest of a report covers it.
   */
  readonly verified?: true;
}

/** One value transfer inside an Ethereum transaction. */
export interface Transfer {
  /**
   * Identity inside the transaction: `call`, `internal:<from>:<to>:<value>:<n>`, `token:<contract>:<from>:<to>:<value>:<n>`.
   * n counts equal transfers in the order of execution: Etherscan's list of a transaction has no trace ids, those of its
   * other lists are not unique, and its token lists carry no log index. What every view of a frame shows as moving nothing
   * (an error, a delegatecall) is counted apart, with `still` before n: which of two equal frames moved is not left to their order.
   */
  readonly id: string;
  readonly kind: 'call' | 'internal' | 'token';
  readonly asset: Asset;
  /** Canonical addresses; the zero address stands for genesis and mints. */
  readonly from: string;
  readonly to: string;
  /** Smallest unit of the asset, as the explorer prints it. */
  readonly value: bigint;
  /** False when nothing moved although a value is printed: a failed transaction, a reverted frame, a delegatecall. */
  readonly moved: boolean;
}

export interface EthereumTransaction {
  readonly chain: 'ethereum';
  /** Transaction hash, lower case. */
  readonly txid: string;
  readonly block: BlockRef;
  /** Index in the block; null when only internal transfers were seen (their list does not carry it). */
  readonly position: number | null;
  /** Payer of the fee; null when the transaction's own row was not seen. */
  readonly sender: string | null;
  /** gasUsed x effective gas price, wei; null when the transaction's own row was not seen. */
  readonly fee: bigint | null;
  readonly transfers: readonly Transfer[];
  /** For each look-up that saw the transaction, the ids of the transfers it showed, in the order it showed them. */
  readonly views: readonly (readonly string[])[];
  /** Present when every transfer of the transaction is here, not only those that touch an address. */
  readonly whole?: true;
}

export type Transaction = BitcoinTransaction | EthereumTransaction;

/** Placeholder ids of datasets whose source has none (`syntheticIds`): 48 leading zero digits, no real hash. */
const PLACEHOLDER_ID = /^(0x)?0{48}[0-9a-f]{16}$/;

/** True for an id that stands in for an unknown transaction id; such an id is marked wherever it is shown. */
export function isPlaceholderId(txid: string): boolean {
  return PLACEHOLDER_ID.test(txid);
}

/** The chain that a transaction id is of: those of Ethereum begin with `0x`. */
export function chainOfTxid(txid: string): Chain {
  return txid.startsWith('0x') ? 'ethereum' : 'bitcoin';
}

/**
 * Joins two partial views of one Ethereum transaction: each address's list shows only the transfers that touch it.
 * The result does not depend on the order of the arguments. It is whole when one of the two is.
 * @throws BadProviderDataError when the two contradict each other
 */
export function mergeEthereumViews(a: EthereumTransaction, b: EthereumTransaction): EthereumTransaction {
  const transfers = new Map<string, Transfer>();
  for (const transfer of [...a.transfers, ...b.transfers]) {
    const seen = transfers.get(transfer.id) ?? transfer;
    if (!sameTransfer(seen, transfer)) {
      throw new BadProviderDataError(`two look-ups of ${a.txid} disagree on transfer ${transfer.id}`, {
        txid: a.txid,
        transfer: transfer.id,
      });
    }
    // One address's list may show the failed frame above a call while the other's does not.
    transfers.set(transfer.id, { ...transfer, moved: seen.moved && transfer.moved });
  }
  checkWhole(a, b);
  checkWhole(b, a);
  const views = new Map([...a.views, ...b.views].map((view) => [view.join('\n'), view]));
  return {
    chain: 'ethereum',
    txid: a.txid,
    block: mergeBlocks(a, b),
    position: agreed(a.txid, 'position', a.position, b.position),
    sender: agreed(a.txid, 'sender', a.sender, b.sender),
    fee: agreed(a.txid, 'fee', a.fee, b.fee),
    transfers: sortedValues(transfers),
    views: sortedValues(views),
    ...(a.whole === true || b.whole === true ? { whole: true } : {}),
  };
}

/** Whether the transfers and views of a transaction stand where they would in a joined one. */
export function isInOrder({ transfers, views }: EthereumTransaction): boolean {
  return views.length < 2 && transfers.every(({ id }, index) => id > (transfers[index - 1]?.id ?? ''));
}

/** Nothing moves beside the whole. What moves nothing may be left out of it: explorers do not list all of that everywhere. */
function checkWhole(whole: EthereumTransaction, part: EthereumTransaction): void {
  if (whole.whole !== true) return;
  const known = new Set(whole.transfers.map(({ id }) => id));
  const extra = part.transfers.find(({ id, moved, value }) => moved && value > 0n && !known.has(id));
  if (extra === undefined) return;
  throw new BadProviderDataError(
    `a look-up of ${whole.txid} shows transfer ${extra.id}, the whole does not`,
    {
      txid: whole.txid,
      transfer: extra.id,
    },
  );
}

function mergeBlocks(a: EthereumTransaction, b: EthereumTransaction): BlockRef {
  if (a.block.height !== b.block.height || a.block.time !== b.block.time) {
    throw new BadProviderDataError(`two look-ups of ${a.txid} disagree on its block`, { txid: a.txid });
  }
  return { ...a.block, hash: agreed(a.txid, 'block hash', a.block.hash, b.block.hash) };
}

function agreed<T>(txid: string, what: string, a: T | null, b: T | null): T | null {
  if (a !== null && b !== null && a !== b) {
    throw new BadProviderDataError(`two look-ups of ${txid} disagree on its ${what}`, { txid, what });
  }
  return a ?? b;
}

function sameTransfer(a: Transfer, b: Transfer): boolean {
  return (
    a.kind === b.kind && a.asset === b.asset && a.from === b.from && a.to === b.to && a.value === b.value
  );
}

function sortedValues<V>(map: ReadonlyMap<string, V>): V[] {
  return [...map.entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, value]) => value);
}
