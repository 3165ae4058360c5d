/**
 * The mixes of a graph: CoinJoins that a protocol's own rule recognises. What enters one ends there (ADR 0005), by the mix
 * itself and not by what made it.
 */

import { addressOfScript } from '../address.ts';
import { detectMix, mixInWords } from '../detect/coinjoin/mix.ts';
import type { Graph } from '../graph/graph.ts';
import type { HoldingKey } from '../holding.ts';
import { endOfTags } from '../tags/precedence.ts';
import type { TagLookup } from '../tags/tag.ts';
import type { BitcoinTransaction } from '../transaction.ts';
import type { End } from './end.ts';

export class Mixes {
  readonly #graph: Graph;
  readonly #tags: TagLookup;
  /** By txid; null for what is no mix. */
  readonly #known = new Map<string, End | null>();

  constructor(graph: Graph, tags: TagLookup) {
    this.#graph = graph;
    this.#tags = tags;
  }

  /** The end of what enters a transaction, if it is known and a mix. */
  endIn(txid: string): End | null {
    const known = this.#known.get(txid);
    if (known !== undefined) return known;
    const tx = this.#graph.bitcoin.get(txid);
    const end = tx === undefined ? null : this.#endOf(tx);
    this.#known.set(txid, end);
    return end;
  }

  /** The end of an outpoint, if its spender is known and a mix. */
  endAt(outpoint: HoldingKey): End | null {
    const spender = this.#graph.spenderOf(outpoint);
    return spender === undefined ? null : this.endIn(spender);
  }

  #endOf(tx: BitcoinTransaction): End | null {
    const mix = detectMix(tx, (script) => isCustodian(addressOfScript(script), tx.block.time, this.#tags));
    if (mix === null) return null;
    const reason = `enters a transaction consistent with a ${mixInWords(mix)}`;
    return { kind: 'mixer', entity: mix.protocol, reason, confidence: mix.confidence, mix: tx.txid };
  }
}

/** Whether an address is tagged as that of a service which keeps the coins of others, and is no mixer. */
function isCustodian(address: string, time: number, tags: TagLookup): boolean {
  const end = endOfTags(tags('bitcoin', address), time);
  return end !== null && end.kind !== 'mixer';
}
