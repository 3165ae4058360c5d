/**
 * A tale told to a real node: value moved in every way there is, and what the teller knows of each transaction. Nothing of
 * it is asked of the code under test.
 */

import { getCreateAddress, HDNodeWallet } from 'ethers';
import type { Transfer } from '../../src/core/transaction.ts';
import type { Anvil } from './anvil.ts';
import {
  bomb,
  delegator,
  deployment,
  forwarder,
  maker,
  payer,
  reverter,
  token,
  transferData,
} from './contracts.ts';

/** What one transaction did, in the order of execution. */
export interface Deed {
  readonly label: string;
  readonly txid: string;
  readonly sender: string;
  readonly transfers: readonly Transfer[];
}

/** Everybody in the tale, and what happened. */
export interface Tale {
  readonly people: Readonly<Record<'a' | 'b' | 'c' | 'd' | 'e' | 'f' | 'g', string>>;
  readonly contracts: Readonly<Record<'forwarder' | 'bomb' | 'child' | 'token', string>>;
  readonly deeds: readonly Deed[];
  /** Those that no list of calls shows to who was paid: by a contract that ended, or by its making. */
  readonly paidByEnding: readonly string[];
}

interface Sent {
  readonly from: string;
  readonly to?: string;
  readonly value?: number;
  readonly data?: string;
  readonly more?: Readonly<Record<string, unknown>>;
}

type Inner = readonly [from: string, to: string, value: number, fate?: 'still' | 'undone'];
type Moved = readonly [from: string, to: string, value: number];
interface Told {
  readonly failed?: boolean;
  readonly inner?: readonly Inner[];
  readonly tokens?: readonly Moved[];
}

/** Dev accounts of anvil, by its documented mnemonic. */
const MNEMONIC = 'test test test test test test test test test test test junk';
const walletOf = (index: number) => HDNodeWallet.fromPhrase(MNEMONIC, '', `m/44'/60'/0'/0/${index}`);
const hex = (value: number) => `0x${value.toString(16)}`;
const GAS = hex(300_000);

class Teller {
  readonly deeds: Deed[] = [];
  readonly #anvil: Anvil;
  readonly #nonces = new Map<string, number>();

  constructor(anvil: Anvil) {
    this.#anvil = anvil;
  }

