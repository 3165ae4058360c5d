/** Every recorded Esplora answer that we hold reads, and says what the recording says. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { addressOfScript } from '../../../src/core/address.ts';
import type { BitcoinTransaction } from '../../../src/core/transaction.ts';
import { blockOf, normalizeTransaction } from '../../../src/explorers/esplora/normalize.ts';
import {
  readOutspends,
  readPage,
  readTransaction,
  readTransactionCount,
} from '../../../src/explorers/esplora/wire.ts';
import { answered } from './local-server.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/explorers/esplora');
const text = (path: string) => readFileSync(join(FOLDER, path), 'utf8');
const bodyOf = (content: string) =>
  answered({ provider: 'esplora', url: 'http://explorer/recorded', path: '/recorded' }, content);
const names = readdirSync(join(FOLDER, 'tx')).sort();

/** What a recording says, read in the plainest way. */
interface Recorded {
  readonly txid: string;
  readonly version: number;
  readonly locktime: number;
  readonly vin: readonly {
    readonly sequence: number;
    readonly txid: string;
    readonly vout: number;
    readonly is_coinbase: boolean;
    readonly prevout: {
      readonly value: number;
      readonly scriptpubkey: string;
      readonly scriptpubkey_address?: string;
    } | null;
  }[];
  readonly vout: readonly {
    readonly value: number;
    readonly scriptpubkey: string;
    readonly scriptpubkey_address?: string;
  }[];
  readonly fee: number;
  readonly status: {
    readonly block_height: number;
    readonly block_hash: string;
    readonly block_time: number;
  };
}

function expectSaysTheSame(transaction: BitcoinTransaction | null, recorded: Recorded): void {
  const { block_height: height, block_hash: hash, block_time: time } = recorded.status;
  const spending = recorded.vin.filter((input) => !input.is_coinbase);
  expect(transaction).toEqual({
    chain: 'bitcoin',
    txid: recorded.txid,
    block: { height, hash, time },
    position: null,
    inputs: spending.map(({ txid, vout, prevout }) => ({
      outpoint: `${txid}:${vout}`,
      value: BigInt(prevout?.value ?? -1),
      script: prevout?.scriptpubkey,
    })),
    outputs: recorded.vout.map((out) => ({ value: BigInt(out.value), script: out.scriptpubkey })),
    fee: BigInt(recorded.fee),
    fingerprint: {
      version: recorded.version,
      hasLocktime: recorded.locktime !== 0,
      sequences: sequencesOf(recorded),
    },
    verified: true,
  });
}

/** BIP-125: below 0xfffffffe a transaction may be replaced; 0xffffffff in all inputs lets it disregard its locktime. */
function sequencesOf({ vin }: Recorded): string {
  const least = Math.min(...vin.map(({ sequence }) => sequence));
  return (
    new Map([
      [0xffff_ffff, 'final'],
      [0xffff_fffe, 'locktime'],
    ]).get(least) ?? 'replaceable'
  );
}

function normalized(content: string): BitcoinTransaction | null {
  const body = bodyOf(content);
  return normalizeTransaction(readTransaction(body), body);
}

test('there are recordings of every kind', () => {
  expect(names).toHaveLength(14);
});

test.each(names)('tx/%s', (name) => {
  const content = text(`tx/${name}`);
  expectSaysTheSame(normalized(content), JSON.parse(content) as Recorded);
});

test('the recordings are of every class, and of two versions', () => {
  const prints = names.map((name) => normalized(text(`tx/${name}`))?.fingerprint);
  expect(new Set(prints.map((print) => print?.sequences))).toEqual(
    new Set(['final', 'locktime', 'replaceable']),
  );
  expect(new Set(prints.map((print) => print?.hasLocktime))).toEqual(new Set([true, false]));
  expect(new Set(prints.map((print) => print?.version))).toEqual(new Set([1, 2]));
});

describe('a fingerprint is told in whole or not at all', () => {
  const recorded = JSON.parse(text('tx/joinmarket-coinjoin.json'));
  const { version, locktime, ...rest } = recorded;
  const [{ sequence: _, ...first }, ...others] = recorded.vin;

  test.each<[string, object]>([
    ['version', { ...rest, locktime }],
    ['locktime', { ...rest, version }],
    ['a sequence', { ...recorded, vin: [first, ...others] }],
  ])('without %s', (_, form) => {
    const transaction = normalized(JSON.stringify(form));
    expect(transaction).not.toBeNull();
    expect(transaction).not.toHaveProperty('fingerprint');
  });

  test('without what only the hash needs', () => {
    const vin = recorded.vin.map(({ scriptsig: _, ...input }: Record<string, unknown>) => input);
    const transaction = normalized(JSON.stringify({ ...recorded, vin }));
    expect(transaction).toHaveProperty('fingerprint', normalized(JSON.stringify(recorded))?.fingerprint);
    expect(transaction).not.toHaveProperty('verified');
  });

  test('a version that is printed with its sign is the same', () => {
    const bare = ({ scriptsig: _, ...input }: Record<string, unknown>) => input;
    const as = (printed: number) =>
      normalized(JSON.stringify({ ...recorded, version: printed, vin: recorded.vin.map(bare) }))?.fingerprint;
    expect(as(-2)).toEqual(as(4_294_967_294));
    expect(as(-2)?.version).toBe(4_294_967_294);
  });
});

