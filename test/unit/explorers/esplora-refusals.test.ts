/** What an Esplora server must not get away with: each case is a good answer with one thing changed. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { BadProviderDataError } from '../../../src/core/errors.ts';
import { normalizeTransaction } from '../../../src/explorers/esplora/normalize.ts';
import {
  readBlock,
  readHash,
  readOutspends,
  readPage,
  readStatus,
  readTransaction,
  readTransactionCount,
} from '../../../src/explorers/esplora/wire.ts';
import type { Body } from '../../../src/explorers/transport/body.ts';
import { parseJson } from '../../../src/explorers/transport/parse-json.ts';
import { type Changes, changed } from './changed.ts';
import { answered, failureOf } from './local-server.ts';

const FOLDER = join(import.meta.dirname, '../../fixtures/explorers/esplora/tx');
const SWEEP = readFileSync(join(FOLDER, 'sweep-1in1out-8cbe3322.json'), 'utf8');
const COINBASE = readFileSync(join(FOLDER, 'coinbase-6c7edc23.json'), 'utf8');
const CONTEXT = { provider: 'esplora', url: 'http://explorer/tx/1' };
const ORIGIN = { ...CONTEXT, path: '/tx/1' };
const bodyOf = (content: string) => answered(ORIGIN, content);

/** Without a part of its raw form, so that it is not found out by its hash. */
const sweepWith = (changes: Changes) => bodyOf(changed(SWEEP, { locktime: undefined, ...changes }));

function read(body: Body): unknown {
  return normalizeTransaction(readTransaction(body), body);
}

async function refusal(action: () => unknown) {
  const error = await failureOf(action);
  expect(error).toBeInstanceOf(BadProviderDataError);
  expect(error.context).toMatchObject(CONTEXT);
  expect(error.message).toContain(`(${ORIGIN.path})`);
  return error;
}

const INPUT = (JSON.parse(SWEEP) as { vin: object[] }).vin[0];

describe('fields of a transaction', () => {
  test.each<[string, Changes, string]>([
    ['no txid', { txid: undefined }, 'txid is missing; expected 64 lower-case hex digits'],
    ['a short txid', { txid: 'ab' }, 'txid is "ab"'],
    ['a txid in upper case', { txid: 'A'.repeat(64) }, 'txid is "AAAA'],
    ['a txid with a line feed', { txid: `${'a'.repeat(64)}\n` }, 'txid is "aaaa'],
    ['no inputs', { vin: [] }, 'vin is []; expected a list of at least one input'],
    ['no outputs', { vout: [] }, 'vout is []'],
    ['inputs that are no list', { vin: {} }, 'vin is {}'],
    [
      'a negative amount',
      { 'vout.0.value': -1 },
      'vout[0].value is -1; expected a whole number of satoshi from 0 to 2100000000000000',
    ],
    ['a fraction of a satoshi', { 'vout.0.value': 0.5 }, 'vout[0].value is 0.5'],
    ['an amount as text', { 'vout.0.value': '1' }, 'vout[0].value is "1"'],
    ['no amount', { 'vin.0.prevout.value': undefined }, 'vin[0].prevout.value is missing'],
    ['more than there is', { 'vin.0.prevout.value': 2_100_000_000_000_001 }, 'value is 2100000000000001'],
    ['half a byte of script', { 'vout.0.scriptpubkey': 'abc' }, 'vout[0].scriptpubkey is "abc"'],
    ['a script in upper case', { 'vout.0.scriptpubkey': 'AB' }, 'vout[0].scriptpubkey is "AB"'],
    ['an output number that is none', { 'vin.0.vout': -1 }, 'vin[0].vout is -1'],
    ['no prevout at all', { 'vin.0.prevout': undefined }, 'vin[0].prevout is missing'],
    ['no word on coinbase', { 'vin.0.is_coinbase': undefined }, 'vin[0].is_coinbase is missing'],
    ['no status', { status: undefined }, 'status is missing'],
    ['a height as text', { 'status.block_height': '7' }, 'status.block_height is "7"'],
    ['a null height', { 'status.block_height': null }, 'status.block_height is null'],
    ['a fee that is null', { fee: null }, 'fee is null'],
  ])('%s', async (_, changes, problem) => {
    expect((await refusal(() => read(sweepWith(changes)))).message).toContain(problem);
  });

  test('an amount above 2^53 is named exactly', async () => {
    const body = bodyOf(SWEEP.replace(/"value": ?\d+/, '"value":9007199254740993'));
    const error = await refusal(() => read(body));
    expect(error.context).toMatchObject({ field: 'vin[0].prevout.value', value: '9007199254740993' });
  });

  const LIMIT = 2_100_000_000_000_000;
  const unused = ['version', 'locktime', 'size', 'weight', 'fee', 'vout.0.scriptpubkey_type'].concat(
    ['scriptsig', 'scriptsig_asm', 'witness', 'sequence'].map((field) => `vin.0.${field}`),
  );

  test.each<[string, Changes]>([
    ['nothing changed', {}],
    ['the limit of an amount', { 'vin.0.prevout.value': LIMIT, 'vout.0.value': LIMIT, fee: 0 }],
    ['no field that nobody needs', Object.fromEntries(unused.map((field) => [field, undefined]))],
    ['an unknown script type', { 'vout.0.scriptpubkey_type': 'v9_next' }],
    ['an empty script', { 'vout.0.scriptpubkey': '' }],
    ['unknown fields', { sigops: 4, 'vin.0.is_pegin': false }],
  ])('near miss: %s', (_, changes) => {
    expect(read(sweepWith(changes))).not.toBeNull();
  });

  test.each<[string, Changes, string]>([
    [
      'a version of 33 bits',
      { version: 2 ** 32 },
      'version is 4294967296; expected a whole number of 32 bits',
    ],
    ['a locktime as text', { locktime: '0' }, 'locktime is "0"'],
    ['half a byte of an input script', { 'vin.0.scriptsig': 'abc' }, 'vin[0].scriptsig is "abc"'],
    ['a negative sequence', { 'vin.0.sequence': -1 }, 'vin[0].sequence is -1'],
    ['a witness that is no list', { 'vin.0.witness': 'ab' }, 'vin[0].witness is "ab"'],
  ])('%s', async (_, changes, problem) => {
    expect((await refusal(() => read(sweepWith(changes)))).message).toContain(problem);
  });
});

