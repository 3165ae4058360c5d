/**
 * One Ethereum transaction with all that it moved: its own row, its inner calls, its logs. Whoever is a party to it, every
 * transfer is there, which no list of an address tells.
 */

import {
  type Expansion,
  type ProofSubject,
  provedBy,
  type TransactionSubject,
} from '../../core/graph/subject.ts';
import type { EthereumTransaction } from '../../core/transaction.ts';
import { consistently, type Reading } from '../consistent-reading.ts';
import type { WireTransaction } from '../ethereum/node-forms.ts';
import { type Mined, minedAt, seenIn, standing, tellsAllTransfers } from '../ethereum/receipt.ts';
import { provenBy } from '../ethereum/signed.ts';
import { transactionOf } from '../ethereum/transfers.ts';
import { validityUpTo } from '../pinned.ts';
import type { Body } from '../transport/body.ts';
import type { AskOptions } from '../transport/transport.ts';
import { type Explorer, pagesOf, readBlockOfList, TRANSACTIONS } from './address-list.ts';
import { ask, originOf } from './ask.ts';
import { readInnerCalls } from './inner-calls.ts';
import { innerCallsOf } from './normalize.ts';
import { readBlock, readReceipt, readTransaction } from './wire.ts';

/**
 * Looks a transaction up; answers that do not fit together, as after a reorganisation, are asked for again. One that is unknown, or that stands above the tip, is a complete answer without a transaction.
 * @throws ProviderError; BadProviderDataError, too, for a transaction that is pending
 */
export async function readWholeTransaction(
  explorer: Explorer,
  subject: TransactionSubject,
): Promise<Expansion> {
  const found = await consistently(explorer, (asked) => readOnce(asked, subject.txid));
  const transactions = found === null ? [] : [found];
  return { subject, status: 'complete', transactions, count: transactions.length };
}

async function readOnce(explorer: Explorer, txid: string): Promise<Reading<EthereumTransaction | null>> {
  const { transport } = explorer;
  const transaction = await askTransaction(explorer, txid);
  if (transaction === null) return { value: null };
  const mined = await readMined(explorer, transaction);
  if ('contradiction' in mined) return mined;
  const outcome = await readOutcome(explorer, mined.value);
  if ('contradiction' in outcome) return outcome;
  const failed = outcome.value === 'failed';
  const { receipt, time } = mined.value;
  const block = { height: Number(receipt.blockNumber), time };
  const inner = await readInnerCalls(explorer, { txid, block, failed });
  if ('contradiction' in inner) return inner;
  const origin = originOf(transport, { module: 'proxy', action: 'eth_getTransactionReceipt', txhash: txid });
  const seen = seenIn(mined.value, failed, origin);
  const whole = transactionOf({ ...seen, inner: innerCallsOf(inner.value, failed, origin) });
  return { value: tellsAllTransfers(receipt) ? { ...whole, whole: true } : whole };
}

/** Looks up what the sender of a transaction signed: one request. */
export async function readProof(explorer: Explorer, subject: ProofSubject): Promise<Expansion> {
  const origin = originOf(explorer.transport, wholeTransaction(subject.txid));
  const proven = provenBy(await askTransaction(explorer, subject.txid), origin);
  return provedBy(subject, { proven });
}

const wholeTransaction = (txhash: string) => ({
  module: 'proxy',
  action: 'eth_getTransactionByHash',
  txhash,
});

/** Null for a transaction that is unknown, or in a block above the tip. */
async function askTransaction(explorer: Explorer, txid: string): Promise<WireTransaction | null> {
  const { transport, tip } = explorer;
  const body = await ask(transport, wholeTransaction(txid), keptBy(readTransaction, explorer));
  return standing(readTransaction(body), txid, tip, body);
}

/** Keeps what stands in one block as long as that block; what is unknown, or pending, is not kept. */
function keptBy(
  read: (body: Body) => { readonly blockNumber: string | null } | null,
  { tip, settled }: Explorer,
): Pick<AskOptions, 'tip' | 'validity'> {
  return {
    tip,
    validity: (fresh) => validityUpTo(Number(read(fresh)?.blockNumber ?? Infinity), { tip, settled }),
  };
}

/** Receipt and block, when all three agree where the transaction stands. */
async function readMined(explorer: Explorer, transaction: WireTransaction): Promise<Reading<Mined>> {
  const { transport, tip } = explorer;
  const txid = transaction.hash.toLowerCase();
  const tag = transaction.blockNumber ?? '';
  const [receiptBody, blockBody] = await Promise.all([
    ask(
      transport,
      { module: 'proxy', action: 'eth_getTransactionReceipt', txhash: txid },
      keptBy(readReceipt, explorer),
    ),
    ask(
      transport,
      { module: 'proxy', action: 'eth_getBlockByNumber', tag, boolean: 'false' },
      keptBy((body) => ({ blockNumber: readBlock(body)?.number ?? null }), explorer),
    ),
  ]);
  const receipt = readReceipt(receiptBody);
  if (receipt === null) return { contradiction: `knows transaction ${txid} and not its receipt` };
  return minedAt(transaction, receipt, readBlock(blockBody), tip, receiptBody);
}

/** Receipts tell the outcome since Byzantium (EIP-658); for those of before, the sender's list does. */
async function readOutcome(
  explorer: Explorer,
  { transaction, receipt }: Mined,
): Promise<Reading<'good' | 'failed'>> {
  const { status = null } = receipt;
  if (status !== null) return { value: status === '0x1' ? 'good' : 'failed' };
  const sender = transaction.from.toLowerCase();
  const rows = await readBlockOfList(pagesOf(explorer, TRANSACTIONS, sender), Number(receipt.blockNumber));
  const own = rows.find(({ hash }) => hash.toLowerCase() === transaction.hash.toLowerCase());
  if (own === undefined) {
    return { contradiction: `does not have ${transaction.hash} in the list of its sender, ${sender}` };
  }
  return { value: own.isError === '0' ? 'good' : 'failed' };
}
