/**
 * What a node can do, found out when it is first needed and then remembered: which chain it has, and which of the methods
 * that not every node has. Nothing in a specification says that a node must list what an address sent and got, or tell
 * what moved inside a transaction.
 */

import { BadProviderDataError, CoinhoundError } from '../../core/errors.ts';
import type { Body } from '../transport/body.ts';
import { LastingRefusalError } from '../transport/refusal.ts';
import { ATTEMPTS } from '../transport/retry.ts';
import type { Transport } from '../transport/transport.ts';
import { badField } from '../wire-form.ts';
import { ask, type Call, quantity } from './call.ts';
import {
  hasMethod,
  readBlock,
  readChainId,
  readClientVersion,
  readFilteredTraces,
  readSearchPage,
  readTransaction,
} from './wire.ts';

/** How a node lists the transactions in which an address sent or got value. */
export type Listing = 'ots_searchTransactionsAfter' | 'trace_filter';
/** How a node tells what moved inside a transaction. */
export type Tracing = 'debug_traceTransaction' | 'trace_transaction';

const MAINNET = '0x1';

/**
 * The first transaction of Ethereum mainnet, of 7 August 2015. A node that has forgotten it has forgotten others, too, and
 * says so of none: it just does not know them.
 */
const FIRST = {
  hash: '0x5c504ed432cb51138bcf09aa5e8a410dd4a1e204ef84bfed1be16dfba1b22060',
  from: '0xa1e4380a3b1f749673e270229993ee55f35663b4',
  block: quantity(46_147),
  before: 46_146,
  blockHash: '0x4e3a3754410177e6937ef1f84bba68ea139e8d1a2258c5f85db9f1cd715a1bdd',
} as const;

/** What is asked to see whether a method is there: it costs little, and the answer is known. */
const TRIALS: Readonly<Record<Listing | Tracing, Call>> = {
  ots_searchTransactionsAfter: ['ots_searchTransactionsAfter', FIRST.from, FIRST.before, 1],
  trace_filter: [
    'trace_filter',
    { fromBlock: FIRST.block, toBlock: FIRST.block, fromAddress: [FIRST.from], count: 1 },
  ],
  debug_traceTransaction: ['debug_traceTransaction', FIRST.hash, { tracer: 'callTracer' }],
  trace_transaction: ['trace_transaction', FIRST.hash],
};

/**
 * The search of anvil looks at calls alone: it leaves out who was paid by a contract that destroyed itself, and contracts
 * that were made (seen with 1.7.1, and in crates/anvil/src/eth/otterscan/api.rs). What it leaves out, its filter shows.
 */
const SEARCHES_CALLS_ALONE = /^anvil\//i;

const NO_METHOD = 'no method';

export class Abilities {
  readonly #transport: Transport;
  readonly #known = new Map<string, Promise<unknown>>();

