/**
 * Blocks, and the newest of them.
 */

import type { Tip } from '../../core/chain.ts';
import { type Pinned, validityUpTo } from '../pinned.ts';
import { ATTEMPTS } from '../transport/retry.ts';
import type { AskOptions, Transport } from '../transport/transport.ts';
import { badAnswer, wrongAnswer } from '../wire-form.ts';
import { ask, askIfThere } from './ask.ts';
import { readBlock, readBlocks, secondsOf, type WireBlock } from './wire.ts';

/** The newest block: height, hash and time in one answer. @throws ProviderError */
export async function readTip(transport: Transport): Promise<Tip> {
  const check: AskOptions['check'] = (body) => void readBlocks(body);
  const body = await ask(transport, '/main-page/blocks', {}, { check, attempts: ATTEMPTS.opening });
  const [newest] = readBlocks(body).sort((a, b) => b.height - a.height);
  if (newest === undefined) throw badAnswer(body, 'gives no block');
  return { height: newest.height, hash: newest.hash.toLowerCase(), time: secondsOf(newest.timestamp) };
}

/** Hash of the block at a height; null above the tip. @throws ProviderError */
export async function readBlockHash(transport: Transport, height: number): Promise<string | null> {
  const block = await readBlockAt(transport, height, {});
  return block === null ? null : block.hash.toLowerCase();
}

/** A block at or below the tip of a look-up; null when Blockscout does not know it. @throws ProviderError */
export function askBlock(pinned: Pinned, height: number): Promise<WireBlock | null> {
  return readBlockAt(pinned.transport, height, {
    tip: pinned.tip,
    validity: () => validityUpTo(height, pinned),
  });
}

async function readBlockAt(
  transport: Transport,
  height: number,
  options: AskOptions,
): Promise<WireBlock | null> {
  const body = await askIfThere(transport, `/blocks/${height}`, {}, options);
  if (body === null) return null;
  const block = readBlock(body);
  if (block.height === height) return block;
  throw wrongAnswer(body, `gives block ${block.height} when asked for ${height}`);
}
