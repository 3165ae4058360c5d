/**
 * Etherscan's module `account`: the lists of an address, a token contract or a transaction, cut into pages.
 */

import type { EthereumChain, Listed } from './ethereum-chain.ts';
import {
  addressParameter,
  messageBody,
  notOkBody,
  numberParameter,
  type Query,
  refused,
  rowsBody,
} from './etherscan-answers.ts';
import { internalRow, internalRowOfTransaction, tokenRow, transactionRow } from './etherscan-rows.ts';

/** page x offset may not exceed this (docs.etherscan.io, common error messages). */
const RESULT_WINDOW = 10_000;

/** The recorded chain and how many rows one call may return. */
export interface EtherscanSource {
  readonly chain: EthereumChain;
  readonly rowsPerCall: number;
}

/** `txlist`: the transactions whose top-level call is from or to the address. */
export function txlist({ chain, rowsPerCall }: EtherscanSource, query: Query): object {
  const list = chain.calls.get(addressParameter(query.address)) ?? [];
  return rowsBody(pageOf(list, query, rowsPerCall).map((listed) => transactionRow(chain, listed)));
}

/** `txlistinternal`, by transaction when `txhash` is given, otherwise by address. */
export function txlistinternal({ chain, rowsPerCall }: EtherscanSource, query: Query): object {
  if (query.txhash === undefined) {
    const list = chain.internals.get(addressParameter(query.address)) ?? [];
    return rowsBody(pageOf(list, query, rowsPerCall).map(internalRow));
  }
  if (!/^0x[0-9a-f]{64}$/i.test(query.txhash))
    throw refused(notOkBody('Error! Invalid transaction hash format'));
  const tx = chain.transactions.get(query.txhash.toLowerCase());
  const list = tx === undefined ? [] : tx.internals.map((row, position) => ({ tx, row, position }));
  return rowsBody(pageOf(list, query, rowsPerCall).map(internalRowOfTransaction));
}

/** `tokentx`: the token logs of an address, of a token contract, or of an address with one contract. */
export function tokentx({ chain, rowsPerCall }: EtherscanSource, query: Query): object {
  return rowsBody(
    pageOf(tokenList(chain, query), query, rowsPerCall).map((listed) => tokenRow(chain, listed)),
  );
}

function tokenList(chain: EthereumChain, query: Query): readonly Listed[] {
  const { address, contractaddress } = query;
  if (address === undefined && contractaddress === undefined) {
    throw refused(notOkBody('Error! Missing address or contract address'));
  }
  const contract = contractaddress === undefined ? null : addressParameter(contractaddress);
  if (address === undefined) return chain.tokensByContract.get(contract ?? '') ?? [];
  const list = chain.tokens.get(addressParameter(address)) ?? [];
  return contract === null ? list : list.filter(({ row }) => row.asset === contract);
}

/**
 * The rows of the page that `query` asks for. Never more than `rowsPerCall`, whatever `offset` says: the rows between
 * are then on no page, which a client must avoid by asking for no more than it can get.
 */
function pageOf(list: readonly Listed[], query: Query, rowsPerCall: number): Listed[] {
  const page = Math.max(1, numberParameter(query, 'page', 1));
  const offset = numberParameter(query, 'offset', 0) || rowsPerCall;
  const start = numberParameter(query, 'startblock', 0);
  const end = numberParameter(query, 'endblock', Number.MAX_SAFE_INTEGER);
  if (page * offset > RESULT_WINDOW) {
    const limit = `PageNo x Offset size must be less than or equal to ${RESULT_WINDOW}`;
    throw refused(messageBody(`Result window is too large, ${limit}`));
  }
  const inRange = list.filter(({ tx }) => tx.block >= start && tx.block <= end);
  const ordered = query.sort === 'desc' ? inRange.toReversed() : inRange;
  const from = (page - 1) * offset;
  return ordered.slice(from, from + Math.min(offset, rowsPerCall));
}
