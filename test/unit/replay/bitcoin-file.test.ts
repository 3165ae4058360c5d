/**
 * Reading `bitcoin.ndjson`: a valid file, and what is said about each kind of mistake in it.
 */

import { describe, expect, test } from '@jest/globals';
import { InvalidInputError } from '../../../src/core/errors.ts';
import { readDataset } from '../../../src/replay/dataset.ts';
import { SMALL, smallFiles, withDataset } from '../../integration/replay/made-up-dataset.ts';

type Json = Record<string, unknown>;

/** Lines of the fixture: A (coinbase), B (spends A), C (spends B, same block), D (spends B and C), E (from outside). */
async function lines(): Promise<string[]> {
  return (await smallFiles()).bitcoin.trim().split('\n');
}

async function problemOf(bitcoin: string): Promise<InvalidInputError> {
  const { manifest } = await smallFiles();
  const outcome = await withDataset({ 'dataset.json': manifest, 'bitcoin.ndjson': bitcoin }, (dir) =>
    readDataset(dir).then(
      () => null,
      (error: unknown) => error,
    ),
  );
  if (!(outcome instanceof InvalidInputError)) throw new Error(`expected a refusal, got ${String(outcome)}`);
  return outcome;
}

/** The problem after `change` was made to the transaction on line `number`. */
async function problemAfter(number: number, change: (tx: Json) => void): Promise<InvalidInputError> {
  const all = await lines();
  const tx: Json = JSON.parse(all[number - 1] ?? '');
  change(tx);
  all[number - 1] = JSON.stringify(tx);
  return problemOf(all.join('\n'));
}

/** Sets the value at a path such as `vin.0.prevout.value`; undefined removes it. */
function set(tx: Json, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<Json>((at, key) => at[key] as Json, tx);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
}

describe('a valid file', () => {
  test('is indexed by id, spender, script and block', async () => {
    const { bitcoin, manifest } = await readDataset(SMALL);
    expect(manifest.syntheticIds).toBe(true);
    expect(bitcoin?.transactions).toHaveLength(5);
    expect(bitcoin?.spends.size).toBe(5);
    expect([...(bitcoin?.blocksByHeight.keys() ?? [])].sort()).toEqual([100, 101, 103, 105, 113]);
    expect(bitcoin?.histories.get('0014e8a987f97b609851a77e10d6d48138ef0e518f46')).toEqual([1, 2, 3]);
    expect(bitcoin?.histories.has('6a046e6f7465')).toBe(false);
  });

  test('may have blank lines and Windows line ends', async () => {
    const { manifest, bitcoin } = await smallFiles();
    const files = {
      'dataset.json': manifest,
      'bitcoin.ndjson': `\r\n${bitcoin.replaceAll('\n', '\r\n\r\n')}`,
    };
    const dataset = await withDataset(files, readDataset);
    expect(dataset.bitcoin?.transactions).toHaveLength(5);
    expect(dataset.ethereum?.transactions.size).toBe(0);
  });

  test('may lack what its source does not know, and keeps what is beyond the form', async () => {
    const { manifest, bitcoin } = await smallFiles();
    const [first = ''] = bitcoin.split('\n');
    const tx = { ...JSON.parse(first), sigops: 4, size: 100 };
    const files = { 'dataset.json': manifest, 'bitcoin.ndjson': JSON.stringify(tx) };
    const dataset = await withDataset(files, readDataset);
    expect(dataset.bitcoin?.transactions[0]).toEqual(tx);
    expect(dataset.bitcoin?.transactions[0]).not.toHaveProperty('version');
  });
});