  /** @param transport one that notes no evidence: what is found out here concerns no look-up */
  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** @throws BadProviderDataError for a node of another chain than Ethereum mainnet */
  requireMainnet(): Promise<void> {
    return this.#once('chain', async () => {
      const body = await ask(this.#transport, ['eth_chainId'], { attempts: ATTEMPTS.opening });
      const chainId = readChainId(body);
      if (chainId !== MAINNET)
        throw badField(body, 'chain id', chainId, `${MAINNET}, that of Ethereum mainnet`);
    });
  }

  /**
   * Makes sure that a transaction which the node does not know is none.
   * @throws BadProviderDataError for a node that forgets
   */
  requireAllTransactions(): Promise<void> {
    return this.#once('transactions', async () => {
      const answer = await ask(this.#transport, ['eth_getTransactionByHash', FIRST.hash]);
      if (readTransaction(answer) === null && (await this.#isRealChain())) {
        throw this.#lacks(
          'forgotten old transactions, so that one which it does not know may exist',
          'use a node that keeps all (geth: --history.transactions=0), or another explorer',
        );
      }
    });
  }

  /** @throws BadProviderDataError when there is none, naming what is missing and what to use instead */
  listing(): Promise<Listing> {
    return this.#once('listing', async () => {
      const search = 'ots_searchTransactionsAfter';
      const page = (await this.#leavesOutOfSearches()) ? NO_METHOD : await this.#trial(search);
      if (page !== NO_METHOD) {
        const shown = page === null ? null : readSearchPage(page).txs.map(({ hash }) => hash);
        await this.#requireFirst(search, shown);
        return search;
      }
      const traces = await this.#trial('trace_filter');
      if (traces !== NO_METHOD) {
        await this.#requireFirst(
          'trace_filter',
          traces === null ? null : hashesIn(readFilteredTraces(traces)),
        );
        return 'trace_filter';
      }
      throw this.#lacks(
        'neither ots_searchTransactionsAfter nor trace_filter, without which it cannot list what an address sent and got',
        'switch the modules ots or trace on (Erigon: --http.api=eth,debug,trace,ots; Nethermind, Reth and Besu: trace), or use another explorer for histories',
      );
    });
  }

  /** @throws BadProviderDataError when there is none, naming what is missing and what to use instead */
  tracing(): Promise<Tracing> {
    return this.#once('tracing', async () => {
      for (const method of ['debug_traceTransaction', 'trace_transaction'] as const) {
        if ((await this.#trial(method)) !== NO_METHOD) return method;
      }
      throw this.#lacks(
        'neither debug_traceTransaction nor trace_transaction, without which it cannot tell what moved inside a transaction',
        'switch the modules debug or trace on (geth: --http.api=eth,debug), or use another explorer',
      );
    });
  }

  async #leavesOutOfSearches(): Promise<boolean> {
    const body = await ask(this.#transport, ['web3_clientVersion']);
    return hasMethod(body) && SEARCHES_CALLS_ALONE.test(readClientVersion(body));
  }

  /** What a method answers to its trial; null for any refusal: a method that is not there would not refuse. */
  async #trial(method: Listing | Tracing): Promise<Body | null | typeof NO_METHOD> {
    const answer = await ask(this.#transport, TRIALS[method]).catch(answerOfRefusal);
    return answer === null || hasMethod(answer) ? answer : NO_METHOD;
  }

  /** @param shown null when the method refused, as it then will when it matters */
  async #requireFirst(method: Listing, shown: readonly string[] | null): Promise<void> {
    if (shown === null || shown.includes(FIRST.hash) || !(await this.#isRealChain())) return;
    throw this.#lacks(
      `forgotten old history: ${method} does not show the first transaction of Ethereum`,
      'use an archive node (Erigon: --prune.mode=archive), or another explorer',
    );
  }

  /** Not one of a test, where other things happened. */
  async #isRealChain(): Promise<boolean> {
    const block = readBlock(await ask(this.#transport, ['eth_getBlockByNumber', FIRST.block, false]));
    return block?.hash === FIRST.blockHash;
  }

  #lacks(what: string, remedy: string): BadProviderDataError {
    const { provider } = this.#transport;
    return new BadProviderDataError(`${provider}: has ${what}; ${remedy}`, { provider });
  }

  /** What may be otherwise later is found out again. */
  #once<T>(name: string, find: () => Promise<T>): Promise<T> {
    const known = this.#known.get(name) as Promise<T> | undefined;
    if (known !== undefined) return known;
    const found = find();
    this.#known.set(name, found);
    found.catch((error: unknown) => {
      if (error instanceof CoinhoundError && error.retryable) this.#known.delete(name);
    });
    return found;
  }
}

/** A refusal of everything is none of the method. */
function answerOfRefusal(error: unknown): null {
  if (error instanceof BadProviderDataError && !(error instanceof LastingRefusalError)) return null;
  throw error;
}

function hashesIn(rows: ReturnType<typeof readFilteredTraces>): string[] | null {
  return Array.isArray(rows) ? rows.map(({ transactionHash }) => transactionHash ?? '') : null;
}
