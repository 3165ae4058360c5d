/**
 * Proofs that the explorers of a chain give together. What one does not give another one may; a second opinion comes from one
 * that has not told the transaction.
 */

import { ProviderError } from '../core/errors.ts';
import type { Proof, SecondOpinion } from '../core/graph/proof.ts';
import type { Expansion, ProofSubject, ProofWant, Subject } from '../core/graph/subject.ts';

/** Asks the first of some explorers, by name, that answers. */
type Ask = (names: readonly string[], subject: Subject) => Promise<Expansion>;

/**
 * Looks up proofs.
 * @param names those to be asked, in this order; at least one
 * @throws ProviderError when none of them answers
 */
export async function proveJointly(
  subject: ProofSubject,
  names: readonly string[],
  ask: Ask,
): Promise<Expansion> {
  const first = await ask(names, subject);
  const complete = await askForTheRest(first, subject, without(names, first.provider), ask);
  if (!subject.wants.includes('second-opinion')) return complete;
  const others = names.filter((name) => !subject.toldBy?.includes(name));
  return withOpinion(complete, subject, others, ask);
}

async function askForTheRest(
  found: Expansion,
  subject: ProofSubject,
  names: readonly string[],
  ask: Ask,
): Promise<Expansion> {
  const wants = lacking(found.proof, subject.wants);
  if (wants.length === 0 || names.length === 0) return found;
  const more = await unlessRefused(ask(names, { ...subject, wants }));
  if (more === null) return found;
  return askForTheRest(joined(found, more), subject, without(names, more.provider), ask);
}

function lacking(proof: Proof | undefined, wants: readonly ProofWant[]): ProofWant[] {
  return wants.filter(
    (want) =>
      (want === 'form' && (proof?.proven ?? null) === null) ||
      (want === 'block' && (proof?.inBlock ?? null) === null),
  );
}

/** Each part as the first says that knows it, under the name of the first. */
function joined(first: Expansion, second: Expansion): Expansion {
  const [a, b] = [first.proof, second.proof];
  return {
    ...first,
    proof: {
      proven: a?.proven ?? b?.proven ?? null,
      inBlock: a?.inBlock ?? b?.inBlock ?? null,
      secondOpinion: null,
    },
    evidence: [...(first.evidence ?? []), ...(second.evidence ?? [])],
  };
}

async function withOpinion(
  found: Expansion,
  { chain, txid, assets }: ProofSubject,
  names: readonly string[],
  ask: Ask,
): Promise<Expansion> {
  if (found.proof === undefined || names.length === 0) return found;
  const scope = assets === undefined ? {} : { assets };
  const told = await unlessRefused(ask(names, { kind: 'transaction', chain, txid, ...scope }));
  if (told === null) return found;
  const transaction = told.transactions.find((tx) => tx.txid === txid) ?? null;
  const secondOpinion: SecondOpinion = { provider: told.provider ?? '', transaction };
  return {
    ...found,
    proof: { ...found.proof, secondOpinion },
    evidence: [...(found.evidence ?? []), ...(told.evidence ?? [])],
  };
}

/** A proof that cannot be had is none: nothing of the trace depends on it. */
async function unlessRefused(answer: Promise<Expansion>): Promise<Expansion | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ProviderError) return null;
    throw error;
  }
}

const without = (names: readonly string[], name: string | undefined) => names.filter((one) => one !== name);
