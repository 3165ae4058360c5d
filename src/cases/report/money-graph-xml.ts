/**
 * A money graph as GraphML, for Gephi, yEd and the like. A movement out of several addresses is an edge from each of them,
 * with the amount of all together, and says so in `sources`.
 */

import XMLBuilder from 'fast-xml-builder';
import { plainText } from '../plain-text.ts';
import type { MoneyGraphJson } from './money-graph-json.ts';

/** Name, what it is of, type; in the order of the file. */
const KEYS = [
  ['chain', 'node', 'string'],
  ['address', 'node', 'string'],
  ['hops', 'node', 'int'],
  ['received', 'node', 'string'],
  ['kind', 'node', 'string'],
  ['entity', 'node', 'string'],
  ['txid', 'edge', 'string'],
  ['time', 'edge', 'string'],
  ['asset', 'edge', 'string'],
  ['amount', 'edge', 'string'],
  ['sources', 'edge', 'int'],
] as const;

/** The GraphML of a money graph. Amounts are whole smallest units, as text: they do not fit into numbers. */
export function moneyGraphXml({ nodes, edges }: MoneyGraphJson): string {
  const builder = new XMLBuilder({ ignoreAttributes: false, format: true, suppressEmptyNode: true });
  const built = builder.build({
    '?xml': { '@_version': '1.0', '@_encoding': 'UTF-8' },
    graphml: {
      '@_xmlns': 'http://graphml.graphdrawing.org/xmlns',
      key: KEYS.map(([name, of, type]) => ({
        '@_id': name,
        '@_for': of,
        '@_attr.name': name,
        '@_attr.type': type,
      })),
      graph: { '@_edgedefault': 'directed', node: nodes.map(nodeXml), edge: edges.flatMap(edgeXml) },
    },
  });
  return `${built}`;
}

const idOf = (chain: string, address: string) => `${chain}:${address}`;

function nodeXml({ chain, address, hops, received, kind, entity }: MoneyGraphJson['nodes'][number]) {
  const amounts = received.map(({ asset, amount }) => `${amount} ${asset}`).join(', ');
  return {
    '@_id': idOf(chain, address),
    data: data({ chain, address, hops, received: amounts, kind, entity }),
  };
}

function edgeXml({ txid, time, chain, from, to, asset, amount }: MoneyGraphJson['edges'][number]) {
  const sources = from.length;
  return from.map((source) => ({
    '@_source': idOf(chain, source),
    '@_target': idOf(chain, to),
    data: data({ txid, time, asset, amount, sources }),
  }));
}

function data(values: Readonly<Record<string, string | number | null>>) {
  return Object.entries(values).flatMap(([key, value]) =>
    value === null ? [] : [{ '@_key': key, '#text': plainText(String(value)) }],
  );
}
