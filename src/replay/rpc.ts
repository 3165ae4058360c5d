/**
 * JSON-RPC of an Ethereum node over a recorded chain, at `/rpc`: single calls and batches. Methods that a dataset cannot
 * answer truthfully (balances, code, whole blocks: it holds transfers, not states) are refused like methods that do not exist.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Answer, sendAnswer } from './answer.ts';
import type { EthereumChain } from './ethereum-chain.ts';
import {
  blockByHash,
  blockByNumber,
  blockNumber,
  RpcRefusal,
  transactionByHash,
  transactionReceipt,
} from './node-answers.ts';
import { type LogFilter, logs } from './rpc-logs.ts';
import { search } from './rpc-search.ts';
import {
  callTrace,
  filteredTraces,
  internalOperations,
  type TraceFilter,
  transactionTraces,
} from './rpc-traces.ts';

/** Groups of methods that nodes have or have not, by what stands before the first underscore of their names. */
export const RPC_MODULES = ['eth', 'net', 'web3', 'debug', 'trace', 'ots'] as const;
export type RpcModule = (typeof RPC_MODULES)[number];

/** The recorded chain, and what of a node there is. */
export interface RpcSource {
  readonly chain: EthereumChain;
  readonly modules: readonly RpcModule[];
  /** Logs or traces of one call at the most: more logs are refused, more traces are cut off. */
  readonly most: number;
}

const PARSE_ERROR = { code: -32700, message: 'parse error' };
const INVALID_REQUEST = { code: -32600, message: 'invalid request' };
const METHOD_NOT_FOUND = -32601;
/** EIP-1474: resource not found. */
const NOT_FOUND = -32001;

type Params = readonly unknown[];
type Method = (source: RpcSource, params: Params) => unknown;

const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['eth_chainId', () => '0x1'],
  ['net_version', () => '1'],
  ['web3_clientVersion', () => 'coinhound-replay'],
  ['eth_blockNumber', ({ chain }) => blockNumber(chain)],
  ['eth_getBlockByNumber', ({ chain }, [tag]) => blockByNumber(chain, String(tag))],
  ['eth_getBlockByHash', ({ chain }, [hash]) => blockByHash(chain, String(hash))],
  ['eth_getTransactionByHash', ({ chain }, [hash]) => transactionByHash(chain, text(hash))],
  ['eth_getTransactionReceipt', ({ chain }, [hash]) => transactionReceipt(chain, text(hash))],
  ['eth_getLogs', ({ chain, most }, [filter]) => logs(chain, fields(filter) as LogFilter, most)],
  ['debug_traceTransaction', ({ chain }, [hash, how]) => callTrace(chain, text(hash), fields(how).tracer)],
  ['trace_transaction', ({ chain }, [hash]) => transactionTraces(chain, text(hash))],
  ['trace_filter', ({ chain, most }, [filter]) => filteredTraces(chain, fields(filter) as TraceFilter, most)],
  ['ots_getApiLevel', () => 8],
  ['ots_getInternalOperations', ({ chain }, [hash]) => internalOperations(chain, text(hash))],
  [
    'ots_searchTransactionsBefore',
    ({ chain }, [address, block, pageSize]) =>
      search(chain, { address, block, pageSize, direction: 'before' }),
  ],
  [
    'ots_searchTransactionsAfter',
    ({ chain }, [address, block, pageSize]) =>
      search(chain, { address, block, pageSize, direction: 'after' }),
  ],
]);

/** Adds the path `/rpc` to `app`. `source` is null when the dataset does not cover Ethereum. */
export function addRpcRoute(app: FastifyInstance, source: RpcSource | null): void {
  app.register(async (api) => {
    api.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    api.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
      done(null, body),
    );
    api.post('/rpc', (request: FastifyRequest, reply) =>
      sendAnswer(reply, rpcAnswer(bodyFor(source, request.body))),
    );
  });
}

/** Any body as a node sends it. */
export function rpcAnswer(body: object): Answer {
  return { status: 200, type: 'application/json', body: JSON.stringify(body), maxAge: null };
}

function bodyFor(source: RpcSource | null, posted: unknown): object {
  let asked: unknown;
  try {
    asked = JSON.parse(String(posted));
  } catch {
    return failed(null, PARSE_ERROR);
  }
  if (!Array.isArray(asked)) return answerTo(source, asked);
  return asked.length === 0 ? failed(null, INVALID_REQUEST) : asked.map((call) => answerTo(source, call));
}

function answerTo(source: RpcSource | null, call: unknown): object {
  const { id = null, method, params = [] } = fields(call);
  if (typeof method !== 'string' || !Array.isArray(params)) return failed(id, INVALID_REQUEST);
  if (source === null) return failed(id, { code: NOT_FOUND, message: 'the dataset has no Ethereum chain' });
  try {
    return { jsonrpc: '2.0', id, result: methodOf(source, method)(source, params) };
  } catch (error) {
    if (!(error instanceof RpcRefusal)) throw error;
    return failed(id, error);
  }
}

function methodOf({ modules }: RpcSource, name: string): Method {
  const method = modules.some((known) => name.startsWith(`${known}_`)) ? METHODS.get(name) : undefined;
  if (method !== undefined) return method;
  throw new RpcRefusal(METHOD_NOT_FOUND, `the method ${name} does not exist/is not available`);
}

function failed(id: unknown, { code, message }: { code: number; message: string }): object {
  return { jsonrpc: '2.0', id, error: { code, message } };
}

function text(value: unknown): string | undefined {
  return value === undefined ? undefined : String(value);
}

function fields(value: unknown): Partial<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? value : {};
}
