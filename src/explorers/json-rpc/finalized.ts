/**
 * How far the chain is final by what a node says. Confirmations say the same as long as validators agree; when they do
 * not, as for an hour in May 2023, blocks that are deep enough by count may still go.
 */

import type { Tip } from '../../core/chain.ts';
import { BadProviderDataError } from '../../core/errors.ts';
import type { Transport } from '../transport/transport.ts';
import { ask } from './call.ts';
import { readBlock } from './wire.ts';

/** Pinned blocks that are remembered: those of runs under way. */
const REMEMBERED_TIPS = 100;

export class Finalized {
  readonly #transport: Transport;
  readonly #heights = new Map<string, Promise<number | null>>();

  /** @param transport one that notes no evidence: nothing in a look-up's result follows from this */
  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The highest final block while a run is pinned to `tip`; null when the node does not say. @throws ProviderError */
  at(tip: Tip): Promise<number | null> {
    const known = this.#heights.get(tip.hash);
    if (known !== undefined) return known;
    const asked = this.#ask(tip);
    this.#heights.set(tip.hash, asked);
    asked.catch(() => this.#heights.delete(tip.hash));
    for (const oldest of this.#heights.keys()) {
      if (this.#heights.size <= REMEMBERED_TIPS) break;
      this.#heights.delete(oldest);
    }
    return asked;
  }

  /** Nodes of before the merge do not know the word. */
  async #ask(tip: Tip): Promise<number | null> {
    try {
      const call = ['eth_getBlockByNumber', 'finalized', false] as const;
      const block = readBlock(await ask(this.#transport, call, { tip, validity: () => 'tip' }));
      return block === null ? null : Number(block.number);
    } catch (error) {
      if (error instanceof BadProviderDataError) return null;
      throw error;
    }
  }
}
