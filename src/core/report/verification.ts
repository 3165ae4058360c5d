/**
 * Verification: which transactions of a finished walk are proved, before anything is reported. Those come first that the
 * strongest findings rest on.
 */

import { CHAINS, type Chain, chainOfAsset } from '../chain.ts';
import type { Flag } from '../flags/flag.ts';
import type { Graph } from '../graph/graph.ts';
import type { ComparedOpinion, Distrust, ReliedOn } from '../graph/proof.ts';
import { type ProofSubject, type ProofWant, proofFact } from '../graph/subject.ts';
import type { Outcome } from '../trace/outcome.ts';
import { chainOfTxid, isPlaceholderId } from '../transaction.ts';

/** How much is proved. */
export interface VerificationRules {
  /** Transactions that a run proves at the most; 0 for none. */
  readonly maxTransactions: number;
  /** Whether the place in the block is proved, too. */
  readonly blocks: boolean;
  /** Whether another explorer is asked for the same transaction. */
  readonly secondOpinion: boolean;
}

/**
 * A chain's explorers may have no proofs at all, which the first few tell: more are not asked for then. Three, because one
 * transaction may be special (an old form, a pruned block).
 */
const FIRST_FEW = 3;

/** Transactions on the paths of flags, their evidence, and what brought value to outcomes: each once, in this order. */
export function reliedOn(flags: readonly Flag[], outcomes: readonly Outcome[]): ReliedOn[] {
  const found = new Map<string, ReliedOn>();
  const add = (chain: Chain, txids: Iterable<string>) => {
    for (const txid of txids) {
      if (!found.has(txid) && !isPlaceholderId(txid)) found.set(txid, { chain, txid });
    }
  };
  const txidsOf = (path: readonly { readonly txid: string }[]) => path.map(({ txid }) => txid);
  for (const { chain, path, heaviest } of flags) add(chain, [...txidsOf(path), ...txidsOf(heaviest)]);
  for (const { chain, evidence } of flags) add(chain, evidence);
  for (const { chain, paths } of flags) {
    for (const { shortest, heaviest } of paths) add(chain, [...txidsOf(shortest), ...txidsOf(heaviest)]);
  }
  for (const { asset, transactions } of outcomes) add(chainOfAsset(asset), transactions);
  return [...found.values()];
}

/** Proofs that are still to be looked up; those first that settle which of two answers is wrong. */
export function openProofs(
  relied: readonly ReliedOn[],
  graph: Graph,
  rules: VerificationRules,
): ProofSubject[] {
  const disputed = [...graph.disputed].map((txid) => ({ chain: chainOfTxid(txid), txid }));
  const others = relied.filter(({ txid }) => !graph.disputed.has(txid));
  const wanted = [...disputed, ...others].slice(0, rules.maxTransactions);
  return CHAINS.flatMap((chain) => {
    const ofChain = wanted.filter((one) => one.chain === chain);
    const asked = ofChain.filter(({ txid }) => graph.fact(proofFact(txid)) !== undefined);
    if (asked.length > 0 && !asked.some(({ txid }) => tellsAnything(graph, txid))) return [];
    const open = ofChain.filter(({ txid }) => graph.fact(proofFact(txid)) === undefined);
    const subjects = open.flatMap((one) => proofSubject(one, graph, rules) ?? []);
    return asked.length > 0 ? subjects : subjects.slice(0, FIRST_FEW);
  });
}

/** Null when nothing is left to be proved. Ethereum's headers commit to transactions in a way that explorers do not show. */
function proofSubject(
  { chain, txid }: ReliedOn,
  graph: Graph,
  rules: VerificationRules,
): ProofSubject | null {
  const wants: ProofWant[] = [];
  if (!graph.isHashed(txid) || graph.disputed.has(txid)) wants.push('form');
  if (rules.blocks && chain === 'bitcoin') wants.push('block');
  if (rules.secondOpinion) wants.push('second-opinion');
  return wants.length === 0 ? null : { kind: 'proof', chain, txid, wants };
}

function tellsAnything(graph: Graph, txid: string): boolean {
  const proof = graph.proofs.get(txid);
  return (
    proof !== undefined && (proof.proven !== null || proof.inBlock !== null || proof.secondOpinion !== null)
  );
}

/** What is known of the transactions that a report relies on. */
export interface Verification {
  readonly reliedOn: number;
  /** The id is the hash of the form that the explorer gave with it, or that a look-up of proofs gave. */
  readonly hashed: readonly string[];
  /** The header of the block commits to them. */
  readonly inBlock: readonly string[];
  readonly unverified: readonly string[];
  readonly opinions: readonly (ComparedOpinion & { readonly txid: string })[];
  readonly distrusted: readonly Distrust[];
}

/** Sums up what was proved. */
export function verificationOf(
  relied: readonly ReliedOn[],
  graph: Graph,
  distrusted: readonly Distrust[],
): Verification {
  const txids = relied.map(({ txid }) => txid);
  const hashed: string[] = [];
  const unverified: string[] = [];
  for (const { chain, txid } of relied) {
    const isProven = (graph.proofs.get(txid)?.proven ?? null) !== null;
    (isProven || (chain === 'bitcoin' && graph.isHashed(txid)) ? hashed : unverified).push(txid);
  }
  return {
    reliedOn: txids.length,
    hashed,
    inBlock: txids.filter((txid) => graph.proofs.get(txid)?.inBlock === true),
    unverified,
    opinions: txids.flatMap((txid) => {
      const opinion = graph.opinionOn(txid);
      return opinion === null ? [] : [{ txid, ...opinion }];
    }),
    distrusted,
  };
}