test('our addresses are those that the explorer prints, for each output made and spent in a recording', () => {
  const files = [...names.map((name) => `tx/${name}`), 'address/satoshi-genesis-txs.json'];
  const recorded = files.flatMap((file) => JSON.parse(text(file)) as Recorded | Recorded[]);
  const outputs = recorded.flatMap(({ vin, vout }) => [
    ...vin.flatMap(({ prevout }) => prevout ?? []),
    ...vout,
  ]);
  expect(outputs.length).toBeGreaterThan(1000);
  for (const { scriptpubkey, scriptpubkey_address = `script:${scriptpubkey}` } of outputs) {
    expect(addressOfScript(scriptpubkey)).toBe(scriptpubkey_address);
  }
});

test('a page of an address', () => {
  const content = text('address/satoshi-genesis-txs.json');
  const body = bodyOf(content);
  const recorded = JSON.parse(content) as Recorded[];
  const page = readPage(body);
  expect(page).toHaveLength(50);
  for (const [index, wire] of page.entries()) {
    const transaction = normalizeTransaction(wire, body);
    const told = recorded[index] as Recorded;
    // Some of them still waited when the page was recorded.
    if (told.status.block_height === undefined) expect(transaction).toBeNull();
    else expectSaysTheSame(transaction, told);
  }
});

test('the number of transactions of an address', () => {
  const content = text('address/satoshi-genesis-address.json');
  const recorded = JSON.parse(content) as { chain_stats: { tx_count: number } };
  expect(readTransactionCount(bodyOf(content))).toBe(recorded.chain_stats.tx_count);
});

describe('hops', () => {
  test.each([['forward-sweep-8cbe3322.json'], ['forward-consolidation-40b88e16.json']])(
    '%s: every spender has the outpoint as its input',
    (name) => {
      const hop = JSON.parse(text(`hops/${name}`)) as {
        txid: string;
        outspends: object[];
        children: Recorded[];
      };
      const outspends = readOutspends(bodyOf(JSON.stringify(hop.outspends)));
      const children = new Map(
        hop.children.map((child) => [child.txid, normalized(JSON.stringify(child)) as BitcoinTransaction]),
      );
      expect(outspends.length).toBeGreaterThan(0);
      for (const [vout, outspend] of outspends.entries()) {
        const child = children.get(outspend.txid ?? '');
        if (child === undefined) continue;
        expect(child.inputs.map(({ outpoint }) => outpoint)).toContain(`${hop.txid}:${vout}`);
        expect(child.block).toEqual(
          outspend.status === undefined ? undefined : blockOf(outspend.status, child.txid, bodyOf('')),
        );
      }
      expect(children.size).toBeGreaterThan(0);
    },
  );

  test('outspends of nine outputs', () => {
    const outspends = readOutspends(bodyOf(text('hops/outspends-aefda8a7.json')));
    expect(outspends).toHaveLength(9);
    expect(outspends[7]).toMatchObject({
      spent: true,
      txid: '9c80ad610fbb458afb45e3dc0ffbbf9212eaf184b5bfc08dea534495a9371403',
      status: { confirmed: true, block_height: 853902 },
    });
  });
});

/** Amounts that are known from elsewhere than the field that states them. */
describe('well-known transactions', () => {
  test('a coinbase pays the subsidy of its height and the fees, and costs nothing', () => {
    const coinbase = normalized(text('tx/coinbase-6c7edc23.json'));
    const subsidy = 50_0000_0000n >> BigInt(Math.floor((coinbase?.block.height ?? 0) / 210_000));
    const paid = (coinbase?.outputs ?? []).reduce((sum, { value }) => sum + value, 0n);
    expect(coinbase?.inputs).toEqual([]);
    expect(coinbase?.fee).toBe(0n);
    expect(paid).toBeGreaterThan(subsidy);
    expect(paid).toBeLessThan(2n * subsidy);
  });

  test('a Whirlpool mix has five equal outputs', () => {
    const mix = normalized(text('tx/whirlpool-coinjoin.json'));
    expect(mix?.inputs).toHaveLength(5);
    expect(new Set(mix?.outputs.map(({ value }) => value)).size).toBe(1);
    expect(mix?.outputs).toHaveLength(5);
  });

  test('bare multisig outputs have no address, but a script', () => {
    const scripts = normalized(text('tx/bare-multisig.json'))?.outputs.map(({ script }) => script) ?? [];
    const bare = scripts.filter((script) => script.endsWith('ae'));
    expect(bare.length).toBeGreaterThan(0);
    for (const script of bare) expect(addressOfScript(script)).toBe(`script:${script}`);
  });
});
