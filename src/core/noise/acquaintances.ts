/**
 * Whom the addresses of a case really paid, or were paid by: what address poisoning imitates.
 */

import type { Asset } from '../chain.ts';
import { append } from '../multimap.ts';
import { areLookAlikes, looksOf } from './look-alike.ts';

interface Meeting {
  readonly other: string;
  /** Unix seconds. */
  readonly time: number;
  readonly asset: Asset;
  readonly amount: bigint;
}

/** Imitations follow within minutes, seldom within days (seconds). */
const MEMORY = 7 * 86_400;

/** Grows with the transfers of a case, in chain order. */
export class Acquaintances {
  /** By address and looks of the other side. */
  readonly #meetings = new Map<string, Meeting[]>();

  /** A real transfer between an address of the case and another one. */
  add(address: string, meeting: Meeting): void {
    const key = `${address} ${looksOf(meeting.other)}`;
    append(this.#meetings, key, meeting);
  }

  /** The last of those met shortly before that an address looks like; null for none. */
  imitatedBy(other: string, address: string, time: number): Meeting | null {
    const met = this.#meetings.get(`${address} ${looksOf(other)}`) ?? [];
    const alike = met.filter((one) => areLookAlikes(one.other, other) && time - one.time <= MEMORY);
    return alike.at(-1) ?? null;
  }
}