describe('a transaction is hashed when nothing of it is missing', () => {
  const OTHER_ID = 'a'.repeat(64);

  test.each<[string, Changes]>([
    ['its id', { txid: OTHER_ID }],
    ['its version', { version: 3 }],
    ['its locktime', { locktime: 7 }],
    ['what it spends', { 'vin.0.vout': 77 }],
    ['whose output it spends', { 'vin.0.txid': OTHER_ID }],
    ['a sequence', { 'vin.0.sequence': 5 }],
    ['an input script', { 'vin.0.scriptsig': '00' }],
    ['an amount, and the fee with it', { 'vout.0.value': 1, fee: undefined }],
    ['a script', { 'vout.0.scriptpubkey': '51' }],
  ])('%s cannot be changed', async (_, changes) => {
    const error = await refusal(() => read(bodyOf(changed(SWEEP, changes))));
    expect(error.message).toMatch(
      /^esplora: transaction [0-9a-f]{64} hashes to [0-9a-f]{64}: it was changed/,
    );
  });

  test.each<[string, Changes]>([
    ['version', { version: undefined }],
    ['locktime', { locktime: undefined }],
    ['sequence of an input', { 'vin.0.sequence': undefined }],
    ['script of an input', { 'vin.0.scriptsig': undefined }],
  ])('without %s it is believed as it is, and not marked', (_, changes) => {
    expect(read(bodyOf(SWEEP))).toMatchObject({ verified: true });
    const transaction = read(bodyOf(changed(SWEEP, { ...changes, txid: OTHER_ID })));
    expect(transaction).toMatchObject({ txid: OTHER_ID });
    expect(transaction).not.toHaveProperty('verified');
  });
});

describe('a transaction as a whole', () => {
  test.each<[string, string, Changes, string]>([
    ['a fee that does not fit', SWEEP, { fee: 1 }, 'states a fee of 1; its amounts say'],
    [
      'more out than in',
      SWEEP,
      { 'vin.0.prevout.value': 5, 'vout.0.value': 6, fee: undefined },
      'pays out 1 satoshi more',
    ],
    ['an input without amount', SWEEP, { 'vin.0.prevout': null }, 'whose amount is missing'],
    ['an output spent twice', SWEEP, { vin: [INPUT, INPUT], fee: undefined }, 'twice'],
    ['a coinbase with two inputs', COINBASE, { 'vin.1': INPUT }, 'has inputs that spend'],
    [
      'a coinbase that spends',
      COINBASE,
      { 'vin.0.prevout': { value: 1, scriptpubkey: '' } },
      'has inputs that spend',
    ],
    ['a coinbase that pays a fee', COINBASE, { fee: 1 }, 'states a fee of 1; its amounts say 0'],
    ['confirmed without height', SWEEP, { 'status.block_height': undefined }, 'no height, hash or time'],
    ['confirmed without hash', SWEEP, { 'status.block_hash': undefined }, 'no height, hash or time'],
    ['confirmed without time', SWEEP, { 'status.block_time': undefined }, 'no height, hash or time'],
  ])('%s', async (_, content, changes, problem) => {
    const error = await refusal(() => read(bodyOf(changed(content, changes))));
    expect(error.message).toContain(problem);
  });

  test('one that is not confirmed is none yet', () => {
    expect(read(sweepWith({ status: { confirmed: false } }))).toBeNull();
  });
});

describe('other answers', () => {
  const HASH = 'a'.repeat(64);

  test.each<[string, (body: Body) => unknown, string]>([
    ['a page that is no list', readPage, '{}'],
    ['a page with a wrong row', readPage, '[{}]'],
    ['outspends that are no list', readOutspends, '{"spent":false}'],
    ['an outspend without spent', readOutspends, '[{}]'],
    [
      'a spender that is no txid',
      readOutspends,
      '[{"spent":true,"txid":"x","vin":0,"status":{"confirmed":true}}]',
    ],
    ['a status without confirmed', readStatus, '{}'],
    ['stats without count', readTransactionCount, '{"address":"x","chain_stats":{}}'],
    ['stats with a negative count', readTransactionCount, '{"chain_stats":{"tx_count":-1}}'],
    ['a block without height', readBlock, `{"id":"${HASH}","timestamp":1}`],
    ['a block with a height above 2^32', readBlock, `{"id":"${HASH}","height":4294967296,"timestamp":1}`],
    ['a height as tip hash', readHash, '880879'],
    ['an empty tip hash', readHash, ''],
    ['a JSON text as tip hash', readHash, `"${HASH}"`],
  ])('%s', async (_, reader, content) => {
    await refusal(() => reader(bodyOf(content)));
  });

  test('sums of a busy address above 2^53 do no harm', () => {
    const content = '{"chain_stats":{"tx_count":5,"funded_txo_sum":9007199254740993},"mempool_stats":{}}';
    expect(readTransactionCount(bodyOf(content))).toBe(5);
    expect(parseJson(content)).toMatchObject({ chain_stats: { funded_txo_sum: 9007199254740993n } });
  });

  test('a tip hash with a line feed', () => {
    expect(readHash(bodyOf(`${HASH}\n`))).toBe(HASH);
  });
});
