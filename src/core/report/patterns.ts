/**
 * The patterns of Bitcoin in a settled run: what the detectors say of the Bitcoin transactions that moved stolen value under the main
 * method, or mixed it, in chain order.
 */

import { addressOfScript } from '../address.ts';
import { detectBatchPayout } from '../detect/batch-payout.ts';
import { numbersAround } from '../detect/coinjoin/around.ts';
import { firstMatch, type Row } from '../detect/coinjoin/detectors.ts';
import { detectConsolidation } from '../detect/consolidation.ts';
import { detectDepositSweep } from '../detect/deposit-sweep.ts';
import type { Finding } from '../detect/finding.ts';
import type { Neighbours } from '../detect/neighbours.ts';
import { detectPeelChain, type PeelChain } from '../detect/peel-chain.ts';
import { FirstUses } from '../graph/first-uses.ts';
import type { Graph } from '../graph/graph.ts';
import { outpointKey } from '../holding.ts';
import { endOfTags, isCustomerDeposit } from '../tags/precedence.ts';
import type { TagLookup } from '../tags/tag.ts';
import type { Ledger } from '../taint/ledger.ts';
import type { MovementId } from '../tape/tape.ts';
import { placeOf } from '../trace/end.ts';
import type { Settlement } from '../trace/settle.ts';
import type { BitcoinTransaction } from '../transaction.ts';
import type { Pattern, PatternKind } from './pattern.ts';

/** Every pattern of Bitcoin, in the order of their first transactions. */
export function bitcoinPatterns(settlement: Settlement, graph: Graph, tags: TagLookup): Pattern[] {
  const [main] = settlement.ledgers;
  return main === undefined ? [] : new PatternReader(main, settlement, graph, tags).read();
}

/** A transaction that spends stolen coins. */
interface Spending {
  readonly tx: BitcoinTransaction;
  /** Whose stolen coins it spends. */
  readonly senders: readonly string[];
}

/** No detector finds anything in a transaction with fewer of both: then it can only be a part of a peel chain. */
const LEAST = { inputs: 5, outputs: 3 };

class PatternReader {
  readonly #main: Ledger;
  readonly #settlement: Settlement;
  readonly #graph: Graph;
  readonly #tags: TagLookup;
  readonly #around: Neighbours;
  /** Transactions of peel chains that are told already. */
  readonly #peeled = new Set<string>();

  constructor(main: Ledger, settlement: Settlement, graph: Graph, tags: TagLookup) {
    this.#main = main;
    this.#settlement = settlement;
    this.#graph = graph;
    this.#tags = tags;
    this.#around = neighboursIn(settlement, graph);
  }