  /** Sends a transaction, waits for it, and notes what it is known to do. @returns the contract that a creation makes */
  async tell(label: string, sent: Sent, told: Told = {}): Promise<string> {
    const { from, to, value = 0, data, more } = sent;
    const txid = await this.#anvil.rpc<string>('eth_sendTransaction', {
      gas: GAS,
      from,
      ...(to === undefined ? {} : { to }),
      value: hex(value),
      ...(data === undefined ? {} : { data }),
      ...more,
    });
    return this.note(label, txid, sent, told);
  }

  /** Notes a transaction that was sent otherwise. */
  async note(label: string, txid: string, { from, to, value = 0 }: Sent, told: Told = {}): Promise<string> {
    const { failed = false, inner = [], tokens = [] } = told;
    const nonce = this.#nonces.get(from) ?? 0;
    this.#nonces.set(from, nonce + 1);
    const receiver = to ?? getCreateAddress({ from, nonce }).toLowerCase();
    const counts = new Map<string, number>();
    const numbered = (key: string) => {
      const n = counts.get(key) ?? 0;
      counts.set(key, n + 1);
      return `${key}:${n}`;
    };
    const eth = { asset: 'ETH', moved: true } as const;
    const transfers: Transfer[] = [
      { ...eth, id: 'call', kind: 'call', from, to: receiver, value: BigInt(value), moved: !failed },
      ...inner.map(([payer, payee, wei, fate]): Transfer => {
        const key = `internal:${payer}:${payee}:${wei}${fate === 'still' ? ':still' : ''}`;
        const moved = fate === undefined && !failed;
        return {
          ...eth,
          id: numbered(key),
          kind: 'internal',
          from: payer,
          to: payee,
          value: BigInt(wei),
          moved,
        };
      }),
      ...tokens.map(
        ([payer, payee, amount]): Transfer => ({
          id: numbered(`token:${receiver}:${payer}:${payee}:${amount}`),
          kind: 'token',
          asset: receiver,
          from: payer,
          to: payee,
          value: BigInt(amount),
          moved: true,
        }),
      ),
    ];
    this.deeds.push({ label, txid, sender: from, transfers });
    return receiver;
  }

  async settled(): Promise<void> {
    for (const { txid } of this.deeds) {
      while ((await this.#anvil.rpc('eth_getTransactionReceipt', txid)) === null) {
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    }
  }
}

/** Tells the tale to a node that has just begun. */
export async function tellTale(anvil: Anvil): Promise<Tale> {
  const accounts = await anvil.rpc<string[]>('eth_accounts');
  const [a = '', b = '', c = '', d = '', e = '', f = '', g = ''] = accounts;
  const teller = new Teller(anvil);
  const tell = teller.tell.bind(teller);
  const deploy = (label: string, code: string, value = 0) =>
    tell(label, { from: a, data: deployment(code), value });

  await tell('a plain payment', { from: a, to: b, value: 1_000_000, more: { gas: hex(21_000) } });
  await tell('to oneself', { from: a, to: a, value: 7 });
  const forwards = await deploy('a contract', forwarder(c));
  await tell('a payment inside', { from: a, to: forwards, value: 5 }, { inner: [[forwards, c, 5]] });
  const reverts = await deploy('a contract that undoes', reverter(c));
  await tell(
    'a failed transaction',
    { from: a, to: reverts, value: 6 },
    { failed: true, inner: [[reverts, c, 6, 'undone']] },
  );
  const pays = await deploy(
    'a contract that pays two',
    payer([
      [reverts, 3],
      [d, 4],
    ]),
  );
  await tell(
    'a call undone inside a good transaction',
    { from: a, to: pays, value: 9 },
    {
      inner: [
        [pays, reverts, 3, 'still'],
        [reverts, c, 3, 'undone'],
        [pays, d, 4],
      ],
    },
  );
  const stillborn = getCreateAddress({ from: a, nonce: 8 }).toLowerCase();
  await tell(
    'an end at the beginning',
    { from: a, data: `0x${bomb(c)}`, value: 9 },
    { inner: [[stillborn, c, 9]] },
  );
  const explodes = await deploy('a contract that can end', bomb(d), 11);
  await tell('an end', { from: b, to: explodes }, { inner: [[explodes, d, 11]] });
  const makes = await deploy('a contract that makes one', maker(5), 5);
  const child = getCreateAddress({ from: makes, nonce: 1 }).toLowerCase();
  await tell('a contract made inside', { from: b, to: makes }, { inner: [[makes, child, 5]] });
  const delegates = await deploy('a contract with the code of another', delegator(forwards));
  await tell('a delegated payment', { from: a, to: delegates, value: 8 }, { inner: [[delegates, c, 8]] });
  const coin = await deploy('a token', token);
  await tell('tokens', { from: a, to: coin, data: transferData(a, e, 100) }, { tokens: [[a, e, 100]] });
  await tell(
    'tokens moved by somebody else, twice the same',
    { from: a, to: coin, data: transferData(f, e, 50, true) },
    {
      tokens: [
        [f, e, 50],
        [f, e, 50],
      ],
    },
  );
  await tell('of type 0', { from: a, to: b, value: 1, more: { gasPrice: hex(3_000_000_000) } });
  const accessList = [{ address: coin, storageKeys: [`0x${'1'.repeat(64)}`] }];
  await tell('of type 1', { from: a, to: b, value: 2, more: { gasPrice: hex(3_000_000_000), accessList } });
  await teller.settled();
  await teller.note(
    'of type 4',
    await delegatedPayment(anvil, b, forwards),
    { from: g, to: b, value: 3 },
    { inner: [[b, c, 3]] },
  );

  await anvil.rpc('evm_setAutomine', false);
  await tell('first of a block', { from: b, to: c, value: 1 });
  await tell('second of a block', { from: d, to: c, value: 2 });
  await anvil.rpc('evm_mine');
  await anvil.rpc('evm_setAutomine', true);
  await teller.settled();
  return {
    people: { a, b, c, d, e, f, g },
    contracts: { forwarder: forwards, bomb: explodes, child, token: coin },
    deeds: teller.deeds,
    paidByEnding: ['an end at the beginning', 'an end', 'a contract made inside'],
  };
}

/** EIP-7702: the second account lets code run in its name, and is paid in the same transaction, which that passes on. */
async function delegatedPayment(anvil: Anvil, to: string, code: string): Promise<string> {
  const [payer, authority] = [walletOf(6), walletOf(1)];
  const nonce = Number(await anvil.rpc<string>('eth_getTransactionCount', to, 'latest'));
  const authorization = await authority.authorize({ address: code, nonce, chainId: 1 });
  const signed = await payer.signTransaction({
    ...{ type: 4, chainId: 1, nonce: 0, to, value: 3, gasLimit: 300_000 },
    maxFeePerGas: 3_000_000_000,
    maxPriorityFeePerGas: 1_000_000_000,
    authorizationList: [authorization],
  });
  return anvil.rpc('eth_sendRawTransaction', signed);
}
