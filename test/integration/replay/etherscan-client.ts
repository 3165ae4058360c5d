/**
 * The Etherscan API of a replay of the hand-made dataset, and what stands in that dataset.
 */

import { expect } from '@jest/globals';
import { get } from './get.ts';

const address = (digit: string): string => `0x${digit.repeat(40)}`;

/** Two owners, a third party and a contract. */
export const [A, B, C, K] = [address('1'), address('2'), address('3'), address('4')];
/** Token contracts. */
export const [T, U] = [address('5'), address('6')];
export const UNUSED = address('a');

/** The transactions of the dataset. */
export const TX = {
  early: '0xc9d6d1742322c6d8a7cc10d2e7e23b59f69c014076851aff9dae045394f139a4',
  paid: '0x3184d9dc1e4d460516147f41294617a8f03189ae200d5cc55d8884bc270d76a3',
  failed: '0x8ff92c17ef764fc1b6cfc13c7059dbc91112bd45c53c6b68e0a59cb9cb43fff9',
  contract: '0x4004b192351fc6a31eab0b687944f9121e73cd4beccb4e4369c2887ab0cc9fc7',
  withoutCall: '0xf905b0bf88d2df4f3aff8e11cdaf39658ce6ad29c5364c6939794d8cdee02dbb',
  toSelf: '0xf0afb7e2b1e0d1fe7f899e144339ffb7760221e5a8c0fcfb31879de389de26ca',
};

export type Row = Record<string, string>;
export interface Body {
  readonly status?: string;
  readonly message?: string;
  readonly result: unknown;
}

/** An empty list. */
export const EMPTY: Body = { status: '0', message: 'No transactions found', result: [] };

/** An error with this text. */
export function notOk(result: string): Body {
  return { status: '0', message: 'NOTOK', result };
}

/** The body of a call, which comes as JSON with status 200 whatever it says. */
export async function callAt(origin: string, query: string, chain = 'chainid=1&'): Promise<Body> {
  const answer = await get(`${origin}/v2/api?${chain}${query}`);
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'application/json; charset=utf-8']);
  return JSON.parse(answer.data);
}

/** The rows of a list of the module `account`. */
export async function rowsAt(origin: string, query: string): Promise<Row[]> {
  const body = await callAt(origin, `module=account&${query}`);
  expect([body.status, body.message]).toEqual(['1', 'OK']);
  return body.result as Row[];
}