  read(): Pattern[] {
    const patterns: Pattern[] = [];
    for (const movement of this.#movements()) {
      const { tape } = this.#main;
      const tx = this.#graph.bitcoin.get(tape.sourceOf(movement).txid);
      if (tx === undefined) continue;
      const isSmall = tx.inputs.length < LEAST.inputs && tx.outputs.length < LEAST.outputs;
      if (isSmall && tx.outputs.length < 2) continue;
      const spending = { tx, senders: this.#senders(movement) };
      if (!isSmall) patterns.push(...this.#ofOne(spending));
      const chain = this.#peeled.has(tx.txid) ? null : detectPeelChain(tx, this.#around);
      if (chain !== null) patterns.push(this.#peelChain(chain));
    }
    return patterns;
  }

  /** Movements of Bitcoin that moved stolen value or mixed it, in chain order. */
  *#movements(): Generator<MovementId> {
    const { tape } = this.#main;
    const mixed = new Set<string>();
    for (const [holding, { mix }] of this.#settlement.ends) {
      if (mix !== undefined && this.#main.taintedAt(holding) > 0n) mixed.add(mix);
    }
    const moved = new Set(this.#main.flows());
    for (let movement = 0; movement < tape.length; movement += 1) {
      if (tape.chainOf(movement) !== 'bitcoin') continue;
      if (moved.has(movement) || (mixed.size > 0 && mixed.has(tape.sourceOf(movement).txid))) yield movement;
    }
  }

  /** Whose stolen coins a movement takes; what entered a mix rests where it was. */
  #senders(movement: MovementId): string[] {
    const { tape } = this.#main;
    const { txid } = tape.sourceOf(movement);
    const senders = new Set<string>();
    for (let leg = tape.firstLeg(movement); leg < tape.firstPut(movement); leg += 1) {
      const holding = tape.holdingOf(leg);
      const rests = this.#settlement.ends.get(holding)?.mix === txid && this.#main.taintedAt(holding) > 0n;
      if (!rests && this.#main.taintedOf(leg) === 0n) continue;
      senders.add(placeOf(tape.keyOf(holding), this.#graph).address);
    }
    return [...senders];
  }

  /** What one transaction alone is consistent with; of a service's transaction the most that can be said. */
  #ofOne(spending: Spending): Pattern[] {
    const { tx } = spending;
    const match = firstMatch(tx);
    const sweep = detectDepositSweep(
      tx,
      (script) => this.#serviceOf(script, tx.block.time),
      (script) => this.#tags('bitcoin', addressOfScript(script)).some(isCustomerDeposit),
    );
    const consolidation = sweep === null ? detectConsolidation(tx) : null;
    const payout = detectBatchPayout(tx);
    return [
      ...(match === null ? [] : [this.#coinJoin(match, spending)]),
      ...(sweep === null
        ? []
        : [patternOf('deposit-sweep', sweep, [tx.txid], sweep.deposits.map(addressOfScript), sweep.entity)]),
      ...(consolidation === null
        ? []
        : [patternOf('consolidation', consolidation, [tx.txid], spending.senders)]),
      ...(payout === null ? [] : [patternOf('batch-payout', payout, [tx.txid], spending.senders)]),
    ];
  }

  #coinJoin({ row, finding }: { row: Row; finding: Finding }, { tx, senders }: Spending): Pattern {
    const kind = row.severalOwners ? 'coinjoin' : row.name === 'chips' ? 'chips' : 'coinjoin-preparation';
    const numbers = { ...finding.numbers, ...numbersAround(finding, tx, this.#around) };
    return patternOf(kind, { ...finding, numbers }, [tx.txid], senders);
  }

  #peelChain(chain: PeelChain): Pattern {
    for (const { txid } of chain.peels) this.#peeled.add(txid);
    const paid = chain.peels.flatMap(({ peeled }) => (peeled === null ? [] : addressOfScript(peeled.script)));
    const txids = chain.peels.map(({ txid }) => txid);
    return patternOf('peel-chain', chain, txids, [...new Set(paid)]);
  }

  #serviceOf(script: string, time: number): string | null {
    const end = endOfTags(this.#tags('bitcoin', addressOfScript(script)), time);
    return end === null || end.kind === 'mixer' ? null : end.tag.entity;
  }
}

function patternOf(
  kind: PatternKind,
  { protocol, certainty, confidence, numbers }: Finding,
  transactions: readonly string[],
  addresses: readonly string[],
  entity: string | null = null,
): Pattern {
  return {
    chain: 'bitcoin',
    kind,
    name: protocol,
    entity,
    certainty,
    confidence,
    transactions,
    addresses,
    numbers,
  };
}

/** Transactions that are kept as objects at a time. */
const MOST_KEPT = 1_000;

/** The graph as neighbours. */
function neighboursIn({ tape, ends }: Settlement, graph: Graph): Neighbours {
  // Rules ask for the same few neighbours again and again, and each is made anew from columns.
  const known = new Map<string, BitcoinTransaction | undefined>();
  const transactionOf = (txid: string) => {
    if (known.has(txid)) return known.get(txid);
    if (known.size >= MOST_KEPT) known.clear();
    const tx = graph.bitcoin.get(txid);
    known.set(txid, tx);
    return tx;
  };
  const uses = new FirstUses(graph);
  return {
    transactionOf,
    spenderOf: (txid, vout) => {
      const outpoint = outpointKey(txid, vout);
      const spender = transactionOf(graph.spenderOf(outpoint) ?? '');
      if (spender !== undefined) return spender;
      return ends.get(tape.find(outpoint) ?? -1)?.kind === 'unspent' ? 'unspent' : 'unknown';
    },
    isFirstUse: (script, txid) => uses.isFirst(script, txid),
  };
}
