/**
 * What moved inside a transaction, from its trace: in the form of geth (`callTracer`, a tree) and of OpenEthereum
 * (`trace_transaction`, a list with paths). A call moves value only when neither it nor any call above it failed: traces
 * mark the call that failed, not those that it had made until then.
 */

import { ZERO_ADDRESS } from '../../core/address.ts';
import { comparePaths } from '../ethereum/call-path.ts';
import type { InnerCall } from '../ethereum/transfers.ts';
import type { Body } from '../transport/body.ts';
import { badAnswer, badField, wrongAnswer } from '../wire-form.ts';
import { readCallFrame, type WireCallFrame, type WireTraceRow } from './wire.ts';

/** The trace of one transaction. */
export interface Trace {
  /** Whether the transaction failed as a whole. */
  readonly failed: boolean;
  /** Without calls that show no value, unless they make a contract; in the order of execution. */
  readonly inner: readonly InnerCall[];
}

/** A call in either form. */
interface Frame {
  /** As geth calls it. */
  readonly kind: string;
  readonly from: string;
  /** Null for a creation that failed. */
  readonly to: string | null;
  readonly value: bigint;
  readonly failed: boolean;
}

const CREATIONS: ReadonlySet<string> = new Set(['CREATE', 'CREATE2']);
const MOVING: ReadonlySet<string> = new Set(['CALL', ...CREATIONS, 'SELFDESTRUCT']);
/** They show the value of the call that made them, or pass it from an account to itself. */
const STILL: ReadonlySet<string> = new Set(['DELEGATECALL', 'STATICCALL', 'CALLCODE']);

/**
 * Reads a tree of calls. It may be as deep as the stack of the machine (1,024 calls), so it is walked, not recursed into.
 * @throws BadProviderDataError for a call in another form, or of a kind of which nobody knows whether it moved its value
 */
export function traceOfTree(top: WireCallFrame, body: Body): Trace {
  const inner: InnerCall[] = [];
  const open = childrenOf(top, 'result', top.error !== undefined);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const wire = readCallFrame(next.frame, body, next.at);
    const { type, from, to = null, value = null, error } = wire;
    const failed = error !== undefined;
    const frame = { kind: type, from, to, value: BigInt(value ?? 0), failed };
    const call = innerCall(frame, next.undone, body);
    if (call !== null) inner.push(call);
    open.push(...childrenOf(wire, next.at, next.undone || failed));
  }
  return { failed: top.error !== undefined, inner };
}

interface Open {
  readonly frame: unknown;
  readonly at: string;
  /** A call above it failed. */
  readonly undone: boolean;
}

/** The last one first: they are taken from the end. */
function childrenOf({ calls = [] }: WireCallFrame, at: string, undone: boolean): Open[] {
  return calls.map((frame, index) => ({ frame, at: `${at}.calls[${index}]`, undone })).reverse();
}

/**
 * Reads a list of calls.
 * @throws BadProviderDataError as `traceOfTree`, and when the list is not whole, or not of the transaction
 */
export function traceOfList(rows: readonly WireTraceRow[], txid: string, body: Body): Trace {
  const calls = rows.filter(({ type }) => type !== 'reward');
  const other = calls.find(({ transactionHash }) => transactionHash?.toLowerCase() !== txid);
  if (other !== undefined) {
    throw wrongAnswer(body, `gives a trace of ${other.transactionHash} when asked for ${txid}`);
  }
  const inOrder = calls.toSorted((a, b) => comparePaths(a.traceAddress, b.traceAddress));
  const known = new Map<string, boolean>();
  const inner: InnerCall[] = [];
  for (const row of inOrder) {
    const path = row.traceAddress;
    const above = path.length === 0 ? false : known.get(path.slice(0, -1).join());
    if (above === undefined) throw badAnswer(body, `leaves out the call above ${path.join()} of ${txid}`);
    const frame = frameOf(row, body);
    known.set(path.join(), above || frame.failed);
    const call = path.length === 0 ? null : innerCall(frame, above, body);
    if (call !== null) inner.push(call);
  }
  const failed = known.get('');
  if (failed === undefined) throw badAnswer(body, `gives no trace of ${txid}`);
  return { failed, inner };
}

/** Whether a row of a list of traces can be a transfer, so that it makes its transaction one of an address's history. */
export function showsTransfer({ type, action, traceAddress }: WireTraceRow): boolean {
  if (type === 'reward') return false;
  if (traceAddress.length === 0 || type === 'create') return true;
  const value = type === 'suicide' ? action.balance : action.value;
  return BigInt(value ?? 0) > 0n && !STILL.has((action.callType ?? '').toUpperCase());
}

function frameOf({ type, action, result, error }: WireTraceRow, body: Body): Frame {
  const failed = error !== undefined && error !== null;
  const value = BigInt(action.value ?? 0);
  switch (type) {
    case 'call':
      return {
        kind: (action.callType ?? 'call').toUpperCase(),
        from: required(action.from, 'action.from', body),
        to: action.to ?? null,
        value,
        failed,
      };
    case 'create':
      return {
        kind: 'CREATE',
        from: required(action.from, 'action.from', body),
        to: result?.address ?? null,
        value,
        failed,
      };
    case 'suicide':
    case 'selfdestruct':
      return {
        kind: 'SELFDESTRUCT',
        from: required(action.address, 'action.address', body),
        to: action.refundAddress ?? null,
        value: BigInt(action.balance ?? 0),
        failed,
      };
    default:
      throw badField(body, 'type of a trace', type, 'call, create, suicide or reward');
  }
}

function required(address: string | undefined, field: string, body: Body): string {
  if (address !== undefined) return address;
  throw badField(body, field, address, 'an address');
}

/** Null for what shows no value: Etherscan does not list it. */
function innerCall({ kind, from, to, value, failed }: Frame, undone: boolean, body: Body): InnerCall | null {
  if (!MOVING.has(kind)) {
    if (STILL.has(kind) || value === 0n) return null;
    throw badField(body, 'type of a call', kind, `a known kind (${[...MOVING, ...STILL].join(', ')})`);
  }
  if (value === 0n && !CREATIONS.has(kind)) return null;
  if (to === null && !failed) throw badAnswer(body, `gives a ${kind} by ${from} without a receiver`);
  return {
    from: from.toLowerCase(),
    to: to?.toLowerCase() ?? ZERO_ADDRESS,
    value,
    still: failed,
    undone,
  };
}
