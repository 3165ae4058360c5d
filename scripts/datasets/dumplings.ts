/**
 * Transaction lists of the Dumplings scanner, the source of dataset whirlpool-2024. One transaction a line:
 * `txid:::blockHash:::txIndexInBlock:::unixTime:::inputs:::outputs`, items separated by `}{`, an input
 * `prevTxid-vout-satoshi+scriptPubKey+type`, an output `satoshi+scriptPubKey+type`
 * (data/sources/coinjoin/PROVENANCE.md).
 */

import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { badSourceValue } from './source-csv.ts';

export interface DumplingsOutput {
  /** Satoshi. */
  readonly value: bigint;
  /** scriptPubKey, hex. */
  readonly script: string;
  /** The scanner's name of the script type, e.g. `TxWitnessV0Keyhash`. */
  readonly type: string;
}

/** A spent output. */
export interface DumplingsInput extends DumplingsOutput {
  readonly txid: string;
  readonly vout: number;
}

export interface DumplingsTransaction {
  readonly txid: string;
  readonly blockHash: string;
  /** Index in the block; null where the list says 0, the place of the coinbase transaction, for want of knowledge. */
  readonly position: number | null;
  /** Unix seconds of the block. */
  readonly time: number;
  readonly inputs: readonly DumplingsInput[];
  readonly outputs: readonly DumplingsOutput[];
}

const LINE =
  /^(?<txid>[0-9a-f]{64}):::(?<blockHash>[0-9a-f]{64}):::(?<position>\d+):::(?<time>\d+):::(?<inputs>[^:]+):::(?<outputs>[^:]+)$/;
const INPUT = /^(?<txid>[0-9a-f]{64})-(?<vout>\d+)-(?<output>.+)$/;
const OUTPUT = /^(?<value>\d+)\+(?<script>(?:[0-9a-f]{2})+)\+(?<type>\w+)$/;

/**
 * All transactions of a gzipped list, in its order.
 * @throws InvalidInputError naming file, line and field
 */
export function readDumplings(file: string): DumplingsTransaction[] {
  const lines = gunzipSync(readFileSync(file)).toString('utf8').split(/\r?\n/);
  return lines.flatMap((line, index) => (line === '' ? [] : [parseLine(`${file}:${index + 1}`, line)]));
}

function parseLine(where: string, line: string): DumplingsTransaction {
  const { txid, blockHash, position, time, inputs, outputs } = match(where, 'line', LINE, line);
  return {
    txid: txid ?? '',
    blockHash: blockHash ?? '',
    position: position === '0' ? null : Number(position),
    time: Number(time),
    inputs: items(inputs).map((item) => parseInput(where, item)),
    outputs: items(outputs).map((item) => parseOutput(where, item)),
  };
}

function items(list: string | undefined): string[] {
  return (list ?? '').split('}{');
}

function parseInput(where: string, item: string): DumplingsInput {
  const { txid = '', vout, output = '' } = match(where, 'input', INPUT, item);
  return { txid, vout: Number(vout), ...parseOutput(where, output) };
}

function parseOutput(where: string, item: string): DumplingsOutput {
  const { value = '', script = '', type = '' } = match(where, 'output', OUTPUT, item);
  return { value: BigInt(value), script, type };
}

function match(where: string, field: string, form: RegExp, text: string): Partial<Record<string, string>> {
  const groups = form.exec(text)?.groups;
  if (groups === undefined) throw badSourceValue(where, field, text.slice(0, 100), 'of the Dumplings form');
  return groups;
}
