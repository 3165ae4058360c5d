/**
 * The way to the explorer's node. Etherscan passes questions on in its module `proxy`; a Blockscout (API v1) has no such
 * module, and takes them as JSON-RPC at a path of its own (docs.blockscout.com, ETH RPC API).
 */

import { BadProviderDataError } from '../../core/errors.ts';
import type { Transport } from '../transport/transport.ts';

type Params = Readonly<Record<string, string>>;

const BLOCKSCOUT_PATH = '/eth-rpc';
const BAD_REQUEST = 400;
const NO_MODULE = 'unknown module';

/** A transport that finds out which of the two ways there is, and goes on using it. */
export function withNodeDoor(transport: Transport): Transport {
  let isProxy = true;
  return {
    ...transport,
    get: async (path, params, options) => {
      const posted = params.module === 'proxy' ? rpcOf(params) : null;
      if (posted === null) return transport.get(path, params, options);
      if (!isProxy) return transport.post(BLOCKSCOUT_PATH, posted, options);
      try {
        return await transport.get(path, params, options);
      } catch (error) {
        if (!isNoSuchModule(error)) throw error;
        const body = await transport.post(BLOCKSCOUT_PATH, posted, options);
        // What is no Blockscout either is refused as it refused.
        if (body === null) throw error;
        isProxy = false;
        return body;
      }
    },
  };
}

/** Blockscout refuses with status 400; the text alone counts where a server between says 200. */
function isNoSuchModule(error: unknown): boolean {
  if (!(error instanceof BadProviderDataError)) return false;
  const { status, text } = error.context;
  return status === BAD_REQUEST || (typeof text === 'string' && text.toLowerCase().startsWith(NO_MODULE));
}

/** The same question in JSON-RPC; null for one that has no such form. */
function rpcOf({ action = '', ...params }: Params): string | null {
  const args = ARGUMENTS[action]?.(params);
  return args === undefined ? null : JSON.stringify({ jsonrpc: '2.0', id: 1, method: action, params: args });
}

const ARGUMENTS: Readonly<Record<string, (params: Params) => readonly unknown[]>> = {
  eth_blockNumber: () => [],
  eth_getBlockByNumber: ({ tag, boolean }) => [tag, boolean === 'true'],
  eth_call: ({ to, data, tag }) => [{ to, data }, tag],
  eth_getTransactionByHash: ({ txhash }) => [txhash],
  eth_getTransactionReceipt: ({ txhash }) => [txhash],
};
