/**
 * How often the votes for change are right where the truth is known: payments of two outputs that send the change back to
 * an address they spend from. Such wallets are not all wallets, and their change has the type of the input by itself: the
 * vote of the type is right by construction, and left out.
 */

import { votesOn } from '../../../src/core/detect/change/change.ts';
import { reusedAddress, spendableOutputs } from '../../../src/core/detect/change/rules.ts';
import { mayHaveSeveralOwners } from '../../../src/core/detect/co-spend.ts';
import { NO_NEIGHBOURS } from '../../../src/core/detect/neighbours.ts';
import type { BitcoinTransaction } from '../../../src/core/transaction.ts';

const RULES = ['optimal', 'not-round'];

export interface RuleCount {
  readonly rule: string;
  readonly payments: number;
  readonly right: number;
  readonly wrong: number;
}

export function changeCounts(transactions: readonly BitcoinTransaction[]): RuleCount[] {
  const known = transactions.flatMap((tx) => {
    const [change, ...others] = reusedAddress(tx);
    const isPayment = spendableOutputs(tx).length === 2 && !mayHaveSeveralOwners(tx);
    return change === undefined || others.length > 0 || !isPayment ? [] : [{ tx, change }];
  });
  return RULES.map((rule) => {
    const votes = known.flatMap(({ tx, change }) =>
      votesOn(tx, NO_NEIGHBOURS)
        .filter((vote) => vote.rule === rule)
        .map(({ vout }) => vout === change),
    );
    const right = votes.filter((isRight) => isRight).length;
    return { rule, payments: known.length, right, wrong: votes.length - right };
  });
}
