/**
 * The Etherscan API V2, or a server that speaks it, as the source of Ethereum look-ups.
 */

import type { ChainSource } from '../../cases/ports.ts';
import type { Tip } from '../../core/chain.ts';
import { InvariantError } from '../../core/errors.ts';
import { consistently, type Reading } from '../consistent-reading.ts';
import { ATTEMPTS } from '../transport/retry.ts';
import type { Transport } from '../transport/transport.ts';
import { badAnswer } from '../wire-form.ts';
import { ask } from './ask.ts';
import { readHistory } from './history.ts';
import { LargestPage } from './largest-page.ts';
import { readWholeTransaction } from './whole-transaction.ts';
import { readBlock, readBlockNumber } from './wire.ts';

/** Ethereum look-ups over `transport`, whose base URL is the API's, such as `https://api.etherscan.io/v2/api`. */
export function createEtherscanSource(transport: Transport): ChainSource {
  const largest = new LargestPage();
  return {
    tip: () => consistently(transport.provider, () => readTip(transport)),
    expand: async (subject, tip, maxTransactions) => {
      const { kind, chain } = subject;
      if (kind === 'spends' || chain !== 'ethereum') {
        throw new InvariantError(`Etherscan is asked for a ${kind} of ${chain}`, { kind, chain });
      }
      const explorer = { transport, largest };
      return subject.kind === 'history'
        ? readHistory(explorer, subject, tip, maxTransactions)
        : readWholeTransaction(explorer, subject, tip);
    },
    traffic: () => transport.traffic(),
  };
}

/** Number first, then the block of that number: height, hash and time are of one block, whatever comes in between. */
async function readTip(transport: Transport): Promise<Reading<Tip>> {
  const opening = { attempts: ATTEMPTS.opening };
  const newest = await ask(transport, { module: 'proxy', action: 'eth_blockNumber' }, opening);
  const height = readBlockNumber(newest);
  const question = { module: 'proxy', action: 'eth_getBlockByNumber', tag: height, boolean: 'false' };
  const body = await ask(transport, question, opening);
  const block = readBlock(body);
  if (block === null)
    return { contradiction: `gives block ${Number(height)} as its tip and does not know it` };
  if (block.number !== height) throw badAnswer(body, `gives block ${block.number} when asked for ${height}`);
  const { hash, timestamp } = block;
  return { value: { height: Number(height), hash: hash.toLowerCase(), time: Number(timestamp) } };
}
