/**
 * The Etherscan API V2, or a server that speaks it, as the source of Ethereum look-ups.
 */

import type { ChainSource } from '../../cases/ports.ts';
import type { Tip } from '../../core/chain.ts';
import { consistently, type Reading } from '../consistent-reading.ts';
import { LargestPage } from '../ethereum/largest-page.ts';
import { lookUp } from '../ethereum/look-up.ts';
import type { WireBlock } from '../ethereum/node-forms.ts';
import { attested, type Pinned, pinnedTo, type SourceOptions } from '../pinned.ts';
import { ATTEMPTS } from '../transport/retry.ts';
import type { AskOptions, Transport } from '../transport/transport.ts';
import { wrongAnswer } from '../wire-form.ts';
import { ask } from './ask.ts';
import { readHistory } from './history.ts';
import { leastLimitAt } from './known-server.ts';
import { withNodeDoor } from './node-door.ts';
import { readProof, readWholeTransaction } from './whole-transaction.ts';
import { readBlock, readBlockNumber, readCall } from './wire.ts';

/**
 * Ethereum look-ups over a transport whose base URL is the API's: `https://api.etherscan.io/v2/api`, or that of a server of
 * the same form (Routescan; a Blockscout, `https://eth.blockscout.com/api`).
 */
export function createEtherscanSource(given: Transport, options: SourceOptions): ChainSource {
  const transport = withNodeDoor(given);
  const largest = new LargestPage(leastLimitAt(transport.originOf('', {}).url));
  return {
    tip: () => attested(transport, (to) => consistently({ transport: to }, readTip), ATTEMPTS.opening),
    blockHash: (height) => readBlockHash(transport, height),
    expand: (subject, tip, max) =>
      pinnedTo(tip, transport, options, (pinned) =>
        lookUp({ ...pinned, largest }, subject, {
          history: (one, asked) => readHistory(one, asked, max),
          transaction: readWholeTransaction,
          proof: readProof,
        }),
      ),
    call: (to, data, tip) =>
      attested(transport, async (asked) => {
        const tag = `0x${tip.height.toString(16)}`;
        return readCall(await ask(asked, { module: 'proxy', action: 'eth_call', to, data, tag }));
      }),
    traffic: () => transport.traffic(),
  };
}

/** Number first, then the block of that number: height, hash and time are of one block, whatever comes in between. */
async function readTip({ transport }: Pick<Pinned, 'transport'>): Promise<Reading<Tip>> {
  const opening = { attempts: ATTEMPTS.opening };
  const newest = await ask(transport, { module: 'proxy', action: 'eth_blockNumber' }, opening);
  const height = readBlockNumber(newest);
  const block = await askBlock(transport, height, opening);
  if (block === null)
    return { contradiction: `gives block ${Number(height)} as its tip and does not know it` };
  const { hash, timestamp } = block;
  return { value: { height: Number(height), hash: hash.toLowerCase(), time: Number(timestamp) } };
}

async function readBlockHash(transport: Transport, height: number): Promise<string | null> {
  const block = await askBlock(transport, `0x${height.toString(16)}`);
  return block === null ? null : block.hash.toLowerCase();
}

/** @param height in hex */
async function askBlock(
  transport: Transport,
  height: string,
  options: Pick<AskOptions, 'attempts'> = {},
): Promise<WireBlock | null> {
  const question = { module: 'proxy', action: 'eth_getBlockByNumber', tag: height, boolean: 'false' };
  const body = await ask(transport, question, options);
  const block = readBlock(body);
  if (block !== null && block.number !== height) {
    throw wrongAnswer(body, `gives block ${block.number} when asked for ${height}`);
  }
  return block;
}
