/**
 * The part of the Esplora API that tells of blocks. Of most blocks a dataset knows hash, height and time only; where it holds one
 * whole, its header, its ids and proofs that a transaction stands in it are given.
 */

import { Refusal } from './answer.ts';
import { type BitcoinChain, blockHashAt } from './bitcoin-chain.ts';
import { jsonAnswer, plainText, TTL_LONG, TTL_SHORT, ttlByDepth } from './esplora-answers.ts';
import { type AddRoute, hashParameter, knownTransaction, wholeNumber } from './esplora-route.ts';
import { merkleBranch, type WholeBlock } from './whole-block.ts';

export function addBlockRoutes(add: AddRoute, chain: BitcoinChain): void {
  add('/blocks/tip/height', () => plainText(200, String(chain.tip.height), TTL_SHORT));
  add('/blocks/tip/hash', () => plainText(200, chain.tip.hash, TTL_SHORT));
  add('/block-height/:height', ({ height }) => {
    const asked = wholeNumber(height, Number.MAX_SAFE_INTEGER);
    if (asked > chain.tip.height) throw blockNotFound();
    return plainText(200, blockHashAt(chain, asked), ttlByDepth(chain.tip, asked));
  });
  add('/block/:hash', ({ hash }) => {
    const block = chain.blocksByHash.get(hashParameter(hash));
    if (block === undefined) throw blockNotFound();
    return jsonAnswer(block, ttlByDepth(chain.tip, block.height));
  });
  addWholeBlockRoutes(add, chain);
}

function addWholeBlockRoutes(add: AddRoute, chain: BitcoinChain): void {
  const whole = (hash: string | undefined): WholeBlock => {
    const block = chain.wholeBlocks.get(hashParameter(hash));
    if (block === undefined) throw blockNotFound();
    return block;
  };
  add('/block/:hash/header', ({ hash }) =>
    plainText(200, Buffer.from(whole(hash).header).toString('hex'), TTL_LONG),
  );
  add('/block/:hash/txids', ({ hash }) => jsonAnswer(whole(hash).txids, TTL_LONG));
  add('/block/:hash/raw', ({ hash }) => ({
    status: 200,
    type: 'application/octet-stream',
    body: whole(hash).raw,
    maxAge: TTL_LONG,
  }));
  add('/tx/:txid/merkle-proof', ({ txid }) => {
    const tx = knownTransaction(chain, hashParameter(txid));
    const block = tx?.status.confirmed ? chain.wholeBlocks.get(tx.status.block_hash) : undefined;
    if (!tx?.status.confirmed || block === undefined) {
      throw new Refusal(plainText(404, 'Transaction not found or is unconfirmed'));
    }
    const { block_height: height } = tx.status;
    const position = block.txids.indexOf(tx.txid);
    const proof = { block_height: height, merkle: merkleBranch(block, position), pos: position };
    return jsonAnswer(proof, ttlByDepth(chain.tip, height));
  });
}

function blockNotFound(): Refusal {
  return new Refusal(plainText(404, 'Block not found'));
}
