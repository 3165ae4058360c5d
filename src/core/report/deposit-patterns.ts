/**
 * The deposit addresses of exchanges that stolen value on Ethereum went through: whose customer holds the account, the exchange
 * can say.
 */

import { type DepositAddress, depositAddresses } from '../detect/deposit-address.ts';
import type { Graph } from '../graph/graph.ts';
import { historyFact } from '../graph/subject.ts';
import { parseHolding } from '../holding.ts';
import { endOfTags, isCustomerDeposit } from '../tags/precedence.ts';
import type { TagLookup } from '../tags/tag.ts';
import type { Ledger } from '../taint/ledger.ts';
import type { HoldingId, MovementId } from '../tape/tape.ts';
import type { Seed } from '../trace/seed.ts';
import type { Settlement } from '../trace/settle.ts';
import type { Pattern } from './pattern.ts';

/** Victor's rule says nothing of how often it errs; as a deposit sweep on Bitcoin, which rests on as little. */
const CONFIDENCE = 60;

/** What a run knows beside its settlement. */
export interface DepositKnowledge {
  readonly graph: Graph;
  readonly tags: TagLookup;
  readonly seeds: readonly Seed[];
}

/**
 * A pattern for each of them, in the order in which stolen value left them under the main method. The address of a seed is
 * none: the investigator says whose it is.
 * @param height of the tip
 */
export function depositPatterns(
  settlement: Settlement,
  { graph, tags, seeds }: DepositKnowledge,
  height: number,
): Pattern[] {
  const [main] = settlement.ledgers;
  if (main === undefined) return [];
  const candidates = sendersToExchanges(main, settlement, graph, tags);
  for (const seed of seeds) if (seed.kind === 'address') candidates.delete(seed.address);
  if (candidates.size === 0) return [];
  const exchangeOf = (address: string, time: number) => {
    const known = tags('ethereum', address);
    const end = known.some(isCustomerDeposit) ? null : endOfTags(known, time);
    return end?.kind === 'exchange' ? end.tag.entity : null;
  };
  return depositAddresses(graph.ethereum.inChainOrder(height), { candidates, exchangeOf }).map(patternOf);
}

/** Addresses without a tag, of known history, from which stolen value went straight to an exchange. */
function sendersToExchanges(main: Ledger, { ends }: Settlement, graph: Graph, tags: TagLookup): Set<string> {
  const { tape } = main;
  const senders = new Set<string>();
  const exchanges = new Set<HoldingId>();
  for (const [holding, { kind }] of ends) if (kind === 'exchange') exchanges.add(holding);
  if (exchanges.size === 0) return senders;
  for (const movement of main.flows()) {
    if (tape.chainOf(movement) !== 'ethereum' || !bringsTo(exchanges, movement, main)) continue;
    for (let leg = tape.firstLeg(movement); leg < tape.firstPut(movement); leg += 1) {
      const holding = parseHolding(tape.keyOf(tape.holdingOf(leg)));
      if (holding.kind !== 'account' || main.taintedOf(leg) === 0n) continue;
      const { address } = holding;
      const isTold = tags('ethereum', address).length > 0;
      if (!isTold && graph.isKnown(historyFact('ethereum', address))) senders.add(address);
    }
  }
  return senders;
}

/** Whether a movement puts stolen value into one of the holdings. */
function bringsTo(holdings: ReadonlySet<HoldingId>, movement: MovementId, main: Ledger): boolean {
  const { tape } = main;
  for (let leg = tape.firstPut(movement); leg < tape.endLeg(movement); leg += 1) {
    if (holdings.has(tape.holdingOf(leg)) && main.taintedOf(leg) > 0n) return true;
  }
  return false;
}

function patternOf({ address, entity, forwardings, longestBlocks }: DepositAddress): Pattern {
  return {
    kind: 'deposit-address',
    chain: 'ethereum',
    name: 'deposit address',
    entity,
    certainty: 'possible',
    confidence: CONFIDENCE,
    transactions: forwardings,
    addresses: [address],
    numbers: { forwardings: forwardings.length, longestBlocks },
  };
}
