/**
 * Rows of Blockscout's REST API v2, with all the fields of recorded ones. What a dataset does not record has a neutral value
 * that a real row could have: names and tags are null, input is empty.
 */

import { displayAddress, ZERO_ADDRESS } from '../core/address.ts';
import {
  blockHash,
  type EthereumBlock,
  type EthereumChain,
  type EthereumTransaction,
} from './ethereum-chain.ts';
import type { EthereumRow } from './ethereum-row.ts';
import { gasOf } from './etherscan-rows.ts';

/** First topic of an ERC-20 `Transfer(address,address,uint256)`: the Keccak-256 of that text. */
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';
/** Logs are numbered within their block; a dataset knows their order within their transaction. */
const MOST_LOGS = 100_000;

/** A transaction; `call` is its top-level call. */
export function transactionRow(chain: EthereumChain, tx: EthereumTransaction, call: EthereumRow) {
  const gas = gasOf(tx);
  return {
    hash: tx.hash,
    status: call.success ? 'ok' : 'error',
    result: call.success ? 'success' : 'Reverted',
    block_number: tx.block,
    timestamp: isoTime(tx.time),
    position: tx.index,
    nonce: tx.nonce,
    from: party(call.from),
    to: party(call.to),
    created_contract: null,
    value: String(call.value),
    fee: { type: 'actual', value: String(tx.fee ?? 0n) },
    gas_used: String(gas.used),
    gas_limit: String(gas.used),
    gas_price: String(gas.price),
    base_fee_per_gas: null,
    priority_fee: null,
    max_fee_per_gas: null,
    max_priority_fee_per_gas: null,
    transaction_burnt_fee: null,
    type: 0,
    method: null,
    raw_input: '0x',
    decoded_input: null,
    revert_reason: null,
    confirmations: chain.tip.height - tx.block + 1,
    confirmation_duration: [],
    token_transfers: null,
    token_transfers_overflow: null,
    transaction_types: call.value > 0n ? ['coin_transfer'] : [],
    transaction_tag: null,
    authorization_list: [],
    fhe_operations_count: 0,
    exchange_rate: null,
    historic_exchange_rate: null,
    has_error_in_internal_transactions:
      tx.internals.length === 0 ? null : tx.internals.some(({ success }) => !success),
    is_pending_update: false,
  };
}

/** An inner call. Its number counts from 1: 0 is the transaction's own call. */
export function innerCallRow(tx: EthereumTransaction, row: EthereumRow, position: number) {
  return {
    transaction_hash: tx.hash,
    transaction_index: tx.index,
    index: position + 1,
    block_number: tx.block,
    timestamp: isoTime(tx.time),
    type: 'call',
    success: row.success,
    error: row.success ? null : 'Reverted',
    from: party(row.from),
    to: party(row.to),
    created_contract: null,
    value: String(row.value),
    gas_limit: '0',
  };
}

/** A token transfer. */
export function tokenRow(chain: EthereumChain, tx: EthereumTransaction, row: EthereumRow, position: number) {
  const decimals = row.decimals === '' ? null : row.decimals;
  return {
    transaction_hash: tx.hash,
    block_hash: blockHash(chain, tx.block),
    block_number: tx.block,
    log_index: logIndex(tx, position),
    timestamp: isoTime(tx.time),
    method: null,
    from: party(row.from),
    to: party(row.to),
    type: transferKind(row),
    token: {
      address_hash: displayAddress('ethereum', row.asset),
      circulating_market_cap: null,
      circulating_supply: null,
      decimals,
      exchange_rate: null,
      holders_count: null,
      icon_url: null,
      name: null,
      reputation: 'ok',
      symbol: row.symbol === '' ? null : row.symbol,
      total_supply: null,
      type: 'ERC-20',
      volume_24h: null,
    },
    token_type: 'ERC-20',
    total: { decimals, value: String(row.value) },
  };
}

/** The log of a token transfer. */
export function logRow(chain: EthereumChain, tx: EthereumTransaction, row: EthereumRow, position: number) {
  return {
    transaction_hash: tx.hash,
    block_hash: blockHash(chain, tx.block),
    block_number: tx.block,
    block_timestamp: isoTime(tx.time),
    index: logIndex(tx, position),
    address: party(row.asset),
    topics: [TRANSFER, word(BigInt(row.from)), word(BigInt(row.to)), null],
    data: word(row.value),
    decoded: null,
    smart_contract: null,
  };
}

/** A block: height, hash and time, which is all that the data knows about one. */
export function blockRow({ number, hash, time }: EthereumBlock) {
  return { type: 'block', height: number, hash, timestamp: isoTime(time) };
}

/** The calls of a transaction as a node of Parity's kind traces them. Datasets do not record which call made which. */
export function rawTrace({ call, internals }: EthereumTransaction): object[] {
  const frame = ({ from, to, value, success }: EthereumRow, traceAddress: readonly number[]) => ({
    action: { callType: 'call', from, to, gas: '0x0', input: '0x', value: `0x${value.toString(16)}` },
    ...(success ? { result: { gasUsed: '0x0', output: '0x' } } : { error: 'Reverted' }),
    subtraces: traceAddress.length === 0 ? internals.length : 0,
    traceAddress,
    type: 'call',
  });
  return [...(call === null ? [] : [frame(call, [])]), ...internals.map((row, n) => frame(row, [n]))];
}

/** The number that a log has in its block. */
export function logIndex({ index }: EthereumTransaction, position: number): number {
  return index * MOST_LOGS + position;
}

/** An address with all that comes along with one. */
function party(address: string) {
  return {
    hash: displayAddress('ethereum', address),
    ens_domain_name: null,
    implementations: [],
    is_contract: false,
    is_scam: false,
    is_verified: false,
    metadata: null,
    name: null,
    private_tags: [],
    proxy_type: null,
    public_tags: [],
    reputation: 'ok',
    watchlist_names: [],
  };
}

function transferKind({ from, to }: EthereumRow): string {
  if (from === ZERO_ADDRESS) return 'token_minting';
  return to === ZERO_ADDRESS ? 'token_burning' : 'token_transfer';
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.000Z$/, '.000000Z');
}

function word(value: bigint): string {
  return `0x${value.toString(16).padStart(64, '0')}`;
}
