/**
 * How many of the withdrawals ranked first share the pattern of the Harmony case, and how many do in the pool at large.
 * The pattern: the recipient is new to the pool, a relayer sent every withdrawal, all of them within a day, and their number (5 or
 * more) divides the deposits of one of the case's depositors.
 */
import type { ExitCase, Window } from '../../../src/core/exits/exit-case.ts';
import { exitLeads, rankRecipients } from '../../../src/core/exits/leads.ts';
import type { PoolEvent } from '../../../src/core/exits/pool-event.ts';
import { type PoolHistory, poolHistories } from '../../../src/core/exits/pool-history.ts';
import { newRecipientsIn, type Recipient, recipientsIn } from '../../../src/core/exits/recipients.ts';

const DAY = 86_400;
export const DAYS = 7;
export const FIRST = [50, 100, 200] as const;
const MIN_COUNT = 5;
const WINDOWS_BEFORE = 12;

export interface Share {
  readonly recipients: number;
  readonly withdrawals: number;
  /** Withdrawals of recipients that share the pattern. */
  readonly sharing: number;
}

/** True when a recipient shares the pattern; whether it is new is checked before. */
function sharesPattern({ withdrawals }: Recipient, totals: readonly number[]): boolean {
  const times = withdrawals.map(({ time }) => time);
  return (
    withdrawals.length >= MIN_COUNT &&
    totals.some((total) => total % withdrawals.length === 0) &&
    withdrawals.every(({ fee }) => fee > 0n) &&
    Math.max(...times) - Math.min(...times) <= DAY
  );
}

export function measureHarmony(events: readonly PoolEvent[], depositors: ReadonlyMap<string, number>) {
  const [history] = poolHistories(events);
  if (history === undefined) throw new Error('no events');
  const theCase: ExitCase = {
    pools: [history],
    depositors: new Set(depositors.keys()),
    horizon: DAYS * DAY,
    links: () => 0,
    isService: () => false,
  };
  const suspects = history.deposits.filter(({ from }) => from !== null && depositors.has(from));
  const window = { from: suspects[0]?.time ?? 0, to: (suspects.at(-1)?.time ?? 0) + theCase.horizon };
  const totals = [...new Set(depositors.values())];
  const leads = exitLeads(theCase);
  const shareOf = shareReader(history, totals);
  const ranked = {
    'all rules': rankRecipients(theCase, leads),
    'without count-match': rankRecipients(
      theCase,
      leads.filter(({ rule }) => rule !== 'count-match'),
    ),
  };
  const length = window.to - window.from;
  return {
    deposits: suspects.length,
    leads,
    window,
    ranked: Object.entries(ranked).map(([name, recipients]) => ({
      name,
      shares: FIRST.map((count) =>
        shareOf(window, new Set(recipients.slice(0, count).map((one) => one.address))),
      ),
    })),
    pool: shareOf(window, null),
    before: Array.from({ length: WINDOWS_BEFORE }, (_, index) =>
      shareOf({ from: window.from - (index + 1) * length, to: window.from - index * length - 1 }, null),
    ),
  };
}

/** @returns the share among the recipients of a window, or among some of them */
function shareReader(history: PoolHistory, totals: readonly number[]) {
  return (window: Window, among: ReadonlySet<string> | null): Share => {
    const isAsked = ({ address }: Recipient) => among === null || among.has(address);
    const fresh = newRecipientsIn(history, window).filter(isAsked);
    const all = recipientsIn(history, window).filter(isAsked);
    const count = (recipients: readonly Recipient[]) =>
      recipients.reduce((total, { withdrawals }) => total + withdrawals.length, 0);
    return {
      recipients: all.length,
      withdrawals: count(all),
      sharing: count(fresh.filter((recipient) => sharesPattern(recipient, totals))),
    };
  };
}
