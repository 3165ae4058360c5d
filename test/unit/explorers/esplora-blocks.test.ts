/** Whole real blocks through the Esplora reader: ids, addresses, and, where the outputs that are spent are known, fees. */

import { expect, test } from '@jest/globals';
import { address as bitcoin } from 'bitcoinjs-lib';
import { addressOfScript } from '../../../src/core/address.ts';
import { normalizeTransaction } from '../../../src/explorers/esplora/normalize.ts';
import { readTransaction } from '../../../src/explorers/esplora/wire.ts';
import { printedTransaction } from '../../support/printed-transaction.ts';
import { type Output, REAL_BLOCKS, readCoins, readRealBlock } from '../../support/raw-block.ts';
import { answered } from './local-server.ts';

const [BLOCK] = REAL_BLOCKS as [(typeof REAL_BLOCKS)[number]];
const total = (outputs: readonly { readonly value: bigint }[]) =>
  outputs.reduce((sum, { value }) => sum + value, 0n);

test('block 300025: every transaction is verified, and the fees are what the miner took', () => {
  const coins: Output[] = readCoins();
  const status = {
    confirmed: true,
    block_height: BLOCK.height,
    block_hash: BLOCK.hash,
    block_time: 1,
  } as const;
  const transactions = readRealBlock(BLOCK).transactions.map((tx, index) => {
    const spent = index === 0 ? [] : coins.splice(0, tx.inputs.length);
    const text = JSON.stringify(printedTransaction(tx, spent, status));
    const body = answered({ provider: 'esplora', url: 'http://explorer/tx', path: '/tx' }, text);
    const transaction = normalizeTransaction(readTransaction(body), body);
    expect(transaction).toMatchObject({ txid: tx.txid, verified: true, outputs: tx.outputs });
    expect(transaction?.inputs.map(({ value, script }) => ({ value, script }))).toEqual(spent);
    expect(transaction?.fee).toBe(index === 0 ? 0n : total(spent) - total(tx.outputs));
    return transaction;
  });
  // Every coin found its input.
  expect(coins).toEqual([]);
  const fees = transactions.reduce((sum, tx) => sum + (tx?.fee ?? -1n), 0n);
  // 25 BTC a block from height 210,000 on.
  expect(total(transactions[0]?.outputs ?? [])).toBe(25_0000_0000n + fees);
  expect(fees).toBeGreaterThan(0n);
});

test.each(REAL_BLOCKS)(
  'block $height: addresses are those that bitcoinjs-lib tells from the scripts',
  (block) => {
    const scripts = new Set(
      readRealBlock(block).transactions.flatMap(({ outputs }) => outputs.map(({ script }) => script)),
    );
    let addresses = 0;
    for (const script of scripts) {
      const address = otherAddressOf(script);
      // It needs a library for curves to tell taproot; the recordings of explorers hold us to that.
      if (/^5120.{64}$/.test(script)) continue;
      expect(addressOfScript(script)).toBe(address ?? `script:${script}`);
      if (address !== null) addresses += 1;
    }
    expect(addresses).toBeGreaterThan(700);
  },
);

function otherAddressOf(script: string): string | null {
  try {
    return bitcoin.fromOutputScript(Buffer.from(script, 'hex'));
  } catch {
    return null;
  }
}
