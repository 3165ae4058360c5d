/**
 * Leads to the exits of a case: all rules, and the recipients ranked by them. A pure function of pool events.
 */

import { compare } from '../amount.ts';
import { type ExitCase, suspectDeposits, windowOf } from './exit-case.ts';
import { EXIT_RULES, type ExitLead } from './lead.ts';
import { passesGate } from './pool-history.ts';
import { newRecipientsIn } from './recipients.ts';
import { countMatch } from './rules/count-match.ts';
import { gasPrice } from './rules/gas-price.ts';
import { linkedAddresses } from './rules/linked-addresses.ts';
import { multiDenomination } from './rules/multi-denomination.ts';
import { sameAddress } from './rules/same-address.ts';
import { timing } from './rules/timing.ts';

const RULES = [sameAddress, linkedAddresses, gasPrice, multiDenomination, countMatch, timing] as const;

/** All leads, the stronger first; then those with more withdrawals, then by recipient and rule. */
export function exitLeads(theCase: ExitCase): ExitLead[] {
  return RULES.flatMap((rule) => rule(theCase)).sort(
    (a, b) =>
      b.score - a.score ||
      b.withdrawals.length - a.withdrawals.length ||
      compare(a.recipient, b.recipient) ||
      EXIT_RULES.indexOf(a.rule) - EXIT_RULES.indexOf(b.rule),
  );
}

/** A recipient with what speaks for it. */
export interface RankedRecipient {
  readonly address: string;
  /** 0 to 1: one less the product of what each lead leaves open; 0 without any lead. */
  readonly score: number;
  /** Transactions, each once. */
  readonly withdrawals: readonly string[];
  /** Unix seconds. */
  readonly first: number;
}

/**
 * The recipients of the case's pools that leads name, or that are new in the window and pass the conservation gate: by score, then
 * by number of withdrawals, then the earlier.
 */
export function rankRecipients(theCase: ExitCase, leads: readonly ExitLead[]): RankedRecipient[] {
  const open = new Map<string, number>();
  const txids = new Map<string, Set<string>>();
  const add = (address: string, withdrawals: readonly string[]) => {
    txids.set(address, new Set([...(txids.get(address) ?? []), ...withdrawals]));
  };
  for (const { recipient, score, withdrawals } of leads) {
    open.set(recipient, (open.get(recipient) ?? 1) * (1 - score));
    add(recipient, withdrawals);
  }
  for (const history of theCase.pools) {
    const suspects = suspectDeposits(theCase, history);
    const window = windowOf(suspects, theCase.horizon);
    if (window === null) continue;
    for (const { address, withdrawals } of newRecipientsIn(history, window)) {
      if (passesGate(suspects, withdrawals))
        add(
          address,
          withdrawals.map(({ txid }) => txid),
        );
    }
  }
  const times = new Map(
    theCase.pools.flatMap((pool) => pool.withdrawals.map(({ txid, time }) => [txid, time])),
  );
  return [...txids]
    .map(([address, found]) => ({
      address,
      score: 1 - (open.get(address) ?? 1),
      withdrawals: [...found],
      first: Math.min(...[...found].map((txid) => times.get(txid) ?? 0)),
    }))
    .sort(
      (a, b) =>
        b.score - a.score ||
        b.withdrawals.length - a.withdrawals.length ||
        a.first - b.first ||
        compare(a.address, b.address),
    );
}
