/**
 * The tree: a theft on Ethereum that fans out sixfold four times, as a dataset of the replay explorer.
 *
 * - 1,555 addresses: number 0 is the root; the children of n are 6n+1 to 6n+6, on five levels (1 + 6 + 36 + 216 + 1,296).
 * - 46,650 transfers of ether, 30 of each address, one in a block, each a transaction of its own. An address pays each of its
 *   children five times. The 1,296 leaves have none, and pay back: transfer k of leaf n goes to address (30n + k) mod 259, which
 *   is one of the 259 above the leaves. So no transfer leads out of the tree, and a walk along outgoing transfers from the
 *   root reaches exactly these addresses without any limit.
 * - Each address pays out all that it was paid before, in equal parts; what the leaves pay back stays where it arrives.
 *
 * A list of a leaf has 35 rows, one of an address above it some 185. The same on every machine.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BRANCHES = 6;
const ADDRESSES = 1555;
const INNER = 259;
const TRANSFERS_OF_EACH = 30;

const FIRST_BLOCK = 15_000_000;
/** Divides without rest, level by level. */
const STOLEN = 1000n * 30n ** 5n;

export const TREE = {
  root: addressOf(0),
  addresses: ADDRESSES,
  transfers: ADDRESSES * TRANSFERS_OF_EACH,
  levels: 5,
} as const;

/** The case that starts from the root. */
const TREE_CASE = {
  name: 'tree',
  method: 'fifo',
  assets: 'native',
  seeds: [{ kind: 'address', chain: 'ethereum', address: TREE.root, since: '2022-12-31T00:00:00Z' }],
} as const;

/** Writes the dataset into a folder, which it makes. */
export function writeTree(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const rows = ['block,time,tx_index,tx_hash,seq,kind,asset,from,to,value,success,fee'];
  for (let n = 0; n < ADDRESSES; n += 1) {
    const value = heldBy(n) / BigInt(TRANSFERS_OF_EACH);
    for (let k = 0; k < TRANSFERS_OF_EACH; k += 1) {
      const number = n * TRANSFERS_OF_EACH + k;
      const block = FIRST_BLOCK + number;
      const place = `${block},${timeOf(block)},${number % 150},0x${hashOf(`transfer ${number}`)}`;
      rows.push(`${place},0,call,ETH,${addressOf(n)},${addressOf(paidBy(n, k))},${value},true,0`);
    }
  }
  writeFileSync(join(folder, 'ethereum.csv'), `${rows.join('\n')}\n`);
  const height = FIRST_BLOCK + TREE.transfers + 1000;
  const tip = { height, hash: `0x${hashOf('tip')}`, time: timeOf(height) };
  const about = { name: 'tree', title: 'A fan-out tree', provenance: 'made up', syntheticIds: false };
  writeFileSync(join(folder, 'dataset.json'), JSON.stringify({ ...about, tips: { ethereum: tip } }));
  writeFileSync(join(folder, 'case.json'), JSON.stringify(TREE_CASE));
}

/** Who gets transfer k of address n. */
function paidBy(n: number, k: number): number {
  if (n < INNER) return BRANCHES * n + 1 + Math.floor(k / (TRANSFERS_OF_EACH / BRANCHES));
  return (n * TRANSFERS_OF_EACH + k) % INNER;
}

function heldBy(n: number): bigint {
  return n === 0 ? STOLEN : heldBy(Math.floor((n - 1) / BRANCHES)) / BigInt(BRANCHES);
}

function addressOf(n: number): string {
  return `0x${hashOf(`address ${n}`).slice(0, 40)}`;
}

function timeOf(block: number): string {
  return `${new Date(Date.UTC(2023, 0, 1) + (block - FIRST_BLOCK) * 12_000).toISOString().slice(0, 19)}Z`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(`tree ${text}`).digest('hex');
}
