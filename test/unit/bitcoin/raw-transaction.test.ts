/** Raw transactions: whole real blocks and recordings, taken apart and built again, against a plain reader of bytes. */

import { describe, expect, test } from '@jest/globals';
import {
  type PrintedTransaction,
  parseRawTransaction,
  rawProblem,
  rebuiltTransaction,
} from '../../../src/core/bitcoin/raw-transaction.ts';
import type { BitcoinTransaction } from '../../../src/core/transaction.ts';
import { printedTransaction } from '../../support/printed-transaction.ts';
import {
  fixture,
  hash256,
  merkleLevels,
  REAL_BLOCKS,
  type ReadTransaction,
  readRealBlock,
  shown,
} from '../../support/raw-block.ts';

const STATUS = { confirmed: true, block_height: 0, block_hash: '', block_time: 0 } as const;
const printed = (tx: ReadTransaction) => printedTransaction(tx, [], STATUS);

/** Counts of the tx column of the collection's index, which its makers checked against Merkle root and proof of work. */
describe.each(REAL_BLOCKS)('block $height', (block) => {
  const read = readRealBlock(block);

  test('is the block that it is said to be, and the plain reader reads all of it', () => {
    expect(shown(hash256(read.header))).toBe(block.hash);
    expect(read.transactions).toHaveLength(block.transactions);
    const root = merkleLevels(read.transactions.map(({ txid }) => txid)).at(-1)?.[0];
    expect(root?.toString('hex')).toBe(read.header.subarray(36, 68).toString('hex'));
  });

  test('every transaction is taken apart, and hashes to its id', () => {
    for (const tx of read.transactions) {
      const raw = parseRawTransaction(tx.raw);
      expect(raw?.txid).toBe(tx.txid);
      expect(raw?.outputs).toEqual(tx.outputs);
      const isCoinbase = tx === read.transactions[0];
      expect(raw?.spends).toEqual(isCoinbase ? [] : tx.inputs.map(({ txid, vout }) => `${txid}:${vout}`));
    }
  });

  test('every transaction is built again from what Esplora prints, to the byte', () => {
    for (const tx of read.transactions) {
      const raw = rebuiltTransaction(printed(tx));
      expect(raw?.txid).toBe(tx.txid);
      expect(tx.raw.equals(raw?.toBytes() ?? Buffer.alloc(0))).toBe(true);
    }
  });
});

/** Ids that the source of these bytes states. */
test.each([
  ['legacy-tx0-0.05', '63679c9ec82f246811acbab0c04cc0fc77ba050e1b6c23661d78afcfc13cf8aa'],
  ['ashigaru-tx0-0.025', /^18c999772e/],
  ['ashigaru-round-0.025', /^1394d9a5cc/],
  ['stonewall-mainnet', /^f1592e0bec/],
])('%s', (name, txid) => {
  const bytes = Buffer.from(fixture(`raw/${name}.hex`).toString('utf8').trim(), 'hex');
  expect(parseRawTransaction(bytes)?.txid).toMatch(txid);
});

