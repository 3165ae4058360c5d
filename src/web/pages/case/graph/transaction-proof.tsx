/**
 * What is proved of a transaction and what rests on it, asked for when somebody wants to know.
 */

import { useQuery } from '@tanstack/react-query';
import { ShieldCheck, ShieldQuestion } from 'lucide-react';
import { useState } from 'react';
import type { Static } from 'typebox';
import type { CaseTransaction } from '../../../../http/schemas/lookups.ts';
import { Fetched } from '../../../parts/fetched.tsx';
import { labelText } from '../../../parts/label-text.tsx';
import { useApi } from '../../../session/session.tsx';
import { useCase } from '../case-context.tsx';
import style from './transaction-proof.module.css';

type CaseTransactionJson = Static<typeof CaseTransaction>;

export function TransactionProof({ txid }: { readonly txid: string }) {
  const [isOpen, setOpen] = useState(false);
  if (!isOpen) {
    return (
      <button type="button" className={style.ask} onClick={() => setOpen(true)}>
        Evidence
      </button>
    );
  }
  return <Proof txid={txid} />;
}

function Proof({ txid }: { readonly txid: string }) {
  const api = useApi();
  const { theCase, runId, method, methods } = useCase();
  const under = method === methods[0] ? {} : { method };
  const query = useQuery({
    queryKey: ['case', theCase.id, runId, 'transaction', txid, under],
    queryFn: ({ signal }) =>
      api.get<CaseTransactionJson>(`/v1/cases/${theCase.id}/transactions/${encodeURIComponent(txid)}`, {
        query: { run: runId, ...under },
        signal,
      }),
  });
  return (
    <Fetched query={query}>
      {({ transaction, verification, flags, outcomes }) => (
        <div className={style.proof}>
          <Verified verification={verification} />
          <span>Block {transaction.block.height}</span>
          {flags.map(({ flag, kind, entity, confidence }) => (
            <span key={flag}>
              Evidence of {kind} <bdi>{labelText(entity)}</bdi>, confidence {confidence}
            </span>
          ))}
          {outcomes.map(({ outcome, kind, entity }) => (
            <span key={outcome}>
              Value of it ended: {kind} {entity !== null && <bdi>{labelText(entity)}</bdi>}
            </span>
          ))}
        </div>
      )}
    </Fetched>
  );
}

function Verified({ verification }: Pick<CaseTransactionJson, 'verification'>) {
  const isProved = verification !== null && (verification.hashed || verification.inBlock);
  const words = [
    verification?.hashed === true ? 'its raw form hashes to its id' : '',
    verification?.inBlock === true ? 'its block commits to it' : '',
  ].filter((part) => part !== '');
  const text = isProved
    ? `Verified: ${words.join(', ')}`
    : verification === null
      ? 'Not verified: no finding rests on it'
      : 'Not verified';
  return (
    <span>
      {isProved ? <ShieldCheck aria-hidden size={14} /> : <ShieldQuestion aria-hidden size={14} />} {text}
    </span>
  );
}
