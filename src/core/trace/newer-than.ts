/**
 * Look-ups of a re-scan: what earlier runs found out is not asked for again, but goes along, so that an explorer that tells
 * otherwise now is noticed.
 */

import { scriptOfAddress } from '../address.ts';
import { NONE, type TxId } from '../graph/bitcoin-ids.ts';
import type { Fact } from '../graph/fact.ts';
import type { Graph } from '../graph/graph.ts';
import {
  type KnownRow,
  type KnownRows,
  type SpentOutput,
  type Subject,
  spendFact,
} from '../graph/subject.ts';
import { outpointKey } from '../holding.ts';

/** Rows that a page of a Bitcoin explorer has (Esplora): more need not go along. */
const ROWS_OF_A_PAGE = 25;

/** The subject without what an earlier run found out about it. @param fact what is known of it */
export function newerThan(subject: Subject, fact: Fact | undefined, graph: Graph): Subject {
  if (subject.kind !== 'history' || fact === undefined || fact.status !== 'complete') return subject;
  const { asOf, active } = fact;
  if (asOf === null) return subject;
  const { height } = asOf;
  if (subject.chain !== 'bitcoin') return { ...subject, known: { height, active } };
  return { ...subject, known: { height, active, rows: rowsOf(subject.address, height, graph) } };
}

/** The known transactions of an address up to a height. */
function rowsOf(address: string, height: number, { bitcoin: { table } }: Graph): KnownRows {
  const { outputs } = table;
  const found = new Set<TxId>();
  for (const output of outputs.withScript(outputs.scriptIdOf(scriptOfAddress(address)))) {
    const maker = outputs.ownerOf(output);
    if (table.isKnown(maker)) found.add(maker);
    const spender = outputs.spenderOf(output);
    if (spender !== NONE) found.add(spender);
  }
  const rows = [...found]
    .map((tx): KnownRow => ({ txid: table.txidOf(tx), height: table.heightOf(tx) }))
    .filter((row) => row.height <= height)
    .sort((a, b) => b.height - a.height || (a.txid < b.txid ? -1 : 1));
  return { count: rows.length, newest: rows.slice(0, ROWS_OF_A_PAGE) };
}

/** The outputs of a Bitcoin transaction that earlier runs found spent, by ascending number. */
export function spentBefore(txid: string, graph: Graph): SpentOutput[] {
  const { table } = graph.bitcoin;
  const tx = table.idOf(txid);
  if (tx === NONE || !table.isKnown(tx)) return [];
  const spent: SpentOutput[] = [];
  for (let vout = 0; vout < table.outputCount(tx); vout += 1) {
    const spender = table.outputs.spenderOf(table.outputOf(tx, vout));
    if (spender === NONE) continue;
    const { asOf } = graph.fact(spendFact(outpointKey(txid, vout))) ?? { asOf: null };
    if (asOf === null || table.heightOf(spender) > asOf.height) continue;
    spent.push({ vout, txid: table.txidOf(spender) });
  }
  return spent;
}
