/** Ethereum cases in short words, and what became of the coins, line by line. */

import type { Subject } from '../../src/core/graph/subject.ts';
import type { Report } from '../../src/core/report/report.ts';
import type { Tag } from '../../src/core/tags/tag.ts';
import type { Method } from '../../src/core/taint/method.ts';
import { METHODS } from '../../src/core/taint/methods.ts';
import type { AddressSeed } from '../../src/core/trace/seed.ts';
import type { EthereumTransaction } from '../../src/core/transaction.ts';
import { addressOf, nameOfAddress, type TransferLine, transferOf } from './courses.ts';
import { madeUpTag } from './made-up-tag.ts';
import { type OfflineCase, type OfflineWalk, walkOffline } from './offline-walk.ts';
import { ethereumTransaction } from './transactions.ts';

export interface TaleOptions {
  /** Payer of the gas; the first line's giver when not given. */
  readonly sender?: string;
  readonly fee?: bigint;
  /** The height when not given. */
  readonly txid?: string;
  readonly time?: number;
}

/** A transaction of transfer lines; the block's time is twelve times its height unless given. */
export function tx(
  height: number,
  lines: readonly TransferLine[],
  more: TaleOptions = {},
): EthereumTransaction {
  const sender = addressOf(more.sender ?? lines[0]?.split(' ')[1] ?? '');
  return ethereumTransaction({
    txid: more.txid ?? `${height}`,
    height,
    sender,
    fee: more.fee ?? 0n,
    transfers: lines.map(transferOf),
    ...(more.time === undefined ? {} : { time: more.time }),
  });
}

export function tagOf(name: string, entity: string, concept: string, role = ''): Tag {
  return madeUpTag(addressOf(name), entity, [concept], { label: `${entity}: ${role || concept}`, role });
}
/** Everything that a name holds or receives is stolen. */
export function seedAt(name: string, more: Partial<AddressSeed> = {}): AddressSeed {
  const window = { since: 0, until: Number.POSITIVE_INFINITY };
  return { kind: 'address', chain: 'ethereum', address: addressOf(name), asset: 'ETH', ...window, ...more };
}

/** `kind / entity: amount` of every outcome, with its origins where there are several seeds. */
export function told({ outcomes, stolen }: Report): string[] {
  const several = stolen.reduce((total, { seeds }) => total + seeds, 0) > 1;
  return outcomes.map(({ kind, entity, amount, origins }) => {
    const whose = several
      ? ` (${origins.map(({ seed, amount: part }) => `${part} of ${seed}`).join(', ')})`
      : '';
    return `${kind}${entity === null ? '' : ` / ${entity}`}: ${amount}${whose}`;
  });
}

/** `name/asset amount` of every holding at rest, with what it is now where that is another asset. */
export function resting({ outcomes }: Report): string[] {
  return outcomes.flatMap(({ holdings }) =>
    holdings.map(({ address, amount, held }) => {
      const now = held === null ? '' : ` as ${held.amount} ${nameOfAddress(held.asset)}`;
      return `${nameOfAddress(address)} ${amount}${now}`;
    }),
  );
}

/** Look-ups in the order in which they were asked for: `U` for a history, `tx 3` for a transaction. */
export function asked(
  { asked: subjects }: OfflineWalk,
  transactions: readonly EthereumTransaction[],
): string[] {
  const nameOf = (subject: Subject) => {
    if (subject.kind === 'history') return nameOfAddress(subject.address);
    const found = transactions.find(({ txid }) => txid === subject.txid);
    return `tx ${found?.block.height}`;
  };
  return subjects.map(nameOf);
}

/** The walk under each method that counts units on Ethereum, as the main one. */
export function underEach(offline: OfflineCase): { method: Method; walk: OfflineWalk }[] {
  return METHODS.filter(({ conserves, chains }) => conserves && chains.includes('ethereum')).map(
    (method) => ({
      method,
      walk: walkOffline({ ...offline, methods: [method] }),
    }),
  );
}

/** Units that ended, by seed. */
export function endedBySeed({ outcomes }: Report): Map<number, bigint> {
  const ended = new Map<number, bigint>();
  for (const { origins } of outcomes) {
    for (const { seed, amount } of origins) ended.set(seed, (ended.get(seed) ?? 0n) + amount);
  }
  return ended;
}
