/**
 * An Esplora server (blockstream.info, mempool.space, self-hosted electrs) as the source of Bitcoin look-ups.
 */

import type { ChainSource } from '../../cases/ports.ts';
import type { Tip } from '../../core/chain.ts';
import { InvariantError } from '../../core/errors.ts';
import type { Expansion, Subject } from '../../core/graph/subject.ts';
import { consistently, type Reading } from '../consistent-reading.ts';
import { attested, type Pinned, pinnedTo, type SourceOptions } from '../pinned.ts';
import { isJson } from '../transport/body.ts';
import { ATTEMPTS } from '../transport/retry.ts';
import type { Transport } from '../transport/transport.ts';
import { badAnswer, wrongAnswer } from '../wire-form.ts';
import { readHistory } from './history.ts';
import { createOutspendBatches } from './outspend-batches.ts';
import { expandProof } from './proof.ts';
import { createSpendTools, readSpends, type SpendTools } from './spends.ts';
import { expandTransaction } from './transaction.ts';
import { readBlock, readHash } from './wire.ts';

export interface EsploraOptions extends SourceOptions {
  /** Of how many transactions the server tells the outspends in one answer; one by one when not given. */
  readonly batch?: number;
}

/** Bitcoin look-ups over `transport`, whose base URL is the API's, such as `https://mempool.space/api`. */
export function createEsploraSource(transport: Transport, options: EsploraOptions): ChainSource {
  const { batch } = options;
  const tools = createSpendTools(batch === undefined ? null : createOutspendBatches(transport, batch));
  return {
    tip: () => attested(transport, (to) => consistently({ transport: to }, readTip), ATTEMPTS.opening),
    blockHash: (height) => readBlockHash(transport, height),
    expand: (subject, tip, max) =>
      pinnedTo(tip, transport, options, (pinned) => expand(pinned, subject, max, tools)),
    traffic: () => transport.traffic(),
  };
}

/** Hash first, then the block of that hash: height, hash and time are of one block, whatever happens in between. */
async function readTip({ transport }: Pick<Pinned, 'transport'>): Promise<Reading<Tip>> {
  const opening = { attempts: ATTEMPTS.opening };
  const tip = await transport.get('/blocks/tip/hash', {}, opening);
  if (tip === null) {
    const problem = 'no Esplora API is found there (404); check the base URL';
    throw badAnswer(transport.originOf('/blocks/tip/hash', {}), problem);
  }
  const hash = readHash(tip);
  const body = await transport.get(`/block/${hash}`, {}, { check: isJson, ...opening });
  if (body === null) return { contradiction: `gives block ${hash} as its tip and does not know it` };
  const { id, height, timestamp } = readBlock(body);
  if (id !== hash) throw wrongAnswer(body, `gives block ${id} when asked for block ${hash}`);
  return { value: { height, hash, time: timestamp } };
}

async function readBlockHash(transport: Transport, height: number): Promise<string | null> {
  const body = await transport.get(`/block-height/${height}`, {});
  return body === null ? null : readHash(body);
}

async function expand(pinned: Pinned, subject: Subject, max: number, tools: SpendTools): Promise<Expansion> {
  if (subject.chain !== 'bitcoin') {
    throw new InvariantError(`Esplora is asked about ${subject.chain}`, { chain: subject.chain });
  }
  switch (subject.kind) {
    case 'history':
      return readHistory(pinned, subject, max);
    case 'transaction':
      return expandTransaction(pinned, subject);
    case 'proof':
      return expandProof(pinned, subject);
    case 'spends':
      return consistently(pinned, (explorer) => readSpends(explorer, subject, tools));
  }
}
