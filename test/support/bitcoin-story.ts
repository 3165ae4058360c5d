/** Bitcoin transactions in short words: scripts have one letter. */
import { addressOfScript } from '../../src/core/address.ts';
import type { BitcoinTransaction } from '../../src/core/transaction.ts';
import { wpkh } from './form.ts';
import { bitcoinTransaction } from './transactions.ts';

/** Scripts by name, and back. */
const NAMES = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
export const scriptOf = (name: string) => wpkh(NAMES.indexOf(name) + 1);
export const at = (name: string) => addressOfScript(scriptOf(name));
export const nameOf = (address: string) => [...NAMES].find((name) => at(name) === address) ?? address;

/** `3: A, B > C 149`: transaction 3 spends the coins of A and B that were made last, or of 100 that come from elsewhere. */
export function story(lines: readonly string[]): BitcoinTransaction[] {
  const coins = new Map<string, [txid: string, vout: number, value: bigint]>();
  return lines.map((line) => {
    const [height = '', from = '', to = ''] = line.split(/[:>]/).map((part) => part.trim());
    const parts = (text: string) => text.split(', ').filter((part) => part !== '');
    const inputs = parts(from).map((name) => {
      const [txid, vout, value] = coins.get(name) ?? [`of ${name} at ${height}`, 0, 100n];
      coins.delete(name);
      return [txid, vout, value, scriptOf(name)] as const;
    });
    const outputs = parts(to).map((part, vout) => {
      const [name = '', value = ''] = part.split(' ');
      coins.set(name, [height, vout, BigInt(value)]);
      return { value: BigInt(value), script: scriptOf(name) };
    });
    return bitcoinTransaction({ txid: height, height: Number(height), inputs, outputs });
  });
}
