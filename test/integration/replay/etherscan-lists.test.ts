/**
 * The lists of Etherscan's module `account` over the hand-made dataset: rows, failures, empty and malformed calls.
 * Expected numbers are those of the fixture, by hand.
 */

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Replay, startReplay } from '../../../src/replay/server.ts';
import {
  A,
  B,
  type Body,
  C,
  callAt,
  EMPTY,
  K,
  notOk,
  type Row,
  rowsAt,
  T,
  TX,
  U,
  UNUSED,
} from './etherscan-client.ts';
import { SMALL } from './made-up-dataset.ts';

let replay: Replay;

beforeAll(async () => {
  replay = await startReplay({ dir: SMALL });
});
afterAll(() => replay.close());

const call = (query: string, chain?: string): Promise<Body> => callAt(replay.url, query, chain);
const rows = (query: string): Promise<Row[]> => rowsAt(replay.url, query);

describe('txlist', () => {
  test('holds the transactions whose call is from or to the address, oldest first', async () => {
    const hashes = async (address?: string): Promise<(string | undefined)[]> =>
      (await rows(`action=txlist&address=${address}`)).map((row) => row.hash);
    expect(await hashes(A)).toEqual([TX.early, TX.paid, TX.failed, TX.toSelf]);
    expect(await hashes(B)).toEqual([TX.paid, TX.contract]);
    expect(await hashes(K)).toEqual([TX.contract]);
  });

  test('a row has strings only, and the values of the data', async () => {
    const [, paid] = await rows(`action=txlist&address=${A}`);
    expect(paid).toEqual({
      blockNumber: '15000000',
      blockHash: `0x${'0'.repeat(58)}e4e1c0`,
      timeStamp: '1655778500',
      hash: TX.paid,
      nonce: '0',
      transactionIndex: '0',
      from: A,
      to: B,
      value: '5000000000000000000',
      gas: '21000',
      gasPrice: '10000000000',
      input: '0x',
      methodId: '0x',
      functionName: '',
      contractAddress: '',
      cumulativeGasUsed: '21000',
      txreceipt_status: '1',
      gasUsed: '21000',
      confirmations: '11',
      isError: '0',
    });
  });

  test('a failed transaction shows its value and its fee', async () => {
    const [, , failed] = await rows(`action=txlist&address=${A}`);
    expect(failed).toMatchObject({
      hash: TX.failed,
      value: '7000000000000000000',
      isError: '1',
      txreceipt_status: '0',
    });
    expect(failed).toMatchObject({ gasUsed: '1', gasPrice: '1000001' });
  });

  test('gasUsed x gasPrice is the fee: plausible gas where it divides, price 0 where none is recorded', async () => {
    const list = await rows(`action=txlist&address=${A}`);
    const fees = list.map(({ gasUsed = '', gasPrice = '' }) => BigInt(gasUsed) * BigInt(gasPrice));
    expect(fees).toEqual([0n, 210_000_000_000_000n, 1_000_001n, 21_000n]);
    expect(list.map((row) => row.gasUsed)).toEqual(['21000', '21000', '1', '21000']);
    const [, contract] = await rows(`action=txlist&address=${B}`);
    // What runs code uses more than a plain transfer.
    expect(contract).toMatchObject({ gasUsed: '42000', gasPrice: '1', value: '0' });
  });

  test('before Byzantium a receipt has no status', async () => {
    const [early] = await rows(`action=txlist&address=${C}`);
    expect(early).toMatchObject({
      hash: TX.early,
      txreceipt_status: '',
      isError: '0',
      transactionIndex: '7',
    });
  });

  test('the nonce counts the calls of the sender, failed ones included', async () => {
    const sent = (await rows(`action=txlist&address=${A}`)).filter((row) => row.from === A);
    expect(sent.map((row) => row.nonce)).toEqual(['0', '1', '2']);
  });

  test('an address in upper case is found, rows stay lower case', async () => {
    const [first] = await rows(`action=txlist&address=${B.toUpperCase().replace('0X', '0x')}`);
    expect(first).toMatchObject({ from: A, to: B });
  });

  test('nothing found is status 0 with an empty list', async () => {
    expect(await call(`module=account&action=txlist&address=${UNUSED}`)).toEqual(EMPTY);
    expect(await call(`module=account&action=txlist&address=${T}`)).toEqual(EMPTY);
  });
});

