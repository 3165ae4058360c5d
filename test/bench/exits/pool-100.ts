/** All events of the 100 ETH pool up to 2024-04, from the committed sources, and the deposits of the Harmony case. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import type { PoolEvent } from '../../../src/core/exits/pool-event.ts';

const ROOT = join(import.meta.dirname, '..', '..', '..');
const POOL = '0xa160cdab225685da1d56aa342ad8841c3b53f291';

interface SourceEvent {
  readonly blockNumber: number;
  readonly logIndex: number;
  readonly transactionHash: string;
  readonly timestamp: number;
  readonly from: string;
  readonly to: string;
  readonly fee: string;
}

function read(name: string): SourceEvent[] {
  const bytes = readFileSync(join(ROOT, 'data/sources/tornado', `${name}_1_eth_100.json.gz`));
  return JSON.parse(gunzipSync(bytes).toString('utf8'));
}

export function poolEvents(): PoolEvent[] {
  const base = ({ blockNumber, logIndex, transactionHash, timestamp }: SourceEvent) => ({
    pool: POOL,
    txid: transactionHash,
    block: blockNumber,
    logIndex,
    time: timestamp,
    gasPrice: null,
  });
  return [
    ...read('deposits').map(
      (event): PoolEvent => ({ kind: 'deposit', ...base(event), from: event.from.toLowerCase() }),
    ),
    ...read('withdrawals').map(
      (event): PoolEvent => ({
        kind: 'withdrawal',
        ...base(event),
        to: event.to.toLowerCase(),
        fee: BigInt(event.fee),
      }),
    ),
  ];
}

/** Depositors of the case, with the number of their deposits. */
export function harmonyDepositors(): Map<string, number> {
  const rows: { readonly tx_from: string }[] = parse(
    readFileSync(join(ROOT, 'test/fixtures/harmony-2022/tornado_deposits.csv')),
    { columns: true },
  );
  const counts = new Map<string, number>();
  for (const { tx_from } of rows) {
    const address = tx_from.toLowerCase();
    counts.set(address, (counts.get(address) ?? 0) + 1);
  }
  return counts;
}
