/**
 * Clusters and patterns in the report: who may own addresses together, and what transactions look like (docs/report.md).
 */

import type { Cluster } from '../../core/cluster/cluster.ts';
import type { Flag } from '../../core/flags/flag.ts';
import { append } from '../../core/multimap.ts';
import type { Pattern } from '../../core/report/pattern.ts';
import { confidenceOf } from '../../core/tags/tag.ts';

/** Clusters as they are shown. */
export function clustersJson(clusters: readonly Cluster[]) {
  return clusters.map(({ members, size, entity, isTooLarge, links, extended, conflicts }) => ({
    chain: 'bitcoin' as const,
    entity,
    size,
    tooLarge: isTooLarge,
    members,
    evidence: links.map(({ txid, addresses }) => ({ transaction: txid, addresses })),
    extended: extended.map(({ tag, from, txids }) => ({
      address: tag.address,
      label: tag.label,
      entity: tag.entity,
      concepts: tag.concepts,
      confidence: confidenceOf(tag),
      source: tag.source,
      from,
      transactions: txids,
    })),
    conflicts: conflicts.map(({ txid, addresses, entities }) => ({ transaction: txid, addresses, entities })),
  }));
}

/** Patterns as they are shown; satoshi are text, as amounts everywhere. */
export function patternsJson(patterns: readonly Pattern[]) {
  return patterns.map(({ numbers, ...pattern }) => ({
    ...pattern,
    numbers: Object.fromEntries(
      Object.entries(numbers).map(([name, number]) => [
        name,
        typeof number === 'bigint' ? number.toString() : number,
      ]),
    ),
  }));
}

/** Which patterns a flag rests on or its two shown ways lead through: their numbers, from 0. */
export function patternsOfFlag(patterns: readonly Pattern[]): (flag: Flag) => number[] {
  const byTransaction = new Map<string, number[]>();
  for (const [index, { transactions }] of patterns.entries()) {
    for (const txid of transactions) append(byTransaction, txid, index);
  }
  return ({ evidence, path, heaviest }) => {
    const txids = [...evidence, ...[...path, ...heaviest].map(({ txid }) => txid)];
    const found = new Set(txids.flatMap((txid) => byTransaction.get(txid) ?? []));
    return [...found].sort((a, b) => a - b);
  };
}
