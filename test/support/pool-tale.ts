/** Short ways to write events of pools: `d A 1` is a deposit by A at second 1, `w R 5` a withdrawal to R at second 5. */
import type { ExitCase } from '../../src/core/exits/exit-case.ts';
import type { PoolEvent } from '../../src/core/exits/pool-event.ts';
import { poolHistories } from '../../src/core/exits/pool-history.ts';
import { id } from './transactions.ts';

export const addressNamed = (name: string): string =>
  `0x${Buffer.from(name).toString('hex').padStart(40, '0').slice(-40)}`;

/** `kind who second [pool] [gas price] [fee]`; pool `p`, no gas price and a fee of 1 when not said. */
export function poolEvent(text: string, index: number): PoolEvent {
  const [kind, who = '', second = '', pool = 'p', gasPrice = '-', fee = '1'] = text.split(' ');
  const base = {
    pool: addressNamed(pool),
    txid: `0x${id(`${text} ${index}`)}`,
    block: Number(second),
    logIndex: index,
    time: Number(second),
    gasPrice: gasPrice === '-' ? null : BigInt(gasPrice),
  };
  return kind === 'd'
    ? { kind: 'deposit', ...base, from: who === '?' ? null : addressNamed(who) }
    : { kind: 'withdrawal', ...base, to: addressNamed(who), fee: BigInt(fee) };
}

/** A case whose depositors are the named ones. */
export function exitCase(
  events: readonly string[],
  depositors: readonly string[],
  more: Partial<ExitCase> = {},
): ExitCase {
  return {
    pools: poolHistories(events.map(poolEvent)),
    depositors: new Set(depositors.map(addressNamed)),
    horizon: 1000,
    links: () => 0,
    isService: () => false,
    ...more,
  };
}

/** So many times the same event, a second apart. */
export function repeated(count: number, kind: 'd' | 'w', who: string, from: number): string[] {
  return Array.from({ length: count }, (_, index) => `${kind} ${who} ${from + index}`);
}
