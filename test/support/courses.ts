/** Ethereum transactions in short words, and what becomes of them, line by line. */
import { ZERO_ADDRESS } from '../../src/core/address.ts';
import { type HoldingKey, parseHolding } from '../../src/core/holding.ts';
import type { EthereumKnowledge } from '../../src/core/movement/knowledge.ts';
import { type Movement, movementsOf } from '../../src/core/movement/movement.ts';
import type { EthereumTransaction } from '../../src/core/transaction.ts';
import { ethereumTransaction, type TransferSketch } from './transactions.ts';

/** `call A B 5`, `internal A B 5`, or `T A B 5` for a transfer of token T; Z0 is the zero address. */
export type TransferLine = string;

const NAMES = new Map<string, string>([[ZERO_ADDRESS, 'Z0']]);

/** The address of a name of letters and digits. */
export function addressOf(name: string): string {
  const address = name === 'Z0' ? ZERO_ADDRESS : `0x${Buffer.from(name).toString('hex').padStart(40, '0')}`;
  NAMES.set(address, name);
  return address;
}

export interface CourseSketch {
  readonly sender?: string;
  readonly fee?: bigint;
  readonly whole?: boolean;
  readonly transfers: readonly TransferLine[];
}

export function transactionOf({ sender, fee, whole, transfers }: CourseSketch): EthereumTransaction {
  const tx = ethereumTransaction({
    txid: 't',
    height: 9,
    sender: sender === undefined ? null : addressOf(sender),
    fee: fee ?? null,
    transfers: transfers.map(transferOf),
  });
  return whole === true ? { ...tx, whole } : tx;
}

export function transferOf(line: TransferLine): TransferSketch {
  const [kind = '', from = '', to = '', value = ''] = line.split(' ');
  const parties = { from: addressOf(from), to: addressOf(to), value: BigInt(value) };
  return kind === 'call' || kind === 'internal'
    ? { ...parties, kind, asset: 'ETH' }
    : { ...parties, kind: 'token', asset: addressOf(kind) };
}

/** The name an address was made of, and anything else as it is. */
export function nameOfAddress(address: string): string {
  return NAMES.get(address) ?? address;
}

export interface KnownNames {
  readonly exchanges?: readonly string[];
  readonly wrappers?: readonly string[];
  /** Whose histories are known. */
  readonly known?: readonly string[];
}

export function knowledgeOf({ exchanges = [], wrappers = [], known = [] }: KnownNames): EthereumKnowledge {
  const has = (names: readonly string[]) => (address: string) => names.map(addressOf).includes(address);
  return { isExchange: has(exchanges), isWrapper: has(wrappers), knowsHistory: has(known) };
}

/** `A/ETH 5 > B/ETH`, with `A/ETH@` for a conduit; `A/ETH 5 ~ A/T 7 (R/ETH)` for a conversion and its leftover. */
function courseLines(movements: readonly Movement[]): string[] {
  return movements.map(({ takes, puts, fee, conversion }) => {
    const [take] = takes;
    const [put] = puts;
    const from = `${nameOf(take?.holding ?? '')} ${take?.amount}`;
    if (put === undefined) return `${from} fee ${fee}`;
    const to = nameOf(put.holding);
    return conversion === undefined
      ? `${from} > ${to}`
      : `${from} ~ ${to} ${put.amount} (${nameOf(conversion.leftover)})`;
  });
}

/** The movements of a transaction in short words. */
export function courseIn(sketch: CourseSketch, known: KnownNames): string[] {
  return courseLines(movementsOf(transactionOf(sketch), knowledgeOf(known)));
}

function nameOf(key: HoldingKey): string {
  const holding = parseHolding(key);
  if (holding.kind !== 'account' && holding.kind !== 'conduit') return key;
  const asset = NAMES.get(holding.asset) ?? holding.asset;
  return `${NAMES.get(holding.address)}/${asset}${holding.kind === 'conduit' ? '@' : ''}`;
}
