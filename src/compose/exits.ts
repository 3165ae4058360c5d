/**
 * Leads to exits for the command line: reads files of pool events, and whose deposits they are.
 */

import { readFileSync, statSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { EXIT_DAYS, flaggedDeposits, type LeadsJson, leadsJson } from '../cases/exit-leads.ts';
import { readPoolEvents } from '../cases/pool-events.ts';
import { parseAddress } from '../core/address.ts';
import { InvalidInputError } from '../core/errors.ts';
import type { PoolEvent } from '../core/exits/pool-event.ts';

/** All events of a pool are some ten megabytes. */
const MAX_BYTES = 256 * 1024 * 1024;

export interface ExitOptions {
  /** Files of events. */
  readonly events: readonly string[];
  readonly depositors: readonly string[];
  /** A report whose flags name depositors and deposits. */
  readonly report?: string;
  readonly days?: number;
}

/** @throws InvalidInputError */
export function findExits({ events, depositors, report, days = EXIT_DAYS }: ExitOptions): LeadsJson {
  const flagged = report === undefined ? flaggedDeposits([]) : flaggedIn(report);
  const all = [...depositors.map((address) => parseAddress('ethereum', address)), ...flagged.depositors];
  if (all.length === 0) {
    throw new InvalidInputError(
      'name depositors with --depositor, or a report that flags some with --report',
      {
        field: 'depositor',
      },
    );
  }
  return leadsJson({ events: readEventFiles(events), depositors: all, senders: flagged.senders, days });
}

/** The events of files, each event once. @throws InvalidInputError naming the file */
export function readEventFiles(paths: readonly string[]): PoolEvent[] {
  const found = new Map<string, PoolEvent>();
  for (const event of paths.flatMap(readEventFile)) found.set(`${event.block} ${event.logIndex}`, event);
  return [...found.values()];
}

function readEventFile(path: string): PoolEvent[] {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat?.isFile() !== true || stat.size > MAX_BYTES) {
    throw new InvalidInputError(`events file ${path} does not exist, or has more than ${MAX_BYTES} bytes`, {
      field: 'events',
      value: path,
    });
  }
  try {
    const bytes = readFileSync(path);
    return readPoolEvents((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new InvalidInputError(`events file ${path}: ${problem}`, { field: 'events', value: path }, cause);
  }
}

function flaggedIn(path: string): ReturnType<typeof flaggedDeposits> {
  const report = readReport(path);
  if (!Array.isArray(report?.flags)) {
    throw new InvalidInputError(`${path} is no report of one case: it has no flags`, { field: 'report' });
  }
  const flags: Parameters<typeof flaggedDeposits>[0] = report.flags;
  return flaggedDeposits(
    flags
      .filter(({ chain }) => chain === 'ethereum')
      .map((flag) => ({ ...flag, address: parseAddress('ethereum', flag.address) })),
  );
}

function readReport(path: string): { readonly flags?: Parameters<typeof flaggedDeposits>[0] } | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new InvalidInputError(`report ${path} cannot be read, or is no JSON`, { field: 'report' }, cause);
  }
}
