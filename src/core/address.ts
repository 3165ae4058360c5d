/**
 * Addresses: parsing with checksums, canonical form, display form, and the link from a Bitcoin script to its address.
 *
 * Canonical form (used in keys): Ethereum lower case; bech32 lower case; base58 as it is (it is case-sensitive).
 * A Bitcoin output without an address is keyed by its script, written `script:<hex>`.
 */

import { address as bitcoin } from 'bitcoinjs-lib';
import { getAddress } from 'ethers/address';
import type { Chain } from './chain.ts';
import { InvalidInputError } from './errors.ts';

/** The address of value that comes from nowhere: genesis, block rewards, token mints. */
export const ZERO_ADDRESS = '0x0000000000000000000000000000000000000000';

/** Ethereum addresses nobody holds a key of; value sent there is out of circulation. */
const BURN_ADDRESSES: ReadonlySet<string> = new Set([
  ZERO_ADDRESS,
  '0x000000000000000000000000000000000000dead',
]);

const SCRIPT_PREFIX = 'script:';
const BECH32 = /^bc1/i;
const OP_RETURN = '6a';
/** OP_DUP OP_HASH160 <20 bytes> OP_EQUALVERIFY OP_CHECKSIG. */
const PAY_TO_PUBKEY_HASH = /^76a914([0-9a-f]{40})88ac$/;
/** OP_HASH160 <20 bytes> OP_EQUAL (BIP-16). */
const PAY_TO_SCRIPT_HASH = /^a914([0-9a-f]{40})87$/;
/** Consensus limit of a script that can be spent (script.h MAX_SCRIPT_SIZE), in bytes. */
const MAX_SCRIPT_SIZE = 10_000;

/**
 * Checks an address and returns its canonical form.
 * @throws InvalidInputError when the form or the checksum is wrong, naming value and remedy.
 */
export function parseAddress(chain: Chain, text: string): string {
  return chain === 'ethereum' ? parseEthereum(text) : parseBitcoin(text);
}

/** The chain whose address form `text` has, without checking the checksum; null when it has neither form. */
export function guessChain(text: string): Chain | null {
  if (/^0x[0-9a-f]{40}$/i.test(text)) return 'ethereum';
  if (/^bc1[0-9a-z]{6,87}$/i.test(text) || /^[13][1-9A-HJ-NP-Za-km-z]{25,34}$/.test(text)) return 'bitcoin';
  return null;
}

/** The form shown to people: EIP-55 for Ethereum, the canonical form otherwise. */
export function displayAddress(chain: Chain, canonical: string): string {
  return chain === 'ethereum' ? getAddress(canonical) : canonical;
}

/** True for Ethereum's burn addresses. */
export function isBurnAddress(canonical: string): boolean {
  return BURN_ADDRESSES.has(canonical);
}

/**
 * The address of a Bitcoin output script, or `script:<hex>` for one that has none
 * (pay-to-public-key, bare multisig, OP_RETURN, non-standard).
 * Witness programs of version 1 and above are encoded as bech32m without a curve check, as nodes and explorers
 * do (BIP-350): an output paid to an invalid taproot key still exists and holds its coins.
 */
export function addressOfScript(scriptHex: string): string {
  const program = witnessProgram(scriptHex);
  if (program !== null) return bitcoin.toBech32(program.data, program.version, 'bc');
  const [, keyHash] = PAY_TO_PUBKEY_HASH.exec(scriptHex) ?? [];
  if (keyHash !== undefined) return bitcoin.toBase58Check(Buffer.from(keyHash, 'hex'), 0x00);
  const [, scriptHash] = PAY_TO_SCRIPT_HASH.exec(scriptHex) ?? [];
  if (scriptHash !== undefined) return bitcoin.toBase58Check(Buffer.from(scriptHash, 'hex'), 0x05);
  return SCRIPT_PREFIX + scriptHex;
}

