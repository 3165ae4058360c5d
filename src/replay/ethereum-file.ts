/**
 * Reads `ethereum.csv` and groups its rows into transactions in chain order, checking that the rows agree with each
 * other: one transaction stands in one place, one block has one time.
 */

import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, type Info, parse } from 'csv-parse';
import type { Tip } from '../core/chain.ts';
import { openIfPresent } from './dataset-lines.ts';
import { type EthereumChain, type EthereumTransaction, indexEthereum } from './ethereum-chain.ts';
import { type EthereumRow, ethereumRow, KNOWN_COLUMNS, REQUIRED_COLUMNS } from './ethereum-row.ts';
import { datasetProblem, type Place } from './problem.ts';

const FILE = 'ethereum.csv';

/** The rows of one transaction. */
type RowsOfOne = [EthereumRow, ...EthereumRow[]];

/**
 * The Ethereum chain of the dataset in `dir`; null when it has neither an Ethereum tip nor Ethereum rows.
 * A tip without a file is a chain on which nothing happened.
 * @throws InvalidInputError naming file, line, field, value and remedy.
 */
export async function readEthereumChain(dir: string, tip: Tip | null): Promise<EthereumChain | null> {
  const stream = await openIfPresent(join(dir, FILE));
  if (tip === null) {
    if (stream === null) return null;
    stream.destroy();
    throw datasetProblem(
      { file: 'dataset.json', line: null },
      'tips.ethereum',
      undefined,
      `the tip of ${FILE}`,
    );
  }
  if (stream === null) return indexEthereum(tip, []);
  const rows = await readRows(stream);
  rows.sort((a, b) => a.block - b.block || a.txIndex - b.txIndex || a.seq - b.seq);
  checkBlocks(rows, tip);
  return indexEthereum(tip, transactionsOf(rows));
}

async function readRows(stream: Readable): Promise<EthereumRow[]> {
  const rows: EthereumRow[] = [];
  const parser = parse({ bom: true, columns: checkHeader, info: true, skip_empty_lines: true });
  try {
    await pipeline(stream, parser, async (records: AsyncIterable<{ record: unknown; info: Info }>) => {
      for await (const { record, info } of records)
        rows.push(ethereumRow(record, { file: FILE, line: info.lines }));
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : null;
    throw datasetProblem(
      { file: FILE, line },
      'content',
      error.code,
      'plain CSV, as many fields as the header has',
    );
  }
  return rows;
}

function checkHeader(columns: readonly string[]): string[] {
  const place: Place = { file: FILE, line: 1 };
  const missing = REQUIRED_COLUMNS.find((column) => !columns.includes(column));
  if (missing !== undefined)
    throw datasetProblem(place, `column ${missing}`, undefined, REQUIRED_COLUMNS.join(','));
  const unknown = columns.find(
    (column, at) => !KNOWN_COLUMNS.includes(column) || columns.indexOf(column) !== at,
  );
  if (unknown !== undefined) {
    throw datasetProblem(place, 'header', unknown, `each of these columns once: ${KNOWN_COLUMNS.join(',')}`);
  }
  return [...columns];
}

/** Blocks lie at or below the tip, each has one time, and time does not run backwards. */
function checkBlocks(rows: readonly EthereumRow[], tip: Tip): void {
  let before: EthereumRow | null = null;
  for (const row of rows) {
    if (row.block > tip.height) {
      throw datasetProblem(
        row.place,
        'block',
        row.block,
        `at most ${tip.height}, tips.ethereum of dataset.json`,
      );
    }
    const [earliest, latest] = timesAllowed(row, before, tip);
    if (row.time < earliest || row.time > latest) {
      const expected =
        earliest === latest ? `${earliest}, the time of its block` : `${earliest} to ${latest}`;
      throw datasetProblem(
        row.place,
        'time',
        row.time,
        `${expected} (Unix seconds, by the rows before and the tip)`,
      );
    }
    before = row;
  }
}

function timesAllowed(row: EthereumRow, before: EthereumRow | null, tip: Tip): [number, number] {
  if (row.block === tip.height) return [tip.time, tip.time];
  if (before === null) return [0, tip.time];
  return [before.time, before.block === row.block ? before.time : tip.time];
}

function transactionsOf(rows: readonly EthereumRow[]): EthereumTransaction[] {
  const groups = new Map<string, RowsOfOne>();
  let before: EthereumRow | null = null;
  for (const row of rows) {
    const group = groups.get(row.hash);
    checkPosition(row, before, group?.[0]);
    if (group === undefined) groups.set(row.hash, [row]);
    else group.push(row);
    before = row;
  }
  const nonces = new Map<string, number>();
  return [...groups.values()].map((group) => transactionOf(group, nonces));
}

function checkPosition(row: EthereumRow, before: EthereumRow | null, first: EthereumRow | undefined): void {
  const sameSlot = before !== null && before.block === row.block && before.txIndex === row.txIndex;
  if (sameSlot && before.hash !== row.hash) {
    throw datasetProblem(
      row.place,
      'tx_index',
      row.txIndex,
      `another index: ${before.hash} has this one in block ${row.block}`,
    );
  }
  if (first !== undefined && (first.block !== row.block || first.txIndex !== row.txIndex)) {
    const expected = `block ${first.block} and tx_index ${first.txIndex}, as in line ${first.place.line}`;
    throw datasetProblem(row.place, 'tx_hash', row.hash, expected);
  }
}

function transactionOf(group: RowsOfOne, nonces: Map<string, number>): EthereumTransaction {
  const [first] = group;
  const ofKind = (kind: EthereumRow['kind']) => group.filter((row) => row.kind === kind);
  for (const kind of ['call', 'internal', 'erc20'] as const) checkSequence(ofKind(kind));
  const [call = null, second] = ofKind('call');
  if (second !== undefined) {
    throw datasetProblem(
      second.place,
      'kind',
      'call',
      'one call row a transaction; inner calls are of kind internal',
    );
  }
  const nonce = call === null ? 0 : (nonces.get(call.from) ?? 0);
  if (call !== null) nonces.set(call.from, nonce + 1);
  return {
    hash: first.hash,
    block: first.block,
    time: first.time,
    index: first.txIndex,
    call,
    internals: ofKind('internal'),
    tokens: call?.success === false ? [] : ofKind('erc20').filter((row) => row.success),
    fee: call?.fee ?? group.find((row) => row.fee !== null)?.fee ?? null,
    nonce,
  };
}

/** Without distinct numbers the order within a transaction would depend on the order of the lines. */
function checkSequence(rows: readonly EthereumRow[]): void {
  rows.forEach((row, at) => {
    const before = rows[at - 1];
    if (before?.seq !== row.seq) return;
    const expected = `a number of its own among the ${row.kind} rows; line ${before.place.line} has it too`;
    throw datasetProblem(row.place, 'seq', row.seq, expected);
  });
}
