/**
 * Reads events of mixers' pools (docs/exits.md): our CSV, or logs as `eth_getLogs` gives them. A row that is wrong stops the reading,
 * since a missing deposit would make leads out of nothing.
 */

import { parseAddress } from '../core/address.ts';
import { InvalidInputError } from '../core/errors.ts';
import {
  createPoolLogReader,
  type DepositLog,
  type WithdrawalLog,
} from '../core/ethereum-mixers/pool-log.ts';
import type { PoolEvent } from '../core/exits/pool-event.ts';
import { readCsvRows } from './tags/tag-csv.ts';

const HEADER = 'kind,pool,txid,block,log_index,time,address,fee,gas_price';

/** The events of a text. @throws InvalidInputError naming the row and the field that are wrong */
export function readPoolEvents(text: string): PoolEvent[] {
  return text.trimStart().startsWith('[') ? readLogs(text) : readCsv(text);
}

function readCsv(text: string): PoolEvent[] {
  const [header, ...rows] = readCsvRows(text);
  if (header?.fields.join() !== HEADER) {
    throw new InvalidInputError(`line 1: write the header ${HEADER}, or give logs as a JSON array`, {
      field: 'header',
    });
  }
  return rows.map(({ line, fields }) => {
    const [
      kind,
      pool = '',
      txid = '',
      block = '',
      logIndex = '',
      time = '',
      address = '',
      fee = '',
      gas = '',
    ] = fields;
    const field = fieldReader(`line ${line}`);
    const base = {
      pool: parseAddress('ethereum', pool),
      txid: field.hash('txid', txid),
      block: field.count('block', block),
      logIndex: field.count('log_index', logIndex),
      time: field.count('time', time),
      gasPrice: gas === '' ? null : field.amount('gas_price', gas),
    };
    if (kind === 'deposit') {
      return { kind, ...base, from: address === '' ? null : parseAddress('ethereum', address) };
    }
    if (kind !== 'withdrawal') throw field.wrong('kind', kind ?? '', 'deposit or withdrawal');
    return { kind, ...base, to: parseAddress('ethereum', address), fee: field.amount('fee', fee) };
  });
}

function readLogs(text: string): PoolEvent[] {
  const read = createPoolLogReader();
  return parseList(text).flatMap((log, index): PoolEvent[] => {
    const field = fieldReader(`log ${index}`);
    const { address, topics, data, transactionHash, blockNumber, logIndex, blockTimestamp, removed } = log;
    if (removed === true) return [];
    const said = Array.isArray(topics) ? read({ topics: topics.map(String), data: String(data) }) : null;
    if (said === null) return [];
    const base = {
      pool: parseAddress('ethereum', String(address)),
      txid: field.hash('transactionHash', String(transactionHash)),
      block: field.quantity('blockNumber', blockNumber),
      logIndex: field.quantity('logIndex', logIndex),
      gasPrice: null,
    };
    return [eventOf(said, base, () => field.quantity('blockTimestamp', blockTimestamp))];
  });
}

type Base = Pick<PoolEvent, 'pool' | 'txid' | 'block' | 'logIndex' | 'gasPrice'>;

/** A deposit says its time itself. */
function eventOf(said: DepositLog | WithdrawalLog, base: Base, blockTime: () => number): PoolEvent {
  if (said.kind === 'deposit') return { kind: 'deposit', ...base, time: said.timestamp, from: null };
  return { kind: 'withdrawal', ...base, time: blockTime(), to: said.to, fee: said.fee };
}

function parseList(text: string): Record<string, unknown>[] {
  const wrong = (cause?: unknown) =>
    new InvalidInputError('the events are no JSON array of logs', { field: 'events' }, cause);
  try {
    const list: unknown = JSON.parse(text);
    if (!Array.isArray(list) || list.some((one) => typeof one !== 'object' || one === null)) throw wrong();
    return list;
  } catch (cause) {
    throw cause instanceof InvalidInputError ? cause : wrong(cause);
  }
}

function fieldReader(where: string) {
  const wrong = (field: string, value: string, expected: string) =>
    new InvalidInputError(`${where}: ${field} "${value.slice(0, 100)}" is not ${expected}`, { field });
  const matching = (field: string, value: string, form: RegExp, expected: string) => {
    if (!form.test(value)) throw wrong(field, value, expected);
    return value;
  };
  return {
    wrong,
    hash: (field: string, value: string) =>
      matching(field, value.toLowerCase(), /^0x[0-9a-f]{64}$/, '0x followed by 64 hex digits'),
    count: (field: string, value: string) => Number(matching(field, value, /^\d{1,15}$/, 'a whole number')),
    amount: (field: string, value: string) =>
      BigInt(matching(field, value, /^\d{1,78}$/, 'a whole number of the smallest unit')),
    quantity: (field: string, value: unknown) =>
      Number(matching(field, String(value), /^0x[0-9a-f]{1,12}$/i, 'a quantity of JSON-RPC')),
  };
}
