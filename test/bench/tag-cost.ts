/**
 * What an import of many tags costs on one database, as one line of JSON: run by `tags.ts`, in a process of its own, so
 * that memory is that of the import. Arguments: place of the database, number of tags, csv or tagpack.
 */
import { createHash } from 'node:crypto';
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { address as bitcoin } from 'bitcoinjs-lib';
import { importTags } from '../../src/cases/tags/import-tags.ts';
import { displayAddress } from '../../src/core/address.ts';
import { createActorStore } from '../../src/storage/actor-store.ts';
import { type DatabasePlace, openDatabase } from '../../src/storage/database.ts';
import { fileText } from '../../src/storage/list-files.ts';
import { migrate } from '../../src/storage/migrate.ts';
import { createTagStore } from '../../src/storage/tag-store.ts';

export interface TagCost {
  readonly tags: number;
  readonly megabytes: number;
  readonly importSeconds: number;
  /** CPU of this process alone, which with PGlite is the database, too. */
  readonly importCpuSeconds: number;
  /** The same list again: nothing is to be changed. */
  readonly againSeconds: number;
  /** Of 20 calls with 1,000 addresses each, one in two of them tagged. */
  readonly medianLookupMs: number;
  readonly slowestLookupMs: number;
  /** Heap of JavaScript above what it had before, at most, and the whole process at most. */
  readonly heapMegabytes: number;
  readonly peakMegabytes: number;
}

const LOOKUPS = 20;
const ADDRESSES = 1000;
const HEADER = 'network,address,label,entity,concepts,role,confidence,valid_from,valid_to,source,licence\n';

const [place = 'memory', count = '0', format = 'csv'] = process.argv.slice(2);
const tags = Number(count);
const folder = mkdtempSync(join(tmpdir(), 'coinhound-bench-tags-'));
const file = join(folder, `list.${format === 'csv' ? 'csv' : 'yaml'}`);
await pipeline(Readable.from(text()), createWriteStream(file));

const database = await openDatabase(placeOf(place));
await migrate(database);
const store = createTagStore(database);
const deps = { tags: store, actors: createActorStore(database), clock: { now: () => Date.now() } };
const heapBefore = process.memoryUsage().heapUsed;
let heap = 0;
const watch = setInterval(() => {
  heap = Math.max(heap, process.memoryUsage().heapUsed);
}, 100);
const cpuBefore = process.cpuUsage();
const importSeconds = await seconds(importOnce);
const cpu = process.cpuUsage(cpuBefore);
const againSeconds = await seconds(importOnce);
clearInterval(watch);
const lookups: number[] = [];
for (let n = 0; n < LOOKUPS; n += 1) lookups.push((await seconds(() => lookUp(n))) * 1000);
lookups.sort((a, b) => a - b);
const cost: TagCost = {
  tags,
  megabytes: (await sizeOf()) / 1e6,
  importSeconds,
  importCpuSeconds: (cpu.user + cpu.system) / 1e6,
  againSeconds,
  medianLookupMs: lookups[LOOKUPS / 2] ?? 0,
  slowestLookupMs: lookups.at(-1) ?? 0,
  heapMegabytes: (heap - heapBefore) / 1e6,
  peakMegabytes: process.resourceUsage().maxRSS / 1000,
};
await database.close();
rmSync(folder, { recursive: true });
process.stdout.write(`${JSON.stringify(cost)}\n`);

function placeOf(name: string): DatabasePlace {
  if (name === 'folder') return { kind: 'folder', folder: join(folder, 'data') };
  return name === 'memory' ? { kind: 'memory' } : { kind: 'url', url: name };
}

async function importOnce(): Promise<void> {
  const what = {
    source: 'bench',
    format: format === 'csv' ? 'csv' : 'tagpack',
    text: fileText(file),
  } as const;
  const { accepted, refused } = await importTags(what, deps);
  if (accepted !== tags || refused !== 0) throw new Error(`${accepted} tags, ${refused} refused`);
}

async function lookUp(round: number): Promise<void> {
  const asked = Array.from({ length: ADDRESSES }, (_, n) => {
    const index = (round * 7919 + n * 104_729) % (tags * 2);
    const [chain, address] = addressOf(index);
    return { chain, address: chain === 'ethereum' ? address.toLowerCase() : address };
  });
  await store.ofAll(asked);
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function sizeOf(): Promise<number> {
  let bytes = 0;
  for await (const piece of fileText(file)()) bytes += Buffer.byteLength(piece);
  return bytes;
}

/** One in two of Bitcoin, both kinds of addresses with checksums. */
function addressOf(n: number): ['bitcoin' | 'ethereum', string] {
  const hash = createHash('sha256').update(String(n)).digest().subarray(0, 20);
  if (n % 2 === 1) return ['ethereum', displayAddress('ethereum', `0x${hash.toString('hex')}`)];
  return ['bitcoin', n % 4 === 0 ? bitcoin.toBech32(hash, 0, 'bc') : bitcoin.toBase58Check(hash, 0)];
}

function* text(): Generator<string> {
  yield format === 'csv'
    ? HEADER
    : 'title: bench\ncreator: bench\nconfidence: forensic\nis_cluster_definer: true\ntags:\n';
  for (let n = 0; n < tags; n += 1) {
    const [network, address] = addressOf(n);
    const entity = `service ${n % 1000}`;
    yield format === 'csv'
      ? `${network},${address},${entity}: wallet ${n},${entity},exchange|hot_wallet,,forensic,2020-01-01,,https://example.org/lists/${n % 100},MIT\n`
      : `- address: '${address}'\n  currency: ${network === 'bitcoin' ? 'BTC' : 'ETH'}\n  label: '${entity}: wallet ${n}'\n  actor: service_${n % 1000}\n  abuse: ransomware\n  source: https://example.org/lists/${n % 100}\n  lastmod: 2022-02-20\n`;
  }
}
