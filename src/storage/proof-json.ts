/**
 * Proofs in the form of a `jsonb` column: amounts as decimal strings.
 */

import type { Proof, Proven } from '../core/graph/proof.ts';
import { readTransaction, type Written, writeTransaction } from './transaction-json.ts';

export type ProofJson = Written<Proof>;

/** The stored form of a proof. */
export function writeProof({ proven, inBlock, secondOpinion }: Proof): ProofJson {
  return {
    proven: proven === null ? null : writeProven(proven),
    inBlock,
    secondOpinion:
      secondOpinion === null
        ? null
        : {
            provider: secondOpinion.provider,
            transaction:
              secondOpinion.transaction === null ? null : writeTransaction(secondOpinion.transaction),
          },
  };
}

/** The proof of a stored form. */
export function readProof({ proven, inBlock, secondOpinion }: ProofJson): Proof {
  return {
    proven: proven === null ? null : readProven(proven),
    inBlock,
    secondOpinion:
      secondOpinion === null
        ? null
        : {
            provider: secondOpinion.provider,
            transaction:
              secondOpinion.transaction === null ? null : readTransaction(secondOpinion.transaction),
          },
  };
}

function writeProven(proven: Proven): Written<Proven> {
  if (proven.chain === 'ethereum') return { ...proven, value: proven.value.toString() };
  const outputs = proven.outputs.map((output) => ({ ...output, value: output.value.toString() }));
  return { ...proven, outputs };
}

function readProven(proven: Written<Proven>): Proven {
  if (proven.chain === 'ethereum') return { ...proven, value: BigInt(proven.value) };
  const outputs = proven.outputs.map(({ value, script }) => ({ value: BigInt(value), script }));
  return { ...proven, outputs };
}
