/**
 * The raw form of a Bitcoin transaction, the one that its id is the hash of: built again from what explorers print, and
 * taken apart. Who holds a transaction whose hash is its id need not believe anybody what it spends and pays.
 */

import { Transaction } from 'bitcoinjs-lib';
import { type Fingerprint, fingerprintFrom } from '../fingerprint.ts';
import type { BitcoinOutput, BitcoinTransaction } from '../transaction.ts';
import { bytesOfPrinted, printedHash } from './printed-hash.ts';

/** A transaction as Esplora prints it, as far as its raw form is concerned. Recordings may lack some of the fields. */
export interface PrintedTransaction {
  /** Signed in the raw form; negative ones are printed as they are, or with 2^32 added. */
  readonly version?: number;
  readonly locktime?: number;
  readonly vin: readonly {
    readonly txid: string;
    readonly vout: number;
    /** Hex, as all bytes are. */
    readonly scriptsig?: string;
    readonly sequence?: number;
    /** Left out when it is empty. */
    readonly witness?: readonly string[];
  }[];
  readonly vout: readonly { readonly scriptpubkey: string; readonly value: number }[];
}

export interface RawTransaction {
  /** What it hashes to: 64 hex digits. Witnesses are not part of the hash. */
  readonly txid: string;
  /** The outputs that it spends as `txid:vout`; empty for a coinbase transaction. */
  readonly spends: readonly string[];
  readonly outputs: readonly BitcoinOutput[];
  readonly fingerprint: Fingerprint;
  toBytes(): Uint8Array;
}

/** The raw form of what was printed; null when a part of it was not. */
export function rebuiltTransaction(printed: PrintedTransaction): RawTransaction | null {
  const { version, locktime, vin, vout } = printed;
  if (version === undefined || locktime === undefined) return null;
  const raw = new Transaction();
  // bitcoinjs-lib reads and writes it without its sign.
  raw.version = version >>> 0;
  raw.locktime = locktime;
  for (const { txid, vout: index, scriptsig, sequence, witness = [] } of vin) {
    if (scriptsig === undefined || sequence === undefined) return null;
    const at = raw.addInput(bytesOfPrinted(txid), index, sequence, bytesOf(scriptsig));
    raw.setWitness(at, witness.map(bytesOf));
  }
  for (const { scriptpubkey, value } of vout) raw.addOutput(bytesOf(scriptpubkey), BigInt(value));
  return describe(raw);
}

/** Takes raw bytes apart; null when they are no transaction. */
export function parseRawTransaction(bytes: Uint8Array): RawTransaction | null {
  try {
    return describe(Transaction.fromBuffer(bytes));
  } catch {
    return null;
  }
}

function describe(raw: Transaction): RawTransaction {
  return {
    txid: raw.getId(),
    toBytes: () => raw.toBuffer(),
    get spends() {
      return raw.isCoinbase() ? [] : raw.ins.map(({ hash, index }) => `${printedHash(hash)}:${index}`);
    },
    get outputs() {
      return raw.outs.map(({ value, script }) => ({ value, script: Buffer.from(script).toString('hex') }));
    },
    get fingerprint() {
      const { version, locktime, ins } = raw;
      return fingerprintFrom({ version, locktime, sequences: ins.map(({ sequence }) => sequence) });
    },
  };
}

/**
 * How a transaction contradicts raw bytes that are said to be its own; null when they say the same. What the outputs
 * that it spends were worth is not in the bytes.
 */
export function rawProblem(
  { txid, inputs, outputs }: BitcoinTransaction,
  raw: RawTransaction,
): string | null {
  if (raw.txid !== txid) return `hashes to ${raw.txid}`;
  const spent = inputs.map(({ outpoint }) => outpoint);
  if (spent.join() !== raw.spends.join()) return 'spends other outputs';
  const written = (some: readonly BitcoinOutput[]) =>
    some.map(({ value, script }) => `${value} ${script}`).join();
  return written(outputs) === written(raw.outputs) ? null : 'has other outputs';
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}
