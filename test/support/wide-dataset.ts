/**
 * A made dataset for measurements: one theft that fans out to many addresses, each of which passes its coins on for some
 * hops. Every look-up of a hop can be made at once, so it shows how work is shared.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface WideDataset {
  /** Removed when the process ends. */
  readonly folder: string;
  /** Body of the case. */
  readonly body: object;
  /** Those that pass nothing on. */
  readonly lastAddresses: readonly string[];
  readonly lookups: number;
  readonly transactions: number;
}

const START = 10_000_000;
const COIN = 10n ** 18n;

/** @param width addresses of each hop @param hops after the fan-out @param name tells cases on one server apart */
export function wideDataset(width: number, hops: number, name = 'wide'): WideDataset {
  const folder = mkdtempSync(join(tmpdir(), 'coinhound-wide-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  const thief = addressOf(0, 0);
  const rows = ['block,time,tx_index,tx_hash,seq,kind,asset,from,to,value,success'];
  let block = START;
  const pay = (from: string, to: string, value: bigint) => {
    block += 1;
    const hash = `0x${block.toString(16).padStart(64, '0')}`;
    rows.push(`${block},${timeOf(block)},0,${hash},0,call,ETH,${from},${to},${value},true`);
  };
  pay(addressOf(9, 9), thief, COIN * BigInt(width));
  for (let index = 1; index <= width; index += 1) pay(thief, addressOf(1, index), COIN);
  for (let hop = 1; hop <= hops; hop += 1) {
    for (let index = 1; index <= width; index += 1)
      pay(addressOf(hop, index), addressOf(hop + 1, index), COIN);
  }
  writeFileSync(join(folder, 'ethereum.csv'), `${rows.join('\n')}\n`);
  const tip = { height: block + 1, hash: `0x${'f'.repeat(64)}`, time: timeOf(block + 1) };
  const about = { name, title: 'A wide graph', provenance: 'made up', syntheticIds: true };
  writeFileSync(join(folder, 'dataset.json'), JSON.stringify({ ...about, tips: { ethereum: tip } }));
  const seed = { kind: 'address', chain: 'ethereum', address: thief, asset: 'ETH' };
  const body = { name, method: 'fifo', seeds: [seed] };
  const lastAddresses = Array.from({ length: width }, (_, index) => addressOf(hops + 1, index + 1));
  return { folder, body, lastAddresses, lookups: 1 + width * (hops + 1), transactions: rows.length - 1 };
}

/** No address of another hop, and none with a checksum: all digits. */
function addressOf(hop: number, index: number): string {
  return `0x1${String(hop).padStart(9, '0')}${String(index).padStart(30, '0')}`;
}

function timeOf(block: number): string {
  return `${new Date(Date.UTC(2024, 0, 1) + (block - START) * 12_000).toISOString().slice(0, 19)}Z`;
}