describe('a value of the wrong form', () => {
  test.each([
    ['txid', 'ABC', 'txid is "ABC"; expected 64 lower-case hex digits'],
    ['vin', [], 'vin is []; expected a list of at least one input'],
    [
      'vout.0.value',
      -1,
      'vout[0].value is -1; expected a whole number of satoshi from 0 to 2100000000000000',
    ],
    [
      'vout.0.value',
      2_100_000_000_000_001,
      'vout[0].value is 2100000000000001; expected a whole number of satoshi',
    ],
    ['vout.0.value', 0.5, 'vout[0].value is 0.5; expected a whole number of satoshi'],
    ['vout.0.value', '5', 'vout[0].value is "5"; expected a whole number of satoshi'],
    [
      'vout.1.scriptpubkey',
      '6a0',
      'vout[1].scriptpubkey is "6a0"; expected lower-case hex digits, two a byte',
    ],
    ['vout.0.scriptpubkey_type', undefined, 'vout[0].scriptpubkey_type is missing; expected the script type'],
    ['vin.0.prevout', 'x', 'vin[0].prevout is "x"; expected'],
    ['vin.0.prevout.value', undefined, 'vin[0].prevout.value is missing; expected a whole number of satoshi'],
    ['vin.0.vout', 4_294_967_296, 'vin[0].vout is 4294967296; expected a whole number from 0 to 4294967295'],
    ['vin.0.witness', [1], 'vin[0].witness[0] is 1; expected lower-case hex'],
    [
      'status.confirmed',
      false,
      'status.confirmed is false; expected true: a dataset holds confirmed transactions only',
    ],
    ['status.block_hash', undefined, 'status.block_hash is missing; expected 64 lower-case hex digits'],
    ['fee', undefined, 'fee is missing; expected a whole number of satoshi'],
  ])('%s = %j', async (path, value, text) => {
    const problem = await problemAfter(2, (tx) => set(tx, path, value));
    expect(problem.message).toContain(`bitcoin.ndjson line 2: ${text}`);
    expect(problem.context).toMatchObject({ file: 'bitcoin.ndjson', line: 2 });
    expect(problem.code).toBe('INVALID_INPUT');
  });

  test.each(['{"txid":', 'hello', '[]', 'null', '7'])('a line that is no transaction: %s', async (line) => {
    const { bitcoin } = await smallFiles();
    const problem = await problemOf(`${bitcoin}${line}\n`);
    expect(problem.message).toMatch(/^bitcoin.ndjson line 6: content is .*; expected one transaction/);
  });
});

describe('a transaction that contradicts itself', () => {
  test.each([
    [2, 'fee', 9999, 'fee is 9999; expected 10000, inputs minus outputs'],
    [1, 'fee', 1, 'fee is 1; expected 0, inputs minus outputs'],
    [5, 'vout.0.value', 70_001, 'vout is "70001 satoshi"; expected at most the 70000 satoshi that are spent'],
    [5, 'vin.0.prevout', null, 'vin[0].prevout is null; expected the output that is spent'],
    [
      1,
      'vin.0.prevout',
      { scriptpubkey: '', scriptpubkey_type: 'empty', value: 1 },
      'expected null in a coinbase input',
    ],
    [
      5,
      'vout.0.scriptpubkey_address',
      '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
      'vout[0].scriptpubkey_address is "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"; expected 1JpgoVJJA6aZdY5qR7JFQr5HbHZ8WnT1ww',
    ],
    [
      1,
      'vout.1.scriptpubkey_address',
      '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
      'expected no such field: the script has no address',
    ],
  ])('line %i, %s', async (number, path, value, text) => {
    const problem = await problemAfter(number, (tx) => set(tx, path, value));
    expect(problem.message).toContain(`bitcoin.ndjson line ${number}: `);
    expect(problem.message).toContain(text);
  });

  test('a coinbase has one input', async () => {
    const problem = await problemAfter(1, (tx) => {
      tx.vin = [...(tx.vin as Json[]), ...(tx.vin as Json[])];
    });
    expect(problem.message).toContain('vin is 2; expected a single input in a coinbase transaction');
  });

  test('an output is not spent twice by one transaction', async () => {
    const problem = await problemAfter(5, (tx) => {
      tx.vin = [...(tx.vin as Json[]), ...(tx.vin as Json[])];
      tx.fee = 71_000;
    });
    expect(problem.message).toMatch(
      /line 5: vin\[1\] is ".*:7"; expected an output that nothing has spent before/,
    );
  });
});

