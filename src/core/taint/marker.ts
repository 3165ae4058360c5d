/**
 * The marker makes clean units stolen where the marks of the seeds say so, and counts them. What is already stolen keeps
 * its source: of two reports of the same coin the first counts, and what is above its cap is the next one's.
 */

import type { Asset } from '../chain.ts';
import { assetOf } from '../holding.ts';
import { CONDUIT, type HoldingId, type MovementId, POT, type Tape } from '../tape/tape.ts';
import type { TransactionNumber } from '../tape/tape-transactions.ts';
import type { Lots, SourceId } from './lots.ts';
import type { AccountMark, Marks, TransferMark } from './marks.ts';
import type { Blend, Method } from './method.ts';

/** Units that a seed made stolen at once. */
export interface Theft {
  readonly origin: SourceId;
  readonly holding: HoldingId;
  /** Unix seconds: when they were received, or from when on all that the account held counts as stolen. */
  readonly time: number;
  readonly amount: bigint;
}

/** Where a replay marks, and for whom. */
export interface MarkedAt {
  readonly origin: SourceId;
  /** Of the movement that the replay has come to, Unix seconds. */
  readonly time: number;
  /** The start of the window, for what an account held then; 0 where the seed names none. */
  readonly since?: number;
}

const NO_SEEDS: readonly SourceId[] = [];
const NO_MARKS: readonly AccountMark[] = [];

export class Marker {
  /** Newly stolen units by seed and asset. */
  readonly stolen = new Map<SourceId, Map<Asset, bigint>>();
  /** The same one by one, in the order of the replay. */
  readonly thefts: Theft[] = [];
  /** When the first units became stolen, Unix seconds; `Infinity` while none are. */
  stolenSince = Infinity;
  readonly #tape: Tape;
  readonly #marks: Marks;
  readonly #transfers: ReadonlyMap<TransactionNumber, readonly TransferMark[]>;
  readonly #method: Method;
  readonly #blend: Blend;
  readonly #active = new Set<AccountMark>();
  readonly #capsLeft: Map<SourceId, bigint>;

  constructor(tape: Tape, marks: Marks, method: Method, blend: Blend) {
    this.#tape = tape;
    this.#marks = marks;
    this.#transfers = transfersOn(tape, marks);
    this.#method = method;
    this.#blend = blend;
    this.#capsLeft = new Map(marks.caps);
  }

  /** Accounts that seeds name. */
  get accounts(): ReadonlyMap<HoldingId, readonly AccountMark[]> {
    return this.#marks.accounts;
  }

  /** The marks whose window has begun for an account by a time (Unix seconds), each once. */
  begun(holding: HoldingId, time: number): readonly AccountMark[] {
    const marks = this.#marks.accounts.get(holding);
    if (marks === undefined) return NO_MARKS;
    const begun = marks.filter((mark) => mark.since <= time && !this.#active.has(mark));
    for (const mark of begun) this.#active.add(mark);
    return begun;
  }

  /** The seeds that name what a movement puts into a holding, in their order. */
  seedsOf(holding: HoldingId, movement: MovementId): readonly SourceId[] {
    const outpoints = this.#marks.outpoints.get(holding);
    const transfers = this.#transfers.get(this.#tape.transactionOf(movement));
    const accounts = this.#marks.accounts.get(holding);
    if (outpoints === undefined && transfers === undefined && accounts === undefined) return NO_SEEDS;
    const time = this.#tape.timeOf(movement);
    const named = transfers?.filter((mark) => this.#isNamed(holding, mark)) ?? [];
    const open = accounts?.filter(({ since, until }) => since <= time && time <= until) ?? [];
    const seeds = [...(outpoints ?? []), ...[...named, ...open].map(({ origin }) => origin)];
    return seeds.sort((a, b) => a - b);
  }

  /**
   * Makes the clean units of lots stolen, as far as the seed's cap goes.
   * @param sourceFor the source that stands for units of the seed
   */
  mark(
    holding: HoldingId,
    lots: Lots,
    { origin, time, since = 0 }: MarkedAt,
    sourceFor: (amount: bigint) => SourceId = () => origin,
  ): Lots {
    const capLeft = this.#capsLeft.get(origin);
    const clean = lots.value - lots.tainted;
    const fresh = capLeft === undefined || capLeft > clean ? clean : capLeft;
    if (fresh === 0n) return lots;
    if (capLeft !== undefined) this.#capsLeft.set(origin, capLeft - fresh);
    const asset = assetOf(this.#tape.keyOf(holding));
    const byAsset = this.stolen.get(origin) ?? new Map<Asset, bigint>();
    byAsset.set(asset, (byAsset.get(asset) ?? 0n) + fresh);
    this.stolen.set(origin, byAsset);
    this.thefts.push({ origin, holding, time: since > 0 ? since : time, amount: fresh });
    this.stolenSince = Math.min(this.stolenSince, time);
    return this.#method.mark(lots, sourceFor(fresh), fresh, this.#blend);
  }

  /** A conduit keeps nothing, so only a seed that names it says that what it passes on is stolen. */
  #isNamed(holding: HoldingId, { asset, receiver }: TransferMark): boolean {
    if (asset !== assetOf(this.#tape.keyOf(holding))) return false;
    const kind = this.#tape.kindOf(holding);
    return receiver === null ? kind !== CONDUIT && kind !== POT : receiver === holding;
  }
}

function transfersOn(tape: Tape, { transfers }: Marks): Map<TransactionNumber, readonly TransferMark[]> {
  const marks = new Map<TransactionNumber, readonly TransferMark[]>();
  for (const [txid, ofTransaction] of transfers) {
    const number = tape.findTransaction(txid);
    if (number !== null) marks.set(number, ofTransaction);
  }
  return marks;
}