describe('odd forms', () => {
  const HASH = '11'.repeat(32);
  /** Version, one input without script, one output of 1 satoshi without script, locktime: written by hand. */
  const plain = (version: string) =>
    Buffer.from(`${version}01${HASH}0000000000ffffffff01${'0100000000000000'}0000000000`, 'hex');
  const parts: PrintedTransaction = {
    version: 1,
    locktime: 0,
    vin: [{ txid: HASH, vout: 0, scriptsig: '', sequence: 0xffffffff }],
    vout: [{ scriptpubkey: '', value: 1 }],
  };

  test.each([
    [1, '01000000'],
    [0, '00000000'],
    [0xffffffff, 'ffffffff'],
    [-1, 'ffffffff'],
    // 35e79ee733fad376e76d16d1f10088273c2f4c2eaba1374a837378a88e530005 in the chain has this version.
    [-2130706433, 'ffffff80'],
    [2164260863, 'ffffff80'],
  ])('version %i, no scripts', (version, written) => {
    const raw = rebuiltTransaction({ ...parts, version });
    expect(Buffer.from(raw?.toBytes() ?? []).toString('hex')).toBe(plain(written).toString('hex'));
    expect(raw?.txid).toBe(shown(hash256(plain(written))));
  });

  test('an empty item of a witness is an item', () => {
    const vin = parts.vin.map((input) => ({ ...input, witness: ['', 'ab'] }));
    const raw = rebuiltTransaction({ ...parts, vin });
    const body = plain('01000000').subarray(4, -4).toString('hex');
    expect(Buffer.from(raw?.toBytes() ?? []).toString('hex')).toBe(`010000000001${body}020001ab00000000`);
    expect(raw?.txid).toBe(rebuiltTransaction(parts)?.txid);
  });

  const [input] = parts.vin as [PrintedTransaction['vin'][number]];
  const { version: _version, ...noVersion } = parts;
  const { locktime: _locktime, ...noLocktime } = parts;
  const { scriptsig: _scriptsig, ...noScript } = input;
  const { sequence: _sequence, ...noSequence } = input;
  test.each<[string, PrintedTransaction]>([
    ['version', noVersion],
    ['locktime', noLocktime],
    ['script of the second input', { ...parts, vin: [input, noScript] }],
    ['sequence of an input', { ...parts, vin: [noSequence] }],
  ])('without %s it is not built', (_, lacking) => {
    expect(rebuiltTransaction(lacking)).toBeNull();
  });

  test.each([
    ['nothing', Buffer.alloc(0)],
    ['too little', plain('01000000').subarray(0, -1)],
    ['too much', Buffer.concat([plain('01000000'), Buffer.from([0])])],
    ['a text', Buffer.from('Transaction not found')],
  ])('%s is no transaction', (_, bytes) => {
    expect(parseRawTransaction(bytes)).toBeNull();
  });
});

describe('raw bytes against what was said', () => {
  const [, tx] = readRealBlock(REAL_BLOCKS[0] as (typeof REAL_BLOCKS)[0]).transactions as [
    ReadTransaction,
    ReadTransaction,
  ];
  const raw = parseRawTransaction(tx.raw);
  const said: BitcoinTransaction = {
    chain: 'bitcoin',
    txid: tx.txid,
    block: { height: 300025, hash: null, time: 0 },
    position: null,
    inputs: tx.inputs.map(({ txid, vout }) => ({ outpoint: `${txid}:${vout}`, value: 7n, script: '' })),
    outputs: tx.outputs,
    fee: 0n,
  };
  const problem = (changes: Partial<BitcoinTransaction>) =>
    raw === null ? 'unread' : rawProblem({ ...said, ...changes }, raw);
  const [output] = tx.outputs as [(typeof tx.outputs)[number]];

  test('the same', () => expect(problem({})).toBeNull());

  test.each<[string, Partial<BitcoinTransaction>, string]>([
    ['another id', { txid: 'ab' }, `hashes to ${tx.txid}`],
    ['no inputs', { inputs: [] }, 'spends other outputs'],
    [
      'another output of the same transaction',
      { inputs: said.inputs.map((input) => ({ ...input, outpoint: `${input.outpoint}0` })) },
      'spends other outputs',
    ],
    [
      'a satoshi more',
      { outputs: [{ ...output, value: output.value + 1n }, ...tx.outputs.slice(1)] },
      'other outputs',
    ],
    [
      'another script',
      { outputs: [{ ...output, script: `${output.script}00` }, ...tx.outputs.slice(1)] },
      'other outputs',
    ],
    ['an output less', { outputs: tx.outputs.slice(1) }, 'other outputs'],
  ])('%s', (_, changes, expected) => {
    expect(problem(changes)).toContain(expected);
  });
});
