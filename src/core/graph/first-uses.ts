/**
 * Which transaction was the first to pay a Bitcoin script, as far as a graph can tell: that there was an earlier one shows by
 * any that is known; that there was none, only by the whole history of the address.
 */

import { addressOfScript } from '../address.ts';
import { Column } from '../columns.ts';
import { NONE } from './bitcoin-ids.ts';
import type { Graph } from './graph.ts';
import { historyFact } from './subject.ts';

/** Above every height. */
const NEVER = 0xffff_ffff;

/** Of a graph that does not grow any more. */
export class FirstUses {
  readonly #graph: Graph;
  #earliest: Earliest | null = null;

  constructor(graph: Graph) {
    this.#graph = graph;
  }

  /**
   * Whether a known transaction is the first to pay a script that it pays.
   * @param script scriptPubKey, hex
   * @returns undefined where that is not known: no earlier payment is, nor that there was none, or one stands in the same block
   */
  isFirst(script: string, txid: string): boolean | undefined {
    const { table } = this.#graph.bitcoin;
    const [tx, id] = [table.idOf(txid), table.outputs.scriptIdOf(script)];
    if (tx === NONE || !table.isKnown(tx) || id === NONE) return undefined;
    this.#earliest ??= earliestIn(this.#graph);
    const height = table.heightOf(tx);
    if (this.#earliest.heights.get(id) < height) return false;
    // Of one block the order is not told.
    if (this.#earliest.payers.get(id) !== tx) return undefined;
    return this.#isWhole(script, height) ? true : undefined;
  }

  /** Whether all that an address did up to a height is known. */
  #isWhole(script: string, height: number): boolean {
    const key = historyFact('bitcoin', addressOfScript(script));
    const asOf = this.#graph.fact(key)?.asOf ?? null;
    return this.#graph.isKnown(key) && (asOf === null || asOf.height >= height);
  }
}

/** By script. */
interface Earliest {
  /** A height at which it was paid at the latest. */
  readonly heights: Column;
  /** The transaction that paid it then; `NONE` for several, or for one that is not known. */
  readonly payers: Column;
}

function earliestIn({ bitcoin: { table } }: Graph): Earliest {
  const { outputs } = table;
  const [heights, payers] = [new Column('uint32'), new Column('int32')];
  for (let output = 0; output < outputs.size; output += 1) {
    const [script, owner] = [outputs.scriptOf(output), outputs.ownerOf(output)];
    while (heights.length <= script) {
      heights.push(NEVER);
      payers.push(NONE);
    }
    const payer = table.isKnown(owner) ? owner : NONE;
    // What is not known has an output that is spent: it stands where its spender does, or earlier.
    const height = table.heightOf(payer === NONE ? outputs.spenderOf(output) : owner);
    const before = heights.get(script);
    if (height < before) payers.set(script, payer);
    else if (height === before && payers.get(script) !== payer) payers.set(script, NONE);
    if (height < before) heights.set(script, height);
  }
  return { heights, payers };
}
