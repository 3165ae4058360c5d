/**
 * `eth_getLogs` over the recorded token transfers: the only logs that a dataset holds.
 */

import type { EthereumChain, Listed } from './ethereum-chain.ts';
import { logForm, TRANSFER } from './etherscan-receipt.ts';
import { invalid, RpcRefusal } from './node-answers.ts';
import { type BlockFilter, inBlocks } from './rpc-blocks.ts';

/** EIP-1474: limit exceeded. */
const LIMIT_EXCEEDED = -32005;

/** The parameters of `eth_getLogs`. */
export interface LogFilter extends BlockFilter {
  readonly address?: string | readonly string[];
  readonly topics?: readonly (string | readonly string[] | null)[];
  readonly blockHash?: string;
}

/**
 * The logs that fit, in chain order.
 * @param most logs of one call
 * @throws RpcRefusal when more fit
 */
export function logs(chain: EthereumChain, filter: LogFilter, most: number): object[] {
  if (filter.blockHash !== undefined) throw invalid('blockHash is not answered; give fromBlock and toBlock');
  const contracts = filter.address === undefined ? null : choices(filter.address);
  const topics = (filter.topics ?? []).map((topic) => (topic === null ? null : choices(topic)));
  const fits = ({ tx, row }: Listed) =>
    inBlocks(tx.block, filter, chain) &&
    (contracts === null || contracts.has(row.asset)) &&
    topics.every((wanted, at) => wanted === null || wanted.has(topicsOf(row)[at] ?? ''));
  const found = candidates(chain, topics).filter(fits);
  if (found.length > most) throw new RpcRefusal(LIMIT_EXCEEDED, `query returned more than ${most} results`);
  return found.map(({ tx, row, position }) => logForm(chain, tx, row, position));
}

/** All token transfers, or those of the only address that can be a party. */
function candidates(
  chain: EthereumChain,
  topics: readonly (ReadonlySet<string> | null)[],
): readonly Listed[] {
  const [party, ...others] = [...(topics[1] ?? topics[2] ?? [])];
  if (party !== undefined && others.length === 0) return chain.tokens.get(`0x${party.slice(-40)}`) ?? [];
  return [...chain.transactions.values()].flatMap((tx) =>
    tx.tokens.map((row, position) => ({ tx, row, position })),
  );
}

function topicsOf({ from, to }: Listed['row']): string[] {
  return [TRANSFER, word(from), word(to)];
}

function word(address: string): string {
  return `0x${address.slice(2).padStart(64, '0')}`;
}

function choices(value: string | readonly string[]): ReadonlySet<string> {
  const list = typeof value === 'string' ? [value] : value;
  return new Set(list.map((one) => String(one).toLowerCase()));
}
