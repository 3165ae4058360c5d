/** The shipped data sets, walked to the end without explorers: what the accounting of real cases costs. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSeed } from '../../../src/cases/seed-body.ts';
import type { Tip } from '../../../src/core/chain.ts';
import { Graph } from '../../../src/core/graph/graph.ts';
import type { Expansion, Subject } from '../../../src/core/graph/subject.ts';
import { METHODS } from '../../../src/core/taint/methods.ts';
import type { Seed } from '../../../src/core/trace/seed.ts';
import { settle } from '../../../src/core/trace/settle.ts';
import type { EthereumTransaction, Transaction, Transfer } from '../../../src/core/transaction.ts';
import { normalizeTransaction } from '../../../src/explorers/esplora/normalize.ts';
import { readDataset } from '../../../src/replay/dataset.ts';
import type { EthereumTransaction as Recorded } from '../../../src/replay/ethereum-chain.ts';
import type { EthereumRow } from '../../../src/replay/ethereum-row.ts';
import { readTagFiles } from '../../../src/storage/tag-files.ts';
import { type MeasuredCase, NO_LIMITS } from './measure.ts';

/** @param root the folder of the project @param name of a folder in `data/` */
export async function walkRecorded(root: string, name: string): Promise<MeasuredCase> {
  const folder = join(root, 'data', name);
  const { bitcoin, ethereum } = await readDataset(folder);
  const origin = { provider: 'dataset', url: folder, path: name };
  const transactions: Transaction[] = [
    ...(bitcoin?.transactions ?? []).flatMap((wire) => normalizeTransaction(wire, origin) ?? []),
    ...[...(ethereum?.transactions.values() ?? [])].map(transactionOf),
  ];
  const tips: Record<string, Tip> = {};
  if (bitcoin !== null) tips.bitcoin = bitcoin.tip;
  if (ethereum !== null) tips.ethereum = ethereum.tip;
  const measured = {
    name,
    chain: bitcoin === null ? ('ethereum' as const) : ('bitcoin' as const),
    graph: new Graph(),
    seeds: seedsOf(folder),
    tips,
    tags: readTagFiles(join(root, 'config/tags')).lookup,
  };
  const addSeconds = walk(measured, answersFrom(transactions));
  const { graph } = measured;
  const transfers = [...graph.ethereum.values()].reduce((sum, tx) => sum + tx.transfers.length, 0);
  return { ...measured, addSeconds, size: graph.bitcoin.size + transfers };
}

function seedsOf(folder: string): Seed[] {
  const [opened] = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8'));
  return opened.seeds.map((seed: { kind: string }, index: number) => parseSeed(seed, `seeds[${index}]`));
}

/** @returns seconds spent on adding to the graph */
function walk(
  measured: Omit<MeasuredCase, 'addSeconds' | 'size'>,
  answer: (subject: Subject) => Expansion,
): number {
  const { graph, seeds, tips, tags, chain } = measured;
  const methods = METHODS.filter(({ chains }) => chains.includes(chain));
  let addMs = 0;
  for (;;) {
    const { frontier } = settle({ graph, seeds, tips, tags, methods, limits: NO_LIMITS });
    if (frontier.length === 0) return addMs / 1000;
    const answers = frontier.map(answer);
    const begin = performance.now();
    for (const expansion of answers) graph.add(expansion);
    addMs += performance.now() - begin;
  }
}

function answersFrom(transactions: readonly Transaction[]): (subject: Subject) => Expansion {
  const byTxid = new Map(transactions.map((tx) => [tx.txid, tx]));
  const spenders = new Map<string, Transaction>();
  const byAddress = new Map<string, Set<EthereumTransaction>>();
  for (const tx of transactions) {
    if (tx.chain === 'bitcoin') for (const { outpoint } of tx.inputs) spenders.set(outpoint, tx);
    else {
      for (const address of tx.transfers.flatMap(({ from, to }) => [from, to])) {
        byAddress.set(address, (byAddress.get(address) ?? new Set()).add(tx));
      }
    }
  }
  return (subject) => {
    const found: readonly (Transaction | undefined)[] =
      subject.kind === 'transaction' || subject.kind === 'proof'
        ? [byTxid.get(subject.txid)]
        : subject.kind === 'spends'
          ? subject.vouts.map((vout) => spenders.get(`${subject.txid}:${vout}`))
          : [...(byAddress.get(subject.address) ?? [])].map((tx) => viewOf(tx, subject.address));
    const known = [...new Set(found.filter((tx) => tx !== undefined))];
    return { subject, status: 'complete', transactions: known, count: known.length };
  };
}

function viewOf(tx: EthereumTransaction, address: string): EthereumTransaction {
  const transfers = tx.transfers.filter(({ from, to }) => from === address || to === address);
  return { ...tx, transfers, views: [transfers.map(({ id }) => id)] };
}

function transactionOf({ hash, block, time, index, call, internals, tokens, fee }: Recorded) {
  const counts = new Map<string, number>();
  const rows = [...(call === null ? [] : [call]), ...internals, ...tokens];
  const transfers = rows.map((row) => transferOf(row, counts));
  const tx: EthereumTransaction = {
    chain: 'ethereum',
    txid: hash,
    block: { height: block, hash: null, time },
    position: index,
    sender: call?.from ?? null,
    fee: call === null ? null : (fee ?? 0n),
    transfers,
    views: [transfers.map(({ id }) => id)],
  };
  return tx;
}

function transferOf(
  { kind, asset, from, to, value, success }: EthereumRow,
  counts: Map<string, number>,
): Transfer {
  const own = kind === 'erc20' ? 'token' : kind;
  const subject = own === 'token' ? `token:${asset}:${from}:${to}:${value}` : `${own}:${from}:${to}:${value}`;
  const count = counts.get(subject) ?? 0;
  counts.set(subject, count + 1);
  return {
    id: own === 'call' ? 'call' : `${subject}:${count}`,
    kind: own,
    asset,
    from,
    to,
    value,
    moved: success,
  };
}
