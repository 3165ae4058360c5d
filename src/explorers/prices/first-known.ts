/**
 * Several price sources in one: they are asked in order, and each only for what those before it did not know. One that fails
 * knows nothing.
 */

import type { PriceSource } from '../../cases/price-source.ts';
import type { Asset } from '../../core/chain.ts';
import { ProviderError } from '../../core/errors.ts';
import { isPrice, type TimedAnswer } from '../../core/prices/price.ts';

/** An error may quote a request that asks for a hundred times. */
const SHOWN_CHARACTERS = 200;

/** One source of several, asked in this order. */
export function firstKnown(sources: readonly PriceSource[]): PriceSource {
  return {
    async prices(asset, times) {
      const found = new Map<number, TimedAnswer>();
      const reasons = new Map<number, string[]>(times.map((time) => [time, []]));
      const providers: string[] = [];
      const evidence: string[] = [];
      for (const source of sources) {
        const open = times.filter((time) => !found.has(time));
        if (open.length === 0) break;
        const said = await ask(source, asset, open);
        evidence.push(...said.evidence);
        if (said.provider !== null) providers.push(said.provider);
        for (const { time, answer } of said.value) {
          if (isPrice(answer)) found.set(time, { time, answer });
          else reasons.get(time)?.push(answer.reason);
        }
      }
      const value = times.map((time) => found.get(time) ?? unknown(time, reasons.get(time) ?? []));
      return { value, provider: providers.join(', '), evidence };
    },
    traffic: () =>
      sources
        .map((source) => source.traffic())
        .reduce((a, b) => ({ requests: a.requests + b.requests, cacheHits: a.cacheHits + b.cacheHits }), {
          requests: 0,
          cacheHits: 0,
        }),
  };
}

function unknown(time: number, reasons: readonly string[]): TimedAnswer {
  return { time, answer: { reason: reasons.join('; ') } };
}

/** What a source says; the reason of its failure is an answer, too, that nobody gave. */
async function ask(source: PriceSource, asset: Asset, times: readonly number[]) {
  try {
    return await source.prices(asset, times);
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error;
    const { message } = error;
    const reason = message.length > SHOWN_CHARACTERS ? `${message.slice(0, SHOWN_CHARACTERS)}…` : message;
    return { value: times.map((time) => unknown(time, [reason])), provider: null, evidence: [] };
  }
}
