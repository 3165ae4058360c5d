/**
 * Pages of the history of an address: where they are, and what their rows must be.
 */

import { createHash } from 'node:crypto';
import { stringify } from 'lossless-json';
import { scriptOfAddress } from '../../core/address.ts';
import type { BitcoinTransaction } from '../../core/transaction.ts';
import { type Pinned, validityUpTo } from '../pinned.ts';
import { type Body, isJson } from '../transport/body.ts';
import { badAnswer } from '../wire-form.ts';
import { normalizeTransaction } from './normalize.ts';
import { pathOfTransaction } from './transaction.ts';
import type { WireTransaction } from './wire.ts';

/** mempool/electrs src/rest.rs, CHAIN_TXS_PER_PAGE. */
export const ROWS_PER_PAGE = 25;

/** Esplora hashes a script plainly, without Electrum's reversal of the bytes (electrs src/rest.rs, parse_scripthash). */
export function pathOfAddress(address: string): string {
  if (!address.startsWith('script:')) return `/address/${encodeURIComponent(address)}`;
  const script = Buffer.from(scriptOfAddress(address), 'hex');
  return `/scripthash/${createHash('sha256').update(script).digest('hex')}`;
}

/** Asks about an address. What is true up to the pinned block stays so for runs that are pinned to it. */
export function getOfAddress({ transport, tip }: Pinned, path: string): Promise<Body | null> {
  return transport.get(path, {}, { check: isJson, tip, validity: () => 'tip' });
}

/** The same. @throws BadProviderDataError when the server knows no addresses */
export async function askAddress(pinned: Pinned, path: string): Promise<Body> {
  const body = await getOfAddress(pinned, path);
  if (body !== null) return body;
  throw badAnswer(
    pinned.transport.originOf(path, {}),
    'has no histories of addresses (404); use a server with an Esplora index',
  );
}

/** A row of a page of confirmed transactions. @throws BadProviderDataError when it does not belong there */
export function rowOf(wire: WireTransaction, script: string, body: Body): BitcoinTransaction {
  const { txid, vin, vout } = wire;
  const scripts = [
    ...vin.map(({ prevout }) => prevout?.scriptpubkey),
    ...vout.map((out) => out.scriptpubkey),
  ];
  if (!scripts.includes(script)) {
    throw badAnswer(body, `shows transaction ${txid}, in which the address has no part`);
  }
  const transaction = normalizeTransaction(wire, body);
  if (transaction === null) {
    throw badAnswer(body, `shows transaction ${txid}, which is not confirmed, among the confirmed ones`);
  }
  return transaction;
}

/**
 * Takes note of what a row spends. In a chain every output is spent once.
 * @param spenders by outpoint, the transactions of the rows so far that spend it
 * @returns what is wrong when another of them spends the same, else null
 */
export function noteSpends(
  { txid, inputs }: BitcoinTransaction,
  spenders: Map<string, string>,
): string | null {
  for (const { outpoint } of inputs) {
    const other = spenders.get(outpoint);
    if (other !== undefined) {
      return `shows two confirmed transactions that spend ${outpoint}: ${other} and ${txid}`;
    }
    spenders.set(outpoint, txid);
  }
  return null;
}

/** Keeps the transactions of a page, so that none of them is asked for again. @param rows by their place on the page */
export async function keepRows(
  body: Body,
  rows: ReadonlyMap<number, BitcoinTransaction>,
  pinned: Pinned,
): Promise<void> {
  const { transport, tip } = pinned;
  const texts = body.json() as readonly unknown[];
  await Promise.all(
    [...rows].map(([place, { txid, block }]) => {
      const validity = validityUpTo(block.height, pinned);
      return transport.keepPart(body, pathOfTransaction(txid), stringify(texts[place]) ?? '', {
        tip,
        validity: () => validity,
      });
    }),
  );
}
