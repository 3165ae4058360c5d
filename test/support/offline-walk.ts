/** A walk over a graph that is all there: answers every look-up from the given transactions, without explorers. */

import { SettledWalk } from '../../src/cases/settled-memory.ts';
import { addressOfScript } from '../../src/core/address.ts';
import type { Chain, Tip } from '../../src/core/chain.ts';
import { type MixerContracts, NO_CONTRACTS } from '../../src/core/ethereum-mixers/contracts.ts';
import { mixingOnly } from '../../src/core/ethereum-mixers/mixing-only.ts';
import { Graph } from '../../src/core/graph/graph.ts';
import type { Expansion, Subject } from '../../src/core/graph/subject.ts';
import { sha256InJavaScript } from '../../src/core/report/digest.ts';
import { buildReport, type Report } from '../../src/core/report/report.ts';
import type { Tag } from '../../src/core/tags/tag.ts';
import type { Method } from '../../src/core/taint/method.ts';
import { methodsFor } from '../../src/core/taint/methods.ts';
import type { Limits } from '../../src/core/trace/limits.ts';
import type { Seed } from '../../src/core/trace/seed.ts';
import { type SettleInput, type Settlement, settle } from '../../src/core/trace/settle.ts';
import type { Transaction } from '../../src/core/transaction.ts';

export const NO_LIMITS: Limits = {
  maxHops: 1000,
  maxLookups: 1_000_000,
  maxTransactionsPerAddress: 1_000_000,
  minShareMillionths: 0,
  maxDays: 1_000_000,
};

const FAR: Tip = { height: 1_000_000_000, hash: 'tip', time: 2_000_000_000 };

/** Tips at a height, in the time of the transactions that tests write. */
export const tipsAt = (height: number): Record<Chain, Tip> => ({
  bitcoin: { height, hash: 'tip', time: height * 600 },
  ethereum: { height, hash: 'tip', time: height * 12 },
});

export interface OfflineCase {
  readonly seeds: readonly Seed[];
  readonly transactions: readonly Transaction[];
  readonly limits?: Partial<Limits>;
  readonly methods?: readonly Method[];
  readonly tags?: readonly Tag[];
  readonly mixers?: MixerContracts;
  /** Answers instead of the graph, e.g. a failure; null for "answer as usual". */
  readonly answer?: (subject: Subject) => Expansion | null;
  /** In which order a round's answers arrive. */
  readonly arrival?: (expansions: Expansion[]) => Expansion[];
  /** Height of both tips; far above everything when not given. */
  readonly tip?: number;
  /** The graph of an earlier run, which has ended, to go on from. */
  readonly base?: Graph;
}

export interface OfflineWalk {
  readonly graph: Graph;
  readonly settlement: Settlement;
  readonly report: Report;
  readonly asked: readonly Subject[];
}

export function walkOffline(offline: OfflineCase): OfflineWalk {
  const graph = offline.base ?? new Graph();
  const tips = offline.tip === undefined ? { bitcoin: FAR, ethereum: FAR } : tipsAt(offline.tip);
  const tags = (chain: string, address: string) =>
    (offline.tags ?? []).filter((tag) => tag.chain === chain && tag.address === address);
  const input = {
    seeds: offline.seeds,
    graph,
    tips,
    limits: { ...NO_LIMITS, ...offline.limits },
    methods:
      offline.methods ??
      methodsFor(
        'fifo',
        offline.seeds.map(({ chain }) => chain),
      ),
    tags: mixingOnly(tags, offline.mixers ?? NO_CONTRACTS),
  };
  const asked: Subject[] = [];
  let settlement = settle(input);
  while (settlement.frontier.length > 0) {
    asked.push(...settlement.frontier);
    const answers = settlement.frontier.map(
      (subject) => offline.answer?.(subject) ?? answer(subject, tips[subject.chain], offline.transactions),
    );
    for (const expansion of offline.arrival?.(answers) ?? answers) graph.add(expansion);
    settlement = settle(input);
  }
  const report = reportOn(input, offline.mixers);
  return { graph, settlement, report, asked };
}

/** The report of a walk that has ended. */
export function reportOn(input: SettleInput, mixers = NO_CONTRACTS): Report {
  const results = new SettledWalk(input);
  const { settlement } = results;
  const nothing = { standing: {}, forks: {}, distrusted: [] };
  return buildReport({
    ...input,
    ...nothing,
    assets: 'all',
    tagsDigest: 'none',
    settlement,
    results,
    sha256: sha256InJavaScript,
    mixers,
  });
}

function answer(subject: Subject, tip: Tip, all: readonly Transaction[]): Expansion {
  const known = subject.kind === 'history' ? (subject.known?.height ?? -1) : -1;
  const transactions = all
    .filter(({ block }) => block.height > known && block.height <= tip.height)
    .filter((tx) => concerns(subject, tx))
    .map((tx) => viewOf(subject, tx));
  return { subject, status: 'complete', transactions, count: transactions.length };
}

function concerns(subject: Subject, tx: Transaction): boolean {
  if (subject.kind === 'transaction' || subject.kind === 'proof') return tx.txid === subject.txid;
  if (subject.kind === 'spends') {
    const asked = subject.vouts.map((vout) => `${subject.txid}:${vout}`);
    return tx.chain === 'bitcoin' && tx.inputs.some(({ outpoint }) => asked.includes(outpoint));
  }
  if (tx.chain === 'ethereum') {
    const { address } = subject;
    return tx.sender === address || tx.transfers.some(({ from, to }) => from === address || to === address);
  }
  const scripts = [...tx.inputs, ...tx.outputs].map(({ script }) => addressOfScript(script));
  return scripts.includes(subject.address);
}

/** An address's history shows only the transfers that touch it. */
function viewOf(subject: Subject, tx: Transaction): Transaction {
  if (tx.chain === 'bitcoin') return tx;
  if (subject.kind !== 'history') return { ...tx, whole: true };
  const transfers = tx.transfers.filter(({ from, to }) => from === subject.address || to === subject.address);
  return { ...tx, transfers, views: [transfers.map((transfer) => transfer.id)] };
}
