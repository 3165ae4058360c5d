/**
 * Proofs: an explorer's word about a transaction held against the form that its id is the hash of, and its block against the
 * block's header. What a proof contradicts was never so, whoever said it.
 */

import { ZERO_ADDRESS } from '../address.ts';
import type { Chain } from '../chain.ts';
import { type Fingerprint, featuresOf, isContradicted } from '../fingerprint.ts';
import type { BitcoinOutput, BitcoinTransaction, EthereumTransaction, Transaction } from '../transaction.ts';

/** What the id of a Bitcoin transaction commits to. */
export interface ProvenBitcoin {
  readonly chain: 'bitcoin';
  /** Outpoints that it spends, in `vin` order; none for a coinbase. */
  readonly spends: readonly string[];
  /** In `vout` order. */
  readonly outputs: readonly BitcoinOutput[];
  /** Absent in proofs of earlier versions. */
  readonly fingerprint?: Fingerprint;
}

/** What the signature of an Ethereum transaction says; what the code that it calls does is not part of it. */
export interface ProvenEthereum {
  readonly chain: 'ethereum';
  readonly sender: string;
  /** Null for a creation. */
  readonly receiver: string | null;
  /** Wei. */
  readonly value: bigint;
}

export type Proven = ProvenBitcoin | ProvenEthereum;

/** What a look-up of proofs found. */
export interface Proof {
  /** Rebuilt from the form whose hash is the id; null when the explorer does not give it. */
  readonly proven: Proven | null;
  /** True when the block's header commits to the transaction; null when the explorer does not say. */
  readonly inBlock: true | null;
  /** What another explorer says of the same transaction; null when there is none to ask. */
  readonly secondOpinion: SecondOpinion | null;
}

export interface SecondOpinion {
  readonly provider: string;
  /** Null when it does not know the transaction. */
  readonly transaction: Transaction | null;
}

/** A second opinion held against what is known. */
export interface ComparedOpinion {
  readonly provider: string;
  /** What it says otherwise, in words; empty when it says the same. */
  readonly differences: readonly string[];
}

/** Holds a second opinion against what is known of a transaction. */
export function compareOpinion(
  known: Transaction,
  { provider, transaction }: SecondOpinion,
): ComparedOpinion {
  const differences = transaction === null ? ['does not know it'] : differencesBetween(known, transaction);
  return { provider, differences };
}

/** A transaction that a report relies on. */
export interface ReliedOn {
  readonly chain: Chain;
  readonly txid: string;
}

/** An explorer whose word was found to be wrong. */
export interface Distrust {
  readonly provider: string;
  readonly txid: string;
  readonly problem: string;
}

/** What of a transaction is not as it is proven to be, in words; null when all of it is. */
export function contradictionOf(tx: Transaction, proven: Proven): string | null {
  if (tx.chain === 'bitcoin') return proven.chain === 'bitcoin' ? bitcoinContradiction(tx, proven) : null;
  return proven.chain === 'ethereum' ? ethereumContradiction(tx, proven) : null;
}

function bitcoinContradiction(tx: BitcoinTransaction, proven: ProvenBitcoin): string | null {
  const { spends, outputs } = proven;
  if (tx.inputs.length !== spends.length || tx.outputs.length !== outputs.length) {
    const counts = `${tx.inputs.length} inputs and ${tx.outputs.length} outputs`;
    return `shows ${counts}; it has ${spends.length} and ${outputs.length}`;
  }
  const input = tx.inputs.findIndex(({ outpoint }, index) => outpoint !== spends[index]);
  if (input >= 0) return `shows input ${input} as ${tx.inputs[input]?.outpoint}; it is ${spends[input]}`;
  for (const [vout, real] of outputs.entries()) {
    const shown = tx.outputs[vout];
    if (shown?.value !== real.value)
      return `shows output ${vout} with ${shown?.value} satoshi; it has ${real.value}`;
    if (shown.script !== real.script)
      return `shows output ${vout} to script ${shown.script}; it is ${real.script}`;
  }
  return markContradiction(tx.fingerprint, proven.fingerprint);
}

function markContradiction(shown: Fingerprint | undefined, real: Fingerprint | undefined): string | null {
  if (shown === undefined || real === undefined || !isContradicted(shown, real)) return null;
  return `shows fingerprint ${featuresOf(shown)}; it is ${featuresOf(real)}`;
}

function ethereumContradiction(tx: EthereumTransaction, proven: ProvenEthereum): string | null {
  const { sender, receiver, value } = proven;
  if (tx.sender !== null && tx.sender !== sender)
    return `shows sender ${tx.sender}; it is signed by ${sender}`;
  const call = tx.transfers.find(({ kind }) => kind === 'call');
  if (call === undefined) return null;
  if (call.from !== sender) return `shows sender ${call.from}; it is signed by ${sender}`;
  if (call.value !== value) return `shows a value of ${call.value} wei; ${value} was signed`;
  // The address of a new contract, or none for one that was not made, is not in the signed form.
  const isCreation = receiver === null || (call.to === ZERO_ADDRESS && !call.moved);
  return isCreation || call.to === receiver ? null : `shows receiver ${call.to}; ${receiver} was signed`;
}

/** What a second look at a transaction says otherwise. An address's list shows a part, so only what moved is compared. */
function differencesBetween(first: Transaction, second: Transaction): string[] {
  if (first.chain === 'bitcoin' && second.chain === 'bitcoin') {
    const proven: ProvenBitcoin = {
      chain: 'bitcoin',
      spends: second.inputs.map(({ outpoint }) => outpoint),
      outputs: second.outputs,
      ...(second.fingerprint === undefined ? {} : { fingerprint: second.fingerprint }),
    };
    const problem = bitcoinContradiction(first, proven);
    return [...(problem === null ? [] : [problem]), ...blockDifferences(first, second)];
  }
  if (first.chain !== 'ethereum' || second.chain !== 'ethereum') return ['is of another chain'];
  return [...transferDifferences(first, second), ...blockDifferences(first, second)];
}

function transferDifferences(first: EthereumTransaction, second: EthereumTransaction): string[] {
  const [shown, told] = [movedIn(first), movedIn(second)];
  const differing = [...shown].flatMap(([id, what]) => {
    const other = told.get(id);
    if (other === undefined) return [`does not know transfer ${id}`];
    return other === what ? [] : [`says of transfer ${id}: ${other}; not: ${what}`];
  });
  if (first.whole !== true || second.whole !== true) return differing;
  const more = [...told.keys()].filter((id) => !shown.has(id));
  return [...differing, ...more.map((id) => `knows transfer ${id} beside`)];
}

/** What moved, in words, by transfer id. */
function movedIn({ transfers }: EthereumTransaction): Map<string, string> {
  return new Map(
    transfers.flatMap(({ id, asset, from, to, value, moved }) =>
      moved && value > 0n ? [[id, `${value} of ${asset} from ${from} to ${to}`]] : [],
    ),
  );
}

function blockDifferences({ block: a }: Transaction, { block: b }: Transaction): string[] {
  const differs = a.height !== b.height || a.time !== b.time || (a.hash ?? b.hash) !== (b.hash ?? a.hash);
  return differs ? [`places it in block ${b.height} (${b.hash}), not in ${a.height} (${a.hash})`] : [];
}