describe('a transaction that contradicts the chain before it', () => {
  test('an id stands once', async () => {
    const all = await lines();
    const problem = await problemOf([...all, all[4]].join('\n'));
    expect(problem.message).toContain('line 6: txid is "6a0e8850');
    expect(problem.message).toContain('expected a transaction that has not stood in the file before');
  });

  test('an output is spent once', async () => {
    const problem = await problemAfter(5, (tx) => {
      const spent = { txid: 'ca27083fd950a3e468ee0cf45ad6e37939452f93e38cc3c0911a580002fc7367', vout: 1 };
      tx.vin = [{ ...(tx.vin as Json[])[0], ...spent }];
    });
    expect(problem.message).toContain('expected an output that nothing has spent before');
  });

  test('a spender stands after what funds it, in one block too', async () => {
    const [a, b, c] = await lines();
    const problem = await problemOf([a, c, b].join('\n'));
    expect(problem.message).toContain('line 3: txid is "ca27083f');
    expect(problem.message).toContain('this line before the one of ce1caf5e');
  });

  test.each([
    ['value', 1_999_990_001, 'vin[0].prevout.value is 1999990001; expected 1999990000, as it was funded'],
    ['scriptpubkey', '0014e8a987f97b609851a77e10d6d48138ef0e518f46', 'as it was funded'],
  ])('an input agrees with its funding output in %s', async (key, value, text) => {
    const problem = await problemAfter(4, (tx) => {
      set(tx, `vin.0.prevout.${key}`, value);
      set(tx, 'vin.0.prevout.scriptpubkey_address', undefined);
      if (key === 'value') tx.fee = 5001;
    });
    expect(problem.message).toContain(text);
  });

  test('an input names an output that exists', async () => {
    const problem = await problemAfter(4, (tx) => set(tx, 'vin.0.vout', 2));
    expect(problem.message).toContain('vin[0].vout is 2; expected an output that ca27083f');
  });

  test.each([
    [4, 'status.block_height', 99, 'expected 101 or above: lines stand in chain order'],
    [5, 'status.block_height', 114, 'expected at most 113, tips.bitcoin of dataset.json'],
    [3, 'status.block_hash', 'a'.repeat(64), 'expected 0000000066c1c445'],
    [3, 'status.block_time', 1, 'expected 1700060600, the time of block 101'],
    [5, 'status.block_height', 113, 'expected 000000000798bb82'],
  ])('line %i: %s = %j', async (number, path, value, text) => {
    expect((await problemAfter(number, (tx) => set(tx, path, value))).message).toContain(text);
  });

  test('near miss: a block that no other line is in may have any height in between', async () => {
    const { manifest } = await smallFiles();
    const bitcoin = (await smallFiles()).bitcoin.replace('"block_height":105', '"block_height":104');
    const read = withDataset({ 'dataset.json': manifest, 'bitcoin.ndjson': bitcoin }, readDataset);
    await expect(read).resolves.toBeDefined();
  });

  test('a block has one height', async () => {
    const problem = await problemAfter(4, (tx) => {
      set(tx, 'status.block_hash', '0000000066c1c445b74d3282de3244d8e0e480f8f31b37e41f01ba9a48af7aaf');
    });
    expect(problem.message).toContain('expected another hash: this is block 101');
  });
});

test('a file without a tip is refused', async () => {
  const { bitcoin } = await smallFiles();
  const manifest = JSON.stringify({ name: 'n', title: 't', provenance: 'p', syntheticIds: false, tips: {} });
  const read = withDataset({ 'dataset.json': manifest, 'bitcoin.ndjson': bitcoin }, readDataset);
  await expect(read).rejects.toThrow(
    'dataset.json: tips.bitcoin is missing; expected the tip of bitcoin.ndjson',
  );
});
