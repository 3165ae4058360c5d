/**
 * Puts transfers without blocks and deposits with blocks into one chain order. Used where a source knows the time of
 * a transfer but neither its block nor its place in it.
 */

import { InvariantError } from '../../src/core/errors.ts';
import type { EthereumCall } from './ethereum-call.ts';

/** A call whose block and index are not known: they follow from time and order. */
export type UnplacedCall = Omit<EthereumCall, 'block' | 'txIndex'>;
/** A call of known block; the log index orders it among the deposits of its block. */
export type Deposit = UnplacedCall & { readonly block: number; readonly logIndex: number };

/**
 * Gives every call its block and its index in it. Inside a block transfers come first, in the order given: a credit
 * must not come after the deposit it pays for. Deposits follow by log index.
 * @param blocks the block of every time (Unix seconds)
 * @throws InvariantError when a time has no block, or not the one that a deposit states
 */
export function placeInBlocks(
  transfers: readonly UnplacedCall[],
  deposits: readonly Deposit[],
  blocks: ReadonlyMap<number, number>,
): EthereumCall[] {
  for (const { block, time, txHash } of deposits) {
    if (blocks.get(time) !== block)
      throw new InvariantError('a deposit is not in its own block', { txHash, block });
  }
  const byLog = [...deposits].sort((a, b) => a.logIndex - b.logIndex);
  const inBlock = new Map<number, UnplacedCall[]>();
  for (const call of [...transfers, ...byLog]) {
    const block = blocks.get(call.time);
    if (block === undefined) throw new InvariantError('a time has no block', { time: call.time });
    inBlock.set(block, [...(inBlock.get(block) ?? []), call]);
  }
  return [...inBlock]
    .sort(([a], [b]) => a - b)
    .flatMap(([block, calls]) =>
      calls.map(({ time, txHash, from, to, value }, txIndex) => ({
        block,
        time,
        txIndex,
        txHash,
        from,
        to,
        value,
      })),
    );
}
