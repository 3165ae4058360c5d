/**
 * An archive in memory that keeps everything: the evidence of one trace that is to be handed over, or that was handed over and
 * is looked through again.
 */

import type { EvidenceArchive, Exchange } from '../core/evidence/archive.ts';
import { ExchangeIndex } from '../core/evidence/exchange-index.ts';

/** An archive with these exchanges to begin with. */
export function createWholeArchive(begin: readonly Exchange[] = []): EvidenceArchive {
  const index = new ExchangeIndex();
  const exchanges = new Map<string, Exchange>();
  const add = (exchange: Exchange) => {
    if (exchanges.has(exchange.id)) return;
    exchanges.set(exchange.id, exchange);
    index.add({ ...exchange, at: exchange.answer.at });
  };
  for (const exchange of begin) add(exchange);
  return {
    async recall(wanted) {
      const match = index.find(wanted);
      const exchange = exchanges.get(match?.id ?? '');
      if (match === null || exchange === undefined) return null;
      return { ...match, ...exchange.answer, source: exchange.source };
    },
    keep: async (exchange) => add(exchange),
    exchanges: async (ids) => [...new Set(ids)].sort().flatMap((id) => exchanges.get(id) ?? []),
  };
}
