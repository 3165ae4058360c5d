/**
 * A made dataset for measurements: one theft that fans out to many addresses, each of which passes its coins on for some
 * hops. Every look-up of a hop can be made at once, so it shows how work is shared. Beside it stands a smaller theft of the
 * same form, which has nothing to do with it.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface WideDataset {
  /** Removed when the process ends. */
  readonly folder: string;
  /** Body of the case. */
  readonly body: object;
  /** Body of a case about the smaller theft, to be traced before anything is measured. */
  readonly warmUp: object;
  readonly lookups: number;
  readonly transactions: number;
}

const START = 10_000_000;
const COIN = 10n ** 18n;
const COLUMNS = 'block,time,tx_index,tx_hash,seq,kind,asset,from,to,value,success';
/** The smaller theft has this part of the addresses, which are numbered behind those of the other. */
const SMALLER = 1 / 5;
const BEHIND = 100;
const VICTIM = 999;

/** @param width addresses of each hop @param hops after the fan-out @param name tells cases on one server apart */
export function wideDataset(width: number, hops: number, name = 'wide'): WideDataset {
  const folder = mkdtempSync(join(tmpdir(), 'coinhound-wide-'));
  process.once('exit', () => rmSync(folder, { recursive: true }));
  const rows: string[] = [];
  const pay = (from: string, to: string, value: bigint) => {
    const block = START + rows.length + 1;
    const hash = `0x${block.toString(16).padStart(64, '0')}`;
    rows.push(`${block},${timeOf(block)},0,${hash},0,call,ETH,${from},${to},${value},true`);
  };
  /** Rows are in the order of blocks. @returns the body of the case */
  const steal = (from: number, wide: number): object => {
    const thief = addressOf(from, 0);
    const indices = Array.from({ length: wide }, (_, index) => index + 1);
    pay(addressOf(VICTIM, from), thief, COIN * BigInt(wide));
    for (const index of indices) pay(thief, addressOf(from + 1, index), COIN);
    for (let hop = from + 1; hop <= from + hops; hop += 1) {
      for (const index of indices) pay(addressOf(hop, index), addressOf(hop + 1, index), COIN);
    }
    return {
      name,
      method: 'fifo',
      seeds: [{ kind: 'address', chain: 'ethereum', address: thief, asset: 'ETH' }],
    };
  };
  const body = steal(0, width);
  const transactions = rows.length;
  const warmUp = steal(BEHIND, Math.ceil(width * SMALLER));
  writeFileSync(join(folder, 'ethereum.csv'), `${[COLUMNS, ...rows].join('\n')}\n`);
  const height = START + rows.length + 1;
  const tip = { height, hash: `0x${'f'.repeat(64)}`, time: timeOf(height) };
  const about = { name, title: 'A wide graph', provenance: 'made up', syntheticIds: true };
  writeFileSync(join(folder, 'dataset.json'), JSON.stringify({ ...about, tips: { ethereum: tip } }));
  return { folder, body, warmUp, lookups: 1 + width * (hops + 1), transactions };
}

/** No address of another hop, and none with a checksum: all digits. */
function addressOf(hop: number, index: number): string {
  return `0x1${String(hop).padStart(9, '0')}${String(index).padStart(30, '0')}`;
}

function timeOf(block: number): string {
  return `${new Date(Date.UTC(2024, 0, 1) + (block - START) * 12_000).toISOString().slice(0, 19)}Z`;
}
