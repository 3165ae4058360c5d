/**
 * Datasets for tests: the hand-made one of the fixtures, changed or grown in a temporary folder.
 */

import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const SMALL = join(import.meta.dirname, '../../fixtures/replay-small');

/** File contents by file name, which may lead into a folder. */
export type Files = Record<string, string | Buffer>;

/** Writes `files` into a new temporary folder, hands it to `use`, and removes it. */
export async function withDataset<T>(files: Files, use: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'replay-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(dir, name)), { recursive: true });
      await writeFile(join(dir, name), content);
    }
    return await use(dir);
  } finally {
    await rm(dir, { recursive: true });
  }
}

/** The files of the hand-made dataset. */
export async function smallFiles(): Promise<{ manifest: string; bitcoin: string; ethereum: string }> {
  const read = (name: string): Promise<string> => readFile(join(SMALL, name), 'utf8');
  return {
    manifest: await read('dataset.json'),
    bitcoin: await read('bitcoin.ndjson'),
    ethereum: await read('ethereum.csv'),
  };
}

/** A made-up hash, the same for the same label. */
export function madeUpHash(label: string): string {
  return createHash('sha256').update(label).digest('hex');
}

/** A `dataset.json` with these tips. */
export function manifestWith(tips: object): string {
  const text = { name: 'made-up', title: 'Made up', provenance: 'Made up by a test.', syntheticIds: true };
  return JSON.stringify({ ...text, tips });
}

/** The receiver of `chainOfPayments`, its script and its scripthash (computed with Python's hashlib). */
export const RECEIVER = {
  address: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
  script: '0014751e76e8199196d454941c45d1b3a323f1433bd6',
};
const OTHER = { script: '76a914c37ee9c4df69d2e96c5e9b94c75d7cabc583e7ef88ac', type: 'p2pkh' };

/** `count` transactions that each pay `RECEIVER` 1,000 satoshi from outside, three a block; and their txids. */
export function chainOfPayments(count: number): { files: Files; txids: string[] } {
  const txids = Array.from({ length: count }, (_, n) => madeUpHash(`payment ${n}`));
  const lines = txids.map((txid, n) => {
    const height = 1000 + Math.floor(n / 3);
    const prevout = { scriptpubkey: OTHER.script, scriptpubkey_type: OTHER.type, value: 1500 };
    return JSON.stringify({
      txid,
      vin: [{ txid: madeUpHash(`source ${n}`), vout: 0, prevout, is_coinbase: false }],
      vout: [
        {
          scriptpubkey: RECEIVER.script,
          scriptpubkey_type: 'v0_p2wpkh',
          scriptpubkey_address: RECEIVER.address,
          value: 1000,
        },
      ],
      fee: 500,
      status: {
        confirmed: true,
        block_height: height,
        block_hash: madeUpHash(`block ${height}`),
        block_time: 1_600_000_000 + height,
      },
    });
  });
  const tip = { height: 1_000_000, hash: madeUpHash('tip'), time: '2024-01-01T00:00:00Z' };
  return {
    files: { 'dataset.json': manifestWith({ bitcoin: tip }), 'bitcoin.ndjson': `${lines.join('\n')}\n` },
    txids,
  };
}

export const BUSY = `0x${'7'.repeat(40)}`;

/** One block with `count` transactions, each with a call to `BUSY`, an internal transfer and a token log to it. */
export function busyBlock(count: number): Files {
  const header = 'block,time,tx_index,tx_hash,seq,kind,asset,from,to,value,success';
  const sender = `0x${'8'.repeat(40)}`;
  const token = `0x${'9'.repeat(40)}`;
  const rows = Array.from({ length: count }, (_, n) => {
    const tx = `500,2022-01-01T00:00:00Z,${n},0x${madeUpHash(`busy ${n}`)}`;
    return [
      `${tx},0,call,ETH,${sender},${BUSY},${n},true`,
      `${tx},1,internal,ETH,${sender},${BUSY},${n},true`,
      `${tx},2,erc20,${token},${sender},${BUSY},${n},true`,
    ].join('\n');
  });
  const tip = { height: 600, hash: `0x${madeUpHash('tip')}`, time: '2022-01-01T01:00:00Z' };
  return {
    'dataset.json': manifestWith({ ethereum: tip }),
    'ethereum.csv': `${[header, ...rows].join('\n')}\n`,
  };
}