describe('txlistinternal', () => {
  test('by address: trace ids tell transfers apart, a failed one keeps its value', async () => {
    const [, ofContract, withoutCall] = await rows(`action=txlistinternal&address=${K}`);
    expect(ofContract).toEqual({
      blockNumber: '15000001',
      timeStamp: '1655778512',
      hash: TX.contract,
      from: K,
      to: A,
      value: '1000000000000000000',
      contractAddress: '',
      input: '',
      type: 'call',
      gas: '0',
      gasUsed: '0',
      traceId: '0_0',
      isError: '0',
      errCode: '',
    });
    expect(withoutCall).toMatchObject({
      hash: TX.contract,
      traceId: '0_1',
      value: '2000000000000000000',
      isError: '1',
    });
    expect(withoutCall?.errCode).not.toBe('');
  });

  test('by address: lists the sides of a transfer, also of transactions without a call in the data', async () => {
    expect(await rows(`action=txlistinternal&address=${K}`)).toHaveLength(4);
    expect(await rows(`action=txlistinternal&address=${C}`)).toHaveLength(2);
    expect((await rows(`action=txlistinternal&address=${B}`)).map((row) => row.hash)).toEqual([
      TX.withoutCall,
    ]);
  });

  test('by transaction: the rows of this transaction without hash and trace id', async () => {
    const list = await rows(`action=txlistinternal&txhash=${TX.contract}`);
    expect(list.map((row) => [row.to, row.value, row.isError])).toEqual([
      [A, '1000000000000000000', '0'],
      [C, '2000000000000000000', '1'],
    ]);
    expect(list.some((row) => 'hash' in row || 'traceId' in row)).toBe(false);
  });

  test('by transaction: unknown, without internals, malformed', async () => {
    const base = 'module=account&action=txlistinternal&txhash=';
    expect(await call(`${base}0x${'e'.repeat(64)}`)).toEqual(EMPTY);
    expect(await call(base + TX.paid)).toEqual(EMPTY);
    expect(await call(`${base}0x12`)).toEqual(notOk('Error! Invalid transaction hash format'));
  });
});

describe('tokentx', () => {
  test('two equal logs of one transaction are two equal rows, without log index', async () => {
    const [first, second, ...others] = await rows(`action=tokentx&address=${C}`);
    expect(others).toEqual([]);
    expect(second).toEqual(first);
    expect(first).toEqual({
      blockNumber: '15000001',
      timeStamp: '1655778512',
      hash: TX.contract,
      nonce: '0',
      blockHash: `0x${'0'.repeat(58)}e4e1c1`,
      from: B,
      contractAddress: T,
      to: C,
      value: '100',
      tokenName: '',
      tokenSymbol: 'TST',
      tokenDecimal: '6',
      transactionIndex: '3',
      gas: '42000',
      gasPrice: '1',
      gasUsed: '42000',
      cumulativeGasUsed: '42000',
      input: 'deprecated',
      confirmations: '10',
    });
  });

  test('a failed transaction left no logs', async () => {
    const list = await rows(`action=tokentx&address=${A}`);
    expect(list.map((row) => [row.hash, row.contractAddress, row.tokenDecimal])).toEqual([
      [TX.withoutCall, U, '0'],
    ]);
  });

  test('by contract, and by address with contract', async () => {
    expect(await rows(`action=tokentx&contractaddress=${T}`)).toHaveLength(2);
    expect(await rows(`action=tokentx&address=${B}`)).toHaveLength(3);
    expect(await rows(`action=tokentx&address=${B}&contractaddress=${U}`)).toHaveLength(1);
    expect(await call(`module=account&action=tokentx&address=${A}&contractaddress=${T}`)).toEqual(EMPTY);
  });

  test('neither address nor contract, or a malformed one, is refused', async () => {
    const base = 'module=account&action=tokentx';
    expect(await call(base)).toEqual(notOk('Error! Missing address or contract address'));
    expect(await call(`${base}&contractaddress=0x5`)).toEqual(notOk('Error! Invalid address format'));
    expect(await call(`${base}&contractaddress=${T}&address=x`)).toEqual(
      notOk('Error! Invalid address format'),
    );
  });
});
