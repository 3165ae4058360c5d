/**
 * Seeds as they are written on the command line, turned into the seeds of a case body.
 *
 *   0x6e12…                an Ethereum address         bc1q…, 1…, 3…     a Bitcoin address
 *   <txid>                 a Bitcoin transaction       <txid>:<vout>     one of its outputs
 *   0x<txid>               an Ethereum transaction
 *   bitcoin:… ethereum:…   any of them with its chain named
 */

import { guessChain } from '../core/address.ts';
import { CHAINS, isChain } from '../core/chain.ts';
import { InvalidInputError } from '../core/errors.ts';

const FORMS = 'an Ethereum or Bitcoin address, a transaction id, or <txid>:<vout>';

/** Window of an address seed, and asset of an Ethereum seed, as written by the user. */
export interface SeedWindow {
  readonly since?: string;
  readonly until?: string;
  readonly asset?: string;
}

/**
 * The seed of a case body for one word of the command line. Checksums are checked later, with the body.
 * @throws InvalidInputError for an unknown chain or an unknown form
 */
export function seedOfText(text: string, window: SeedWindow): Record<string, unknown> {
  const [, prefix, rest = text] = /^([A-Za-z][A-Za-z-]*):(.+)$/.exec(text) ?? [];
  if (prefix !== undefined && !isChain(prefix)) {
    throw problem(text, `names the unknown chain "${prefix}"; known are ${CHAINS.join(', ')}`);
  }
  if (/^0x[0-9a-fA-F]{64}$/.test(rest) && prefix !== 'bitcoin') {
    const { asset, ...times } = window;
    refuseOptions(text, times);
    const base = { kind: 'transaction', chain: 'ethereum', txid: rest.toLowerCase() };
    return asset === undefined ? base : { ...base, asset };
  }
  const [, txid, vout] = /^([0-9a-fA-F]{64})(?::(\d+))?$/.exec(rest) ?? [];
  if (txid !== undefined && prefix !== 'ethereum') {
    refuseOptions(text, window);
    const base = { chain: 'bitcoin', txid: txid.toLowerCase() };
    return vout === undefined
      ? { kind: 'transaction', ...base }
      : { kind: 'outpoint', ...base, vout: Number.parseInt(vout, 10) };
  }
  const chain = prefix ?? guessChain(rest);
  if (chain === null) throw problem(text, `has an unknown form; give ${FORMS}`);
  return { kind: 'address', chain, address: rest, ...window };
}

function refuseOptions(text: string, options: object): void {
  const [option] = Object.keys(options);
  if (option !== undefined) throw problem(text, `is no address, so --${option} does not apply to it`);
}

function problem(value: string, text: string): InvalidInputError {
  const shown = value.length > 100 ? `${value.slice(0, 100)}…` : value;
  return new InvalidInputError(`seed "${shown}" ${text}`, { field: 'seed', value: shown });
}