/** The script of a Bitcoin address in canonical form, hex. */
export function scriptOfAddress(canonical: string): string {
  if (canonical.startsWith(SCRIPT_PREFIX)) return canonical.slice(SCRIPT_PREFIX.length);
  if (BECH32.test(canonical)) {
    const { version, data } = bitcoin.fromBech32(canonical);
    if (version > 0) return Buffer.concat([Buffer.from([0x50 + version, data.length]), data]).toString('hex');
  }
  return Buffer.from(bitcoin.toOutputScript(canonical)).toString('hex');
}

/** True for an output nobody can ever spend: OP_RETURN, or a script above the consensus size limit. */
export function isUnspendableScript(scriptHex: string): boolean {
  return scriptHex.startsWith(OP_RETURN) || scriptHex.length / 2 > MAX_SCRIPT_SIZE;
}

/**
 * BIP-141: a version opcode (OP_0, OP_1 to OP_16) followed by one direct push of 2 to 40 bytes; in version 0 only 20
 * bytes (a key hash) and 32 (a script hash) have an address.
 */
function witnessProgram(scriptHex: string): { version: number; data: Uint8Array } | null {
  if (scriptHex.length < 8 || scriptHex.length > 84) return null;
  const script = Buffer.from(scriptHex, 'hex');
  const [opcode = 0, length = 0] = script;
  const data = script.subarray(2);
  if (data.length !== length || length < 2 || length > 40) return null;
  if (opcode === 0) return length === 20 || length === 32 ? { version: 0, data } : null;
  return opcode >= 0x51 && opcode <= 0x60 ? { version: opcode - 0x50, data } : null;
}

function parseEthereum(text: string): string {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) {
    throw invalid('ethereum', text, 'is not 0x followed by 40 hex digits');
  }
  const digits = text.slice(2);
  const oneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase();
  if (!oneCase && getAddressOrNull(text) === null) {
    throw invalid('ethereum', text, 'has a wrong EIP-55 checksum; copy it again, or write it in lower case');
  }
  return text.toLowerCase();
}

function getAddressOrNull(text: string): string | null {
  try {
    return getAddress(text);
  } catch {
    return null;
  }
}

function parseBitcoin(text: string): string {
  if (/^script:([0-9a-f]{2})+$/.test(text)) return text;
  if (/^(tb1|bcrt1|[mn2][1-9A-HJ-NP-Za-km-z]{25,34}$)/i.test(text)) {
    throw invalid('bitcoin', text, 'belongs to a test network; only mainnet is traced');
  }
  try {
    return BECH32.test(text) ? parseBech32(text) : parseBase58(text);
  } catch (cause) {
    if (cause instanceof InvalidInputError) throw cause;
    throw invalid('bitcoin', text, 'has an unknown form or a wrong checksum; copy it again', cause);
  }
}

/** BIP-173 and BIP-350: one case only, bech32 for version 0, bech32m above; `fromBech32` checks the checksum. */
function parseBech32(text: string): string {
  const { version, data, prefix } = bitcoin.fromBech32(text);
  const validLength =
    version === 0 ? data.length === 20 || data.length === 32 : data.length >= 2 && data.length <= 40;
  if (prefix !== 'bc' || version > 16 || !validLength)
    throw invalid('bitcoin', text, 'is no valid witness program');
  return text.toLowerCase();
}

function parseBase58(text: string): string {
  const { version } = bitcoin.fromBase58Check(text);
  if (version !== 0x00 && version !== 0x05) throw invalid('bitcoin', text, 'is not a mainnet address');
  return text;
}

function invalid(chain: Chain, value: string, problem: string, cause?: unknown): InvalidInputError {
  const shown = value.length > 100 ? `${value.slice(0, 100)}…` : value;
  return new InvalidInputError(
    `${chain} address "${shown}" ${problem}`,
    { field: 'address', value: shown, chain },
    cause,
  );
}
