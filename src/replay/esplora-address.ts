/**
 * From what stands in an Esplora URL after `/address/` or `/scripthash/` to the script that it means.
 * Texts and statuses as in mempool/electrs, src/rest.rs (`address_to_scripthash`, `parse_scripthash`).
 */

import { address as bitcoin } from 'bitcoinjs-lib';
import { parseAddress, scriptOfAddress } from '../core/address.ts';
import { InvalidInputError } from '../core/errors.ts';
import { Refusal } from './answer.ts';
import type { BitcoinChain } from './bitcoin-chain.ts';
import { plainText } from './esplora-answers.ts';

const TEST_PREFIXES: ReadonlySet<string> = new Set(['tb', 'bcrt']);
/** Version bytes of test network addresses: pay-to-public-key-hash and pay-to-script-hash (chainparams.cpp). */
const TEST_VERSIONS: ReadonlySet<number> = new Set([0x6f, 0xc4]);

/**
 * The script of a mainnet address, hex.
 * @throws Refusal with status 400 when it is none.
 */
export function scriptOfAddressParameter(text: string): string {
  // The project's own notation for a script without address is no address to an explorer.
  if (!text.includes(':')) {
    try {
      return scriptOfAddress(parseAddress('bitcoin', text));
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
    }
  }
  throw new Refusal(
    plainText(400, isTestAddress(text) ? 'Address on invalid network' : 'Invalid Bitcoin address'),
  );
}

/**
 * The script behind a scripthash, hex; null when the chain has never seen it.
 * @throws Refusal with status 400 when it is no scripthash.
 */
export function scriptOfScripthashParameter(chain: BitcoinChain, text: string): string | null {
  if (!/^([0-9a-f]{2})*$/i.test(text)) throw new Refusal(plainText(400, 'Invalid hex string'));
  if (text.length !== 64) throw new Refusal(plainText(400, 'Invalid scripthash'));
  return chain.scripts.get(text.toLowerCase()) ?? null;
}

function isTestAddress(text: string): boolean {
  try {
    return TEST_PREFIXES.has(bitcoin.fromBech32(text).prefix);
  } catch {
    return isTestBase58(text);
  }
}

function isTestBase58(text: string): boolean {
  try {
    return TEST_VERSIONS.has(bitcoin.fromBase58Check(text).version);
  } catch {
    return false;
  }
}
