/**
 * A Blockscout with its REST API v2 as the source of Ethereum look-ups. Routes and fields: docs.blockscout.com (API
 * reference); what the documentation leaves open is as in the server's source and in recorded answers.
 */

import type { ChainSource } from '../../cases/ports.ts';
import { InvariantError } from '../../core/errors.ts';
import type { Expansion, ProofSubject } from '../../core/trace/subject.ts';
import { readShowing } from '../ethereum/shown-history.ts';
import { attested, pinnedTo, type SourceOptions } from '../pinned.ts';
import { ATTEMPTS } from '../transport/retry.ts';
import type { Transport } from '../transport/transport.ts';
import { readBlockHash, readTip } from './block.ts';
import { readHistory } from './history.ts';
import { readWholeTransaction } from './whole-transaction.ts';

/** Headers of every request: without it, token transfers are left out that a Blockscout takes for scam (best practices). */
export const BLOCKSCOUT_HEADERS = { 'show-scam-tokens': 'true' } as const;

/**
 * Ethereum look-ups over `transport`, whose base URL is that of the API: `https://api.blockscout.com/1/api/v2`, or that of
 * an instance, `https://eth.blockscout.com/api/v2`.
 */
export function createBlockscoutSource(transport: Transport, options: SourceOptions): ChainSource {
  return {
    tip: () => attested(transport, readTip, ATTEMPTS.opening),
    blockHash: (height) => readBlockHash(transport, height),
    expand: (subject, tip, max) =>
      pinnedTo(tip, transport, options, async (pinned) => {
        const { kind, chain } = subject;
        if (kind === 'spends' || chain !== 'ethereum') {
          throw new InvariantError(`Blockscout is asked for a ${kind} of ${chain}`, { kind, chain });
        }
        switch (subject.kind) {
          case 'history':
            return readShowing(pinned, subject, (one) => readHistory(one, subject, max));
          case 'transaction':
            return readWholeTransaction(pinned, subject);
          case 'proof':
            return unproven(subject);
        }
      }),
    traffic: () => transport.traffic(),
  };
}

/** The API shows no signatures, without which nothing hashes to the id of a transaction; another explorer may show them. */
function unproven(subject: ProofSubject): Expansion {
  const proof = { proven: null, inBlock: null, secondOpinion: null };
  return { subject, status: 'complete', transactions: [], count: 0, proof };
}
