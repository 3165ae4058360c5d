/**
 * The tape: all movements of a run in chain order, as columns, for every method to replay. Holdings are numbers here; keys
 * come back at the boundary. The fee of a movement is its last put, into a pot.
 */

import type { Asset, Chain } from '../chain.ts';
import { BigintColumn, Column } from '../columns.ts';
import { NONE } from '../graph/bitcoin-ids.ts';
import type { BitcoinTable } from '../graph/bitcoin-table.ts';
import {
  assetOf,
  blockFeesKey,
  GAS_KEY,
  type HoldingKey,
  isBlockFees,
  parseHolding,
  unclaimedKey,
} from '../holding.ts';
import type { Movement } from '../movement/movement.ts';
import { append } from '../multimap.ts';
import {
  type MovementSource,
  numberInTable,
  TapeTransactions,
  type TransactionNumber,
} from './tape-transactions.ts';

/** Index of a holding, of a movement, or of a leg (a take or a put) on a tape. */
export type HoldingId = number;
export type MovementId = number;
export type LegId = number;

/** How a holding is used up: an outpoint as a whole and once; a pot only where its block is known whole. */
export const OUTPOINT = 0;
export const ACCOUNT = 1;
export const CONDUIT = 2;
export const POT = 3;
const KINDS = {
  outpoint: OUTPOINT,
  account: ACCOUNT,
  conduit: CONDUIT,
  fees: POT,
  unclaimed: OUTPOINT,
} as const;

export class Tape {
  /** The Bitcoin transactions, whose outputs are the first holdings by the ids they have there. */
  readonly #table: BitcoinTable | null;
  readonly #outputs: number;
  readonly #ids = new Map<HoldingKey, HoldingId>();
  readonly #keys: HoldingKey[] = [];
  readonly #kinds = new Column('uint8');
  readonly #transactions: TapeTransactions;
  /** By movement. */
  readonly #numbers = new Column('int32');
  readonly #heights = new Column('uint32');
  readonly #times = new Column('uint32');
  readonly #firstLegs = new Column('uint32');
  readonly #firstPuts = new Column('uint32');
  readonly #holding = new Column('int32');
  readonly #amount = new BigintColumn();
  readonly #leftovers = new Map<MovementId, HoldingId>();
  readonly #claimed = new Set<HoldingId>();
  readonly #conduits = new Map<HoldingKey, HoldingId[]>();

  /** @param table transactions of which some may be put on the tape */
  constructor(table: BitcoinTable | null = null) {
    this.#table = table;
    this.#transactions = new TapeTransactions(table);
    this.#outputs = table?.outputs.size ?? 0;
  }

  /** Movements. */
  get length(): number {
    return this.#firstLegs.length;
  }

  get legs(): number {
    return this.#holding.length;
  }

  get holdings(): number {
    return this.#outputs + this.#keys.length;
  }

  /** Puts movements behind those that are there. @param movements in chain order */
  append(movements: Iterable<Movement>): this {
    for (const movement of movements) this.#append(movement);
    return this;
  }

  /** Puts a transaction of the table behind what is there. @param claimed the fees of its block that a coinbase takes */
  appendBitcoin(tx: number, claimed: { readonly fees: bigint; readonly unclaimed: bigint } | null): void {
    const table = this.#table as BitcoinTable;
    const height = table.heightOf(tx);
    this.#begin(numberInTable(tx), height, table.timeOf(tx));
    const inputs = table.inputCount(tx);
    for (let index = 0; index < inputs; index += 1) this.#output(table.inputOf(tx, index));
    if (claimed !== null) this.#claim(blockFeesKey(height), claimed.fees);
    this.#firstPuts.push(this.legs);
    const outputs = table.outputCount(tx);
    for (let vout = 0; vout < outputs; vout += 1) this.#output(table.outputOf(tx, vout));
    if (inputs === 0) this.#leg(unclaimedKey(height), claimed?.unclaimed ?? 0n);
    else this.#leg(blockFeesKey(height), table.feeOf(tx));
  }

  sourceOf(movement: MovementId): MovementSource {
    const number = this.transactionOf(movement);
    const hash = this.#transactions.blockHashOf(number);
    return {
      chain: this.#transactions.chainOf(number),
      txid: this.#transactions.txidOf(number),
      block: { height: this.heightOf(movement), hash, time: this.timeOf(movement) },
    };
  }

  chainOf(movement: MovementId): Chain {
    return this.#transactions.chainOf(this.transactionOf(movement));
  }

  transactionOf(movement: MovementId): TransactionNumber {
    return this.#numbers.get(movement);
  }

  /** The number of an Ethereum transaction; null when it is not here. */
  findTransaction(txid: string): TransactionNumber | null {
    return this.#transactions.numberOf(txid);
  }

  heightOf(movement: MovementId): number {
    return this.#heights.get(movement);
  }

  /** Unix seconds. */
  timeOf(movement: MovementId): number {
    return this.#times.get(movement);
  }

