/** A node for tests that answers as it is told, and may lie. */

import type { Tip } from '../../../src/core/chain.ts';
import { createJsonRpcSource } from '../../../src/explorers/json-rpc/client.ts';
import type { TransportOptions } from '../../../src/explorers/transport/transport.ts';
import { quickTransport, withServer } from './local-server.ts';

/** Answers one method by its parameters; what it throws is the error of the answer. */
export type Answers = Readonly<Record<string, (...params: never[]) => unknown>>;

/** An error for an answer. */
export const failing =
  (message: string, code = -32000) =>
  () => {
    throw { code, message };
  };

interface Posted {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}

export const TIP: Tip = { height: 15_000_000, hash: `0x${'f'.repeat(64)}`, time: 1_700_000_000 };
const hex = (value: number) => `0x${value.toString(16)}`;
const block = ({ height, hash, time }: Tip) => ({ number: hex(height), hash, timestamp: hex(time) });

/** What a node with nothing in its chain says, and one that has a search and trees of calls. */
const EMPTY: Answers = {
  eth_chainId: () => '0x1',
  web3_clientVersion: () => 'Geth/v1.16.0',
  eth_getBlockByNumber: (tag: string) => (tag === 'latest' || tag === hex(TIP.height) ? block(TIP) : null),
  ots_searchTransactionsAfter: () => ({ txs: [], receipts: [], firstPage: true, lastPage: true }),
  debug_traceTransaction: failing('transaction not found'),
  eth_getLogs: () => [],
};

export interface Asked {
  /** Single calls in the order in which they came: method and parameters. */
  readonly calls: readonly (readonly [method: string, ...params: readonly unknown[]])[];
  /** Requests, each of one call or several. */
  readonly sizes: readonly number[];
}

/** Uses a source over such a node. @param answers beside those of an empty chain; null for a method that it lacks */
export async function withNode<T>(
  answers: Readonly<Record<string, Answers[string] | null>>,
  use: (source: ReturnType<typeof createJsonRpcSource>, asked: Asked) => Promise<T>,
  options: Partial<TransportOptions> = {},
): Promise<T> {
  const calls: (readonly [string, ...unknown[]])[] = [];
  const sizes: number[] = [];
  const answerTo = ({ id, method, params }: Posted) => {
    calls.push([method, ...params]);
    const answer = { ...EMPTY, ...answers }[method] as
      | ((...given: readonly unknown[]) => unknown)
      | null
      | undefined;
    if (answer === null || answer === undefined) {
      return { jsonrpc: '2.0', id, error: { code: -32601, message: `the method ${method} does not exist` } };
    }
    try {
      return { jsonrpc: '2.0', id, result: answer(...params) };
    } catch (error) {
      return { jsonrpc: '2.0', id, error };
    }
  };
  return withServer(
    (request) => {
      const posted = request.body as Posted | Posted[];
      sizes.push(Array.isArray(posted) ? posted.length : 1);
      // Answers may come in any order.
      return Array.isArray(posted) ? posted.map(answerTo).reverse() : answerTo(posted);
    },
    ({ url }) =>
      use(
        createJsonRpcSource(quickTransport(url, { provider: 'node', attempts: 3, ...options }), {
          finality: 64,
        }),
        {
          calls,
          sizes,
        },
      ),
  );
}
