/**
 * The change of a payment: a vote of independent rules. Möser and Narayanan ("Resurrecting Address Clustering in
 * Bitcoin") measured such a vote on 35 million payments; of theirs, ours counts all powers of ten as one rule and both
 * kinds of optimal change as one, so that a margin here takes more than there.
 *
 * Change only says "the same owner". It never carries stolen value: that follows outputs exactly.
 */

import type { BitcoinTransaction } from '../../transaction.ts';
import { mayHaveSeveralOwners } from '../co-spend.ts';
import type { Finding } from '../finding.ts';
import { type Neighbours, NO_NEIGHBOURS } from '../neighbours.ts';
import {
  continuesPeeling,
  newAddress,
  sameFee,
  sameLocktime,
  sameOrder,
  sameReplaceability,
  sameSegwit,
  sameVersion,
} from './neighbour-rules.ts';
import {
  type Candidates,
  notRound,
  optimalChange,
  optimalChangeWithFee,
  reusedAddress,
  sameType,
  spendableOutputs,
} from './rules.ts';

/** Votes ahead of the second: at 5 the published vote was wrong for 0.4 % of the outputs, at 3 for 1.63 %. */
const LIKELY_MARGIN = 5;
const POSSIBLE_MARGIN = 3;
const CONFIDENCE = { reused: 95, likely: 90, possible: 50 };

/** Powers of ten at which an amount is round: 10^2 to 10^7 satoshi, as published. */
const ROUND_DIGITS = [2, 3, 4, 5, 6, 7];

export interface Vote {
  readonly rule: string;
  /** The output that it holds for the change. */
  readonly vout: number;
}

export interface ChangeFinding extends Finding {
  readonly vout: number;
  readonly votes: readonly Vote[];
}

/**
 * The change of a transaction, if the rules agree well enough; null otherwise, and for what several owners may have made.
 * @param around what is known of its neighbours: the rules that need them abstain without
 */
export function detectChange(
  tx: BitcoinTransaction,
  around: Neighbours = NO_NEIGHBOURS,
): ChangeFinding | null {
  if (tx.inputs.length === 0 || spendableOutputs(tx).length < 2 || mayHaveSeveralOwners(tx)) return null;
  const [reused, ...moreReused] = reusedAddress(tx);
  if (reused !== undefined && moreReused.length === 0) {
    const votes = [{ rule: 'reused-address', vout: reused }];
    return finding(reused, votes, 'likely', CONFIDENCE.reused);
  }
  const votes = votesOn(tx, around);
  const [vout, margin] = lead(votes);
  if (margin >= LIKELY_MARGIN) return finding(vout, votes, 'likely', CONFIDENCE.likely);
  return margin >= POSSIBLE_MARGIN ? finding(vout, votes, 'possible', CONFIDENCE.possible) : null;
}

/** What each rule says; those that abstain are left out. */
export function votesOn(tx: BitcoinTransaction, around: Neighbours): Vote[] {
  const ballots: [rule: string, ...tries: Candidates[]][] = [
    ['optimal', optimalChange(tx), optimalChangeWithFee(tx)],
    ['same-type', sameType(tx)],
    ['not-round', ...ROUND_DIGITS.map((digits) => notRound(tx, digits))],
    ['new-address', newAddress(tx, around)],
    ['same-locktime', sameLocktime(tx, around)],
    ['same-version', sameVersion(tx, around)],
    ['same-replaceability', sameReplaceability(tx, around)],
    ['same-segwit', sameSegwit(tx, around)],
    ['same-order', sameOrder(tx, around)],
    ['same-fee', sameFee(tx, around)],
    ['continues-peeling', continuesPeeling(tx, around)],
  ];
  return ballots.flatMap(([rule, ...tries]) => {
    const [vout] = tries.find((candidates) => candidates.length === 1) ?? [];
    return vout === undefined ? [] : [{ rule, vout }];
  });
}

/** The output with most votes, and how many it is ahead of the second. */
function lead(votes: readonly Vote[]): [vout: number, margin: number] {
  const counts = new Map<number, number>();
  for (const { vout } of votes) counts.set(vout, (counts.get(vout) ?? 0) + 1);
  const [first, second] = [...counts].sort(([, a], [, b]) => b - a);
  return first === undefined ? [0, 0] : [first[0], first[1] - (second?.[1] ?? 0)];
}

function finding(
  vout: number,
  votes: readonly Vote[],
  certainty: ChangeFinding['certainty'],
  confidence: number,
): ChangeFinding {
  const own = votes.filter((vote) => vote.vout === vout).length;
  const numbers = { vout, votesFor: own, votesAgainst: votes.length - own };
  return { protocol: 'change', certainty, confidence, numbers, vout, votes };
}
