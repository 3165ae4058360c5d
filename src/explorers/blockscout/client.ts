/**
 * A Blockscout with its REST API v2 as the source of Ethereum look-ups. Routes and fields: docs.blockscout.com (API
 * reference); what the documentation leaves open is as in the server's source and in recorded answers.
 */

import type { ChainSource } from '../../cases/ports.ts';
import { provedBy } from '../../core/graph/subject.ts';
import { lookUp } from '../ethereum/look-up.ts';
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
      pinnedTo(tip, transport, options, (pinned) =>
        lookUp(pinned, subject, {
          history: (one, asked) => readHistory(one, asked, max),
          transaction: readWholeTransaction,
          // It shows no signatures, without which nothing hashes to the id of a transaction; another explorer may.
          proof: async (_, asked) => provedBy(asked, {}),
        }),
      ),
    traffic: () => transport.traffic(),
  };
}