  /** The first leg of a movement: its takes, in order, then its puts. */
  firstLeg(movement: MovementId): LegId {
    return this.#firstLegs.get(movement);
  }

  firstPut(movement: MovementId): LegId {
    return this.#firstPuts.get(movement);
  }

  /** The leg after the last one. */
  endLeg(movement: MovementId): LegId {
    return movement + 1 < this.length ? this.#firstLegs.get(movement + 1) : this.legs;
  }

  /** The movement that a leg is part of. */
  movementOf(leg: LegId): MovementId {
    let [low, high] = [0, this.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.firstLeg(middle) <= leg) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  holdingOf(leg: LegId): HoldingId {
    return this.#holding.get(leg);
  }

  amountOf(leg: LegId): bigint {
    return this.#amount.get(leg);
  }

  /** The accounts that were conduits in some transaction. */
  passedThrough(): Iterable<HoldingKey> {
    return this.#conduits.keys();
  }

  /** What an account only passed on, one holding for each transaction in which it did. */
  conduitsOf(account: HoldingKey): readonly HoldingId[] {
    return this.#conduits.get(account) ?? [];
  }

  /** Whether a coinbase takes the fees of this pot. */
  isClaimed(pot: HoldingId): boolean {
    return this.#claimed.has(pot);
  }

  /** Conversions in chain order, each with who keeps what is too small. */
  conversions(): Iterable<readonly [MovementId, HoldingId]> {
    return this.#leftovers;
  }

  /** Who keeps what is too small to be converted; undefined for a movement that is no conversion. */
  leftoverOf(movement: MovementId): HoldingId | undefined {
    return this.#leftovers.size === 0 ? undefined : this.#leftovers.get(movement);
  }

  kindOf(holding: HoldingId): number {
    return holding < this.#outputs ? OUTPOINT : this.#kinds.get(holding - this.#outputs);
  }

  keyOf(holding: HoldingId): HoldingKey {
    if (holding >= this.#outputs) return this.#keys[holding - this.#outputs] ?? '';
    return (this.#table as BitcoinTable).outpointKeyOf(holding);
  }

  /** The holding of a key; undefined where nothing is known of it. */
  find(key: HoldingKey): HoldingId | undefined {
    const known = this.#ids.get(key);
    if (known !== undefined || this.#table === null || parseHolding(key).kind !== 'outpoint') return known;
    const output = this.#table.outputIdOf(key);
    return output === NONE || output >= this.#outputs ? undefined : output;
  }

  /** The asset that a leg is counted in. */
  assetOf(leg: LegId): Asset {
    return assetOf(this.keyOf(this.holdingOf(leg)));
  }

  #append(movement: Movement): void {
    const { block, takes, puts, fee, conversion } = movement;
    const id = this.#begin(this.#transactions.add(movement), block.height, block.time);
    for (const { holding, amount } of takes) {
      if (isBlockFees(holding)) this.#claim(holding, amount);
      else this.#leg(holding, amount);
    }
    this.#firstPuts.push(this.legs);
    for (const { holding, amount } of puts) this.#leg(holding, amount);
    const pot = potOf(movement);
    if (pot !== null) this.#leg(pot, fee);
    if (conversion !== undefined) this.#leftovers.set(id, this.#intern(conversion.leftover));
  }

  #begin(transaction: TransactionNumber, height: number, time: number): MovementId {
    this.#numbers.push(transaction);
    this.#heights.push(height);
    this.#times.push(time);
    return this.#firstLegs.push(this.legs);
  }

  #claim(pot: HoldingKey, fees: bigint): void {
    this.#claimed.add(this.#intern(pot));
    this.#leg(pot, fees);
  }

  #output(output: HoldingId): void {
    this.#holding.push(output);
    this.#amount.push((this.#table as BitcoinTable).outputs.valueOf(output));
  }

  #leg(key: HoldingKey, amount: bigint): void {
    this.#holding.push(this.#intern(key));
    this.#amount.push(amount);
  }

  #intern(key: HoldingKey): HoldingId {
    const known = this.#ids.get(key);
    if (known !== undefined) return known;
    const id = this.#outputs + this.#keys.push(key) - 1;
    this.#ids.set(key, id);
    const kind = KINDS[parseHolding(key).kind];
    this.#kinds.push(kind);
    if (kind === CONDUIT) {
      const account = key.slice(0, key.indexOf('@'));
      append(this.#conduits, account, id);
    }
    return id;
  }
}

/** Where the fee goes: of a coinbase it is what the miner did not claim. Every Bitcoin transaction has this last put. */
function potOf({ chain, block, takes, fee }: Movement): HoldingKey | null {
  if (chain === 'ethereum') return fee > 0n ? GAS_KEY : null;
  const isCoinbase = takes.every(({ holding }) => isBlockFees(holding));
  return isCoinbase ? unclaimedKey(block.height) : blockFeesKey(block.height);
}
