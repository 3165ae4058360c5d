/**
 * An Ethereum node, or whoever speaks JSON-RPC as it does, as the source of Ethereum look-ups.
 */

import type { ChainSource } from '../../cases/ports.ts';
import type { Tip } from '../../core/chain.ts';
import { LargestPage } from '../ethereum/largest-page.ts';
import { lookUp } from '../ethereum/look-up.ts';
import type { WireBlock } from '../ethereum/node-forms.ts';
import { attested, pinnedTo, type SourceOptions } from '../pinned.ts';
import { ATTEMPTS } from '../transport/retry.ts';
import type { AskOptions, Transport } from '../transport/transport.ts';
import { badAnswer, wrongAnswer } from '../wire-form.ts';
import { Abilities } from './abilities.ts';
import { ask, originOf, quantity } from './call.ts';
import { Finalized } from './finalized.ts';
import { readHistory } from './history.ts';
import { RangeLimit } from './range-limit.ts';
import { readProof, readWholeTransaction } from './whole-transaction.ts';
import { readBlock, readCall } from './wire.ts';

/** Ethereum look-ups over `transport`, whose base URL is the server's, such as `http://127.0.0.1:8545`. */
export function createJsonRpcSource(transport: Transport, options: SourceOptions): ChainSource {
  const abilities = new Abilities(transport);
  const finalized = new Finalized(transport);
  const largest = new LargestPage();
  const limits = { eth_getLogs: new RangeLimit(), trace_filter: new RangeLimit() };
  return {
    tip: () =>
      attested(
        transport,
        async (to) => {
          await abilities.requireMainnet();
          return readTip(to);
        },
        ATTEMPTS.opening,
      ),
    blockHash: (height) => readBlockHash(transport, height),
    expand: (subject, tip, max) =>
      pinnedTo(tip, transport, options, async (pinned) => {
        await abilities.requireMainnet();
        const final = (await finalized.at(tip)) ?? Number.POSITIVE_INFINITY;
        const explorer = { ...pinned, settled: Math.min(pinned.settled, final), abilities, largest, limits };
        return lookUp(explorer, subject, {
          history: (one, asked) => readHistory(one, asked, max),
          transaction: readWholeTransaction,
          proof: readProof,
        });
      }),
    call: (contract, data, tip) =>
      attested(transport, async (to) => {
        await abilities.requireMainnet();
        return readCall(await ask(to, ['eth_call', { to: contract, data }, quantity(tip.height)]));
      }),
    traffic: () => transport.traffic(),
  };
}

async function readTip(transport: Transport): Promise<Tip> {
  const block = await askBlock(transport, 'latest', { attempts: ATTEMPTS.opening });
  if (block === null)
    throw badAnswer(originOf(transport, ['eth_getBlockByNumber', 'latest']), 'has no block');
  return { height: Number(block.number), hash: block.hash.toLowerCase(), time: Number(block.timestamp) };
}

async function readBlockHash(transport: Transport, height: number): Promise<string | null> {
  const block = await askBlock(transport, quantity(height));
  if (block === null) return null;
  if (Number(block.number) === height) return block.hash.toLowerCase();
  const origin = originOf(transport, ['eth_getBlockByNumber', quantity(height)]);
  throw wrongAnswer(origin, `gives block ${Number(block.number)} when asked for ${height}`);
}

/** @param tag a height in hex, or a word */
async function askBlock(
  transport: Transport,
  tag: string,
  options: Pick<AskOptions, 'attempts'> = {},
): Promise<WireBlock | null> {
  return readBlock(await ask(transport, ['eth_getBlockByNumber', tag, false], options));
}
