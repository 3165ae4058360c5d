/** Transactions by their form alone, for tests of detectors: values, and scripts where they matter. */
import type { Fingerprint } from '../../src/core/fingerprint.ts';
import type { BitcoinTransaction } from '../../src/core/transaction.ts';
import { bitcoinTransaction } from './transactions.ts';

/** Satoshi to a script that nothing else has, or to a given one. */
export type Part = bigint | readonly [value: bigint, script: string];

export interface Form {
  readonly txid?: string;
  readonly height?: number;
  /** Unix seconds. */
  readonly time?: number;
  readonly inputs: readonly Part[];
  readonly outputs: readonly Part[];
  readonly fingerprint?: Fingerprint;
}

/** Of June 2024, when every protocol had begun. */
const LATE = { height: 846_500, time: 1_717_500_000 };

export function transactionOf(form: Form): BitcoinTransaction {
  const { txid = 'tx', height = LATE.height, time = LATE.time, fingerprint } = form;
  const inputs = form.inputs.map((part, n) => {
    const [value, script] = pairOf(part, wpkh(n + 1));
    return ['funding', n, value, script] as const;
  });
  const outputs = form.outputs.map((part, n) => {
    const [value, script] = pairOf(part, wpkh(1_000_000 + n));
    return { value, script };
  });
  const marks = fingerprint === undefined ? {} : { fingerprint };
  return bitcoinTransaction({ txid, height, time, inputs, outputs, ...marks });
}

const pairOf = (part: Part, script: string): readonly [bigint, string] =>
  typeof part === 'bigint' ? [part, script] : part;

/** So many parts of one value. */
export const times = (count: number, value: bigint): bigint[] => new Array<bigint>(count).fill(value);

const digits = (n: number, length: number) => n.toString(16).padStart(length, '0');

export const wpkh = (n: number): string => `0014${digits(n, 40)}`;
export const wsh = (n: number): string => `0020${digits(n, 64)}`;
export const taproot = (n: number): string => `5120${digits(n, 64)}`;
export const pkh = (n: number): string => `76a914${digits(n, 40)}88ac`;
export const scriptHash = (n: number): string => `a914${digits(n, 40)}87`;
/** OP_RETURN with so many bytes of payload. */
export const nulldata = (bytes: number): string => {
  const push = bytes > 75 ? `4c${digits(bytes, 2)}` : digits(bytes, 2);
  return `6a${push}${'00'.repeat(bytes)}`;
};
