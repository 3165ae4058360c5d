/**
 * What a node can do, found out when it is first needed and then remembered: which chain it has, and which of the methods
 * that not every node has. Nothing in a specification says that a node must list what an address sent and got, or tell
 * what moved inside a transaction.
 */

import { BadProviderDataError, CoinhoundError } from '../../core/errors.ts';
import type { Body } from '../transport/body.ts';
import { ATTEMPTS } from '../transport/retry.ts';
import type { Transport } from '../transport/transport.ts';
import { badField } from '../wire-form.ts';
import { ask, type Call, quantity } from './call.ts';
import { hasMethod, readChainId, readClientVersion } from './wire.ts';

/** How a node lists the transactions in which an address sent or got value. */
export type Listing = 'ots_searchTransactionsAfter' | 'trace_filter';
/** How a node tells what moved inside a transaction. */
export type Tracing = 'debug_traceTransaction' | 'trace_transaction';

const MAINNET = '0x1';
/** Nobody has this account, or made this transaction: what is asked to see whether a method is there costs little. */
const NO_ACCOUNT = `0x${'fe'.repeat(20)}`;
const NO_TRANSACTION = `0x${'fe'.repeat(32)}`;
const FIRST_BLOCK = quantity(1);

const TRIALS: Readonly<Record<Listing | Tracing, Call>> = {
  ots_searchTransactionsAfter: ['ots_searchTransactionsAfter', NO_ACCOUNT, 0, 1],
  trace_filter: [
    'trace_filter',
    { fromBlock: FIRST_BLOCK, toBlock: FIRST_BLOCK, fromAddress: [NO_ACCOUNT], count: 1 },
  ],
  debug_traceTransaction: ['debug_traceTransaction', NO_TRANSACTION, { tracer: 'callTracer' }],
  trace_transaction: ['trace_transaction', NO_TRANSACTION],
};

/**
 * The search of anvil looks at calls alone: it leaves out who was paid by a contract that destroyed itself, and contracts
 * that were made (seen with 1.7.1, and in crates/anvil/src/eth/otterscan/api.rs). What it leaves out, its filter shows.
 */
const SEARCHES_CALLS_ALONE = /^anvil\//i;

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

  /** @throws BadProviderDataError when there is none, naming what is missing and what to use instead */
  listing(): Promise<Listing> {
    return this.#once('listing', async () => {
      const searchIsWhole = !(await this.#leavesOutOfSearches());
      if (searchIsWhole && (await this.#has('ots_searchTransactionsAfter')))
        return 'ots_searchTransactionsAfter';
      if (await this.#has('trace_filter')) return 'trace_filter';
      throw this.#lacks(
        'neither ots_searchTransactionsAfter nor trace_filter, without which it cannot list what an address sent and got',
        'switch the modules ots or trace on (Erigon: --http.api=eth,debug,trace,ots; Nethermind, Reth and Besu: trace), or use another explorer for histories',
      );
    });
  }

  /** @throws BadProviderDataError when there is none, naming what is missing and what to use instead */
  tracing(): Promise<Tracing> {
    return this.#once('tracing', async () => {
      if (await this.#has('debug_traceTransaction')) return 'debug_traceTransaction';
      if (await this.#has('trace_transaction')) return 'trace_transaction';
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

  /** Whatever else is answered to the trial, such as that there is no such transaction, the method is there. */
  async #has(method: Listing | Tracing): Promise<boolean> {
    const answer = await ask(this.#transport, TRIALS[method]).catch(answerOfRefusal);
    return answer === null || hasMethod(answer);
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

/** @returns null for a refusal of what was asked, which a method that is not there would not make */
function answerOfRefusal(error: unknown): Body | null {
  if (error instanceof BadProviderDataError) return null;
  throw error;
}
