/**
 * Deposit addresses of exchanges on Ethereum: an exchange gives each customer an address of his own and passes on what arrives
 * there to a wallet of its own. Told by what an address does, as F. Victor says in "Address Clustering Heuristics for Ethereum"
 * (Financial Cryptography 2020): all that it receives goes on to the exchange, nearly whole and soon.
 */

import { type Asset, NATIVE_ASSET } from '../chain.ts';
import type { EthereumTransaction, Transfer } from '../transaction.ts';

/** Ether that may stay behind, for the fee (wei; Victor's a_max, 0.01 ether). Of a token nothing stays. */
const MOST_KEPT = 10n ** 16n;
/** Blocks in which it must have gone on (Victor's t_max; half a day). */
const MOST_BLOCKS = 3200;

/** An address that does as a deposit address does. */
export interface DepositAddress {
  /** Canonical. */
  readonly address: string;
  /** The exchange that gets all of it. */
  readonly entity: string;
  /** The transactions that passed it on, in chain order. */
  readonly forwardings: readonly string[];
  /** Blocks between an arrival and its going on, at the most. */
  readonly longestBlocks: number;
}

/** Who may be one, and whom the tags know. */
export interface DepositScope {
  /** Addresses without a tag of their own, canonical. */
  readonly candidates: ReadonlySet<string>;
  /** The exchange one of whose own wallets an address is at a time (Unix seconds); null for none, and for its customers' deposits. */
  readonly exchangeOf: (address: string, time: number) => string | null;
}

/**
 * The deposit addresses among the candidates, in the order of the candidates. What is not in the transactions is not known: an
 * address that does otherwise elsewhere is taken for one.
 * @param transactions in chain order
 */
export function depositAddresses(
  transactions: Iterable<EthereumTransaction>,
  { candidates, exchangeOf }: DepositScope,
): DepositAddress[] {
  const watched = new Map([...candidates].map((address) => [address, new Watched(address)]));
  for (const tx of transactions) {
    for (const transfer of tx.transfers) {
      if (!transfer.moved || transfer.value === 0n || transfer.from === transfer.to) continue;
      watched.get(transfer.from)?.send(tx, transfer, exchangeOf(transfer.to, tx.block.time));
      watched.get(transfer.to)?.receive(tx, transfer);
    }
  }
  return [...watched.values()].flatMap((one) => one.found() ?? []);
}

/** What waits at an address to be passed on. */
interface Waiting {
  readonly value: bigint;
  /** Of the block in which it came to be more than may stay. */
  readonly since: number;
}

class Watched {
  readonly #address: string;
  readonly #waiting = new Map<Asset, Waiting>();
  /** Ether that stayed behind, fees included: it may go on with what comes later. */
  #stayed = 0n;
  readonly #forwardings = new Set<string>();
  #longestBlocks = 0;
  /** Of the last block in which anything came or went. */
  #lastHeight = 0;
  #entity: string | null = null;
  /** It did once what no deposit address does. */
  #isOther = false;

  constructor(address: string) {
    this.#address = address;
  }

  receive({ block }: EthereumTransaction, { asset, value }: Transfer): void {
    const waiting = this.#waiting.get(asset);
    this.#lastHeight = block.height;
    this.#waiting.set(asset, {
      value: (waiting?.value ?? 0n) + value,
      since: waiting !== undefined && waiting.value > mostKeptOf(asset) ? waiting.since : block.height,
    });
  }

  send({ txid, block }: EthereumTransaction, { asset, value }: Transfer, exchange: string | null): void {
    const isEther = asset === NATIVE_ASSET.ethereum;
    const waiting = this.#waiting.get(asset);
    // A token that never came is a forged event: it tells nothing of whoever it names.
    if (waiting === undefined && !isEther) return;
    this.#lastHeight = block.height;
    const kept = (waiting?.value ?? 0n) - value;
    const blocks = block.height - (waiting?.since ?? block.height);
    const isWhole = kept <= mostKeptOf(asset) && kept >= (isEther ? -this.#stayed : 0n);
    const isForwarding = exchange !== null && isWhole && blocks <= MOST_BLOCKS;
    if (!isForwarding || (this.#entity !== null && this.#entity !== exchange)) {
      this.#isOther = true;
      return;
    }
    this.#entity = exchange;
    this.#waiting.delete(asset);
    if (isEther) this.#stayed += kept;
    this.#forwardings.add(txid);
    this.#longestBlocks = Math.max(this.#longestBlocks, blocks);
  }

  found(): DepositAddress | null {
    if (this.#isOther || this.#entity === null || this.#holdsEther()) return null;
    return {
      address: this.#address,
      entity: this.#entity,
      forwardings: [...this.#forwardings],
      longestBlocks: this.#longestBlocks,
    };
  }

  /** Whether ether waited too long when it was last seen to do anything. Tokens that nobody asked for stay everywhere. */
  #holdsEther(): boolean {
    const waiting = this.#waiting.get(NATIVE_ASSET.ethereum);
    if (waiting === undefined || waiting.value <= MOST_KEPT) return false;
    return this.#lastHeight - waiting.since > MOST_BLOCKS;
  }
}

function mostKeptOf(asset: Asset): bigint {
  return asset === NATIVE_ASSET.ethereum ? MOST_KEPT : 0n;
}
