/**
 * Real blocks as transactions, to judge rules on what is ordinary. Only block 300025 comes with all the outputs that it
 * spends. Of the others a transaction is whole if all that it spends stands in the same block. Of the rest the scripts are
 * known where the key or the script shows in the input; values, and other scripts, are made up so as to favour the
 * detectors, which makes their hits an upper bound.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Block, script as bitcoinScript, crypto, type Transaction } from 'bitcoinjs-lib';
import type { BitcoinInput, BitcoinOutput, BitcoinTransaction } from '../../../src/core/transaction.ts';

const FOLDER = 'test/fixtures/blocks';

/** Heights of the blocks that are recorded. */
export const BLOCKS = [300_025, 413_567, 702_861] as const;

/** The block whose spent outputs are recorded too. */
const WITH_UNDO = 300_025;

export interface BlockTransaction {
  readonly tx: BitcoinTransaction;
  /** Whether all spent outputs are known; otherwise values, and some scripts, are made up. */
  readonly isWhole: boolean;
}

/** @param root the repository */
export function readBlock(root: string, height: number): BlockTransaction[] {
  const block = Block.fromBuffer(unzipped(root, `${height}.raw.gz`));
  const reference = { height, hash: block.getId(), time: block.timestamp };
  const made = new Map<string, BitcoinOutput>();
  for (const tx of block.transactions ?? []) {
    for (const [vout, output] of outputsOf(tx).entries()) made.set(`${tx.getId()}:${vout}`, output);
  }
  const undo = height === WITH_UNDO ? readUndo(unzipped(root, `${height}-undo.raw.gz`)) : null;
  return (block.transactions ?? []).map((raw, position) => {
    const spent = raw.isCoinbase() ? [] : raw.ins.map((input) => spentOutput(input, undo, made));
    const inputs = spent.every((output) => output !== null)
      ? raw.ins.slice(0, spent.length).map((input, vin) => inputOf(input, spent[vin]))
      : madeUpInputs(raw, spent);
    const outputs = outputsOf(raw);
    const fee = raw.isCoinbase() ? 0n : total(inputs) - total(outputs);
    const tx = {
      chain: 'bitcoin' as const,
      txid: raw.getId(),
      block: reference,
      position,
      inputs,
      outputs,
      fee,
    };
    return { tx, isWhole: spent.every((output) => output !== null) };
  });
}

function unzipped(root: string, name: string): Buffer {
  return gunzipSync(readFileSync(join(root, FOLDER, name)));
}

function outputsOf(tx: Transaction): BitcoinOutput[] {
  return tx.outs.map(({ value, script }) => ({ value: BigInt(value), script: hex(script) }));
}

type RawInput = Transaction['ins'][number];

/** bcoin's undo data lists the outputs in the order of spending: value (8 bytes), length of the script, script. */
function readUndo(data: Buffer): Iterator<BitcoinOutput> {
  const outputs: BitcoinOutput[] = [];
  for (let at = 0; at < data.length; ) {
    const value = data.readBigUInt64LE(at);
    const length = data[at + 8] ?? 0;
    if (length >= 0xfd) throw new Error('a script in the undo data is longer than any was');
    outputs.push({ value, script: hex(data.subarray(at + 9, at + 9 + length)) });
    at += 9 + length;
  }
  return outputs.values();
}

function spentOutput(
  input: RawInput,
  undo: Iterator<BitcoinOutput> | null,
  made: ReadonlyMap<string, BitcoinOutput>,
): BitcoinOutput | null {
  if (undo === null) return made.get(outpointOf(input)) ?? null;
  const { value, done } = undo.next();
  if (done === true) throw new Error('the undo data ends before the block');
  return value;
}

function outpointOf({ hash, index }: RawInput): string {
  return `${Buffer.from(hash).reverse().toString('hex')}:${index}`;
}

function inputOf(input: RawInput, output: BitcoinOutput | null | undefined): BitcoinInput {
  if (output == null) throw new Error('a spent output is not known');
  return { outpoint: outpointOf(input), ...output };
}

/** The miner fee where it is not known, satoshi; no rule depends on its size. */
const ASSUMED_FEE = 1_000n;

/**
 * All values as even as can be, what is left over and the fee on the first: no input is larger than it must be, they
 * descend, and most are equal where the outputs are. Where the script is not known, each input has one of its own, of the
 * commonest type of SegWit.
 */
function madeUpInputs(tx: Transaction, spent: readonly (BitcoinOutput | null)[]): BitcoinInput[] {
  const paid = total(outputsOf(tx));
  const count = BigInt(tx.ins.length);
  return tx.ins.map((input, vin) => ({
    outpoint: outpointOf(input),
    value: paid / count + (vin === 0 ? (paid % count) + ASSUMED_FEE : 0n),
    script: spent[vin]?.script ?? shownScript(input) ?? madeUpScript(input),
  }));
}

/** The script that an input spends, where the input shows it. */
function shownScript({ script, witness }: RawInput): string | null {
  const pushes = bitcoinScript.decompile(script) ?? [];
  const last = pushes.at(-1);
  if (witness.length === 2 && isKey(witness[1])) {
    const keyHash = hex(crypto.hash160(witness[1]));
    return script.length === 0 ? `0014${keyHash}` : scriptHash(Buffer.from(`0014${keyHash}`, 'hex'));
  }
  if (witness.length > 2 && script.length === 0) {
    const program = witness.at(-1);
    return program === undefined ? null : `0020${hex(crypto.sha256(program))}`;
  }
  if (pushes.length === 2 && isKey(last)) return `76a914${hex(crypto.hash160(last))}88ac`;
  return last instanceof Uint8Array && pushes.length > 2 ? scriptHash(last) : null;
}

function scriptHash(redeem: Uint8Array): string {
  return `a914${hex(crypto.hash160(redeem))}87`;
}

function isKey(data: unknown): data is Uint8Array {
  return data instanceof Uint8Array && (data.length === 33 || data.length === 65);
}

function madeUpScript(input: RawInput): string {
  return `0014${hex(crypto.hash160(Buffer.from(outpointOf(input))))}`;
}

function total(parts: readonly { readonly value: bigint }[]): bigint {
  return parts.reduce((sum, { value }) => sum + value, 0n);
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
