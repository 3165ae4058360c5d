/**
 * The trace of a transaction, which Blockscout passes on as its node gives it: in the form of Parity (a flat list of calls
 * with their addresses in the tree; also Nethermind, Erigon, Besu) or in that of Geth's callTracer (calls within calls).
 */

import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import type { Body } from '../transport/body.ts';
import { checked } from '../wire-form.ts';

/** A call, as far as it tells which others were undone with it. The place in the list is its number. */
export interface Frame {
  /** Lower case. */
  readonly from: string;
  /** Receiver, or the new contract; null where there is none. */
  readonly to: string | null;
  /** In wei; null where the form does not tell it. */
  readonly value: bigint | null;
  /** A call above it failed. Its own failure does not count. */
  readonly isUndone: boolean;
}

const Address = Type.String({
  pattern: '^0x[0-9a-fA-F]{40}$',
  description: 'an address, 0x and 40 hex digits',
});
const Quantity = Type.String({ pattern: '^0x[0-9a-fA-F]{1,64}$', description: 'a quantity in hex' });
const MaybeText = Type.Optional(Type.Union([Type.String(), Type.Null()]));

/** `trace_transaction`. A selfdestruct names its parties otherwise. */
const ParityCall = Type.Object({
  action: Type.Object({
    from: Type.Optional(Address),
    to: Type.Optional(Address),
    value: Type.Optional(Quantity),
    address: Type.Optional(Address),
    refundAddress: Type.Optional(Address),
    balance: Type.Optional(Quantity),
  }),
  result: Type.Optional(Type.Union([Type.Object({ address: Type.Optional(Address) }), Type.Null()])),
  error: MaybeText,
  traceAddress: Type.Array(Type.Integer({ minimum: 0 })),
});
const ParityTrace = Type.Array(ParityCall, { description: 'a list of calls' });

/** `debug_traceTransaction` with callTracer. */
const GethCall = Type.Cyclic(
  {
    Call: Type.Object({
      from: Address,
      to: Type.Optional(Type.Union([Address, Type.Null()])),
      value: Type.Optional(Quantity),
      error: MaybeText,
      calls: Type.Optional(Type.Array(Type.Ref('Call'))),
    }),
  },
  'Call',
);

const parityForm = Compile(ParityTrace);
const gethForm = Compile(GethCall);

type ParityCall = Static<typeof ParityCall>;
type GethCall = Static<typeof GethCall>;

/** `/transactions/:hash/raw-trace`: the calls in the order of execution. @throws BadProviderDataError for another form */
export function readTrace(body: Body): Frame[] {
  const json = body.json();
  if (Array.isArray(json)) return parityFrames(checked(parityForm, json, body));
  // `trace_replayTransaction` has the list in a field.
  if (typeof json === 'object' && json !== null && 'trace' in json) {
    return parityFrames(checked(parityForm, json.trace, body, 'trace'));
  }
  return gethFrames(checked(gethForm, json, body));
}

function parityFrames(calls: readonly ParityCall[]): Frame[] {
  const failed = calls.filter(isFailed).map(({ traceAddress }) => `${traceAddress.join('_')}_`);
  const isUndone = (path: string) =>
    failed.some((above) => above !== `${path}_` && (above === '_' || `${path}_`.startsWith(above)));
  return calls.map(({ action, result, traceAddress }) => ({
    from: (action.from ?? action.address ?? '').toLowerCase(),
    to: (action.to ?? result?.address ?? action.refundAddress)?.toLowerCase() ?? null,
    value: weiOf(action.value ?? action.balance),
    isUndone: isUndone(traceAddress.join('_')),
  }));
}

function gethFrames(outermost: GethCall): Frame[] {
  const frames: Frame[] = [];
  const open: { readonly call: GethCall; readonly isUndone: boolean }[] = [
    { call: outermost, isUndone: false },
  ];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { call, isUndone } = next;
    const to = call.to?.toLowerCase() ?? null;
    frames.push({ from: call.from.toLowerCase(), to, value: weiOf(call.value), isUndone });
    const inner = (call.calls ?? []).map((one) => ({ call: one, isUndone: isUndone || isFailed(call) }));
    open.push(...inner.reverse());
  }
  return frames;
}

function isFailed({ error }: { readonly error?: string | null }): boolean {
  return error !== undefined && error !== null && error !== '';
}

function weiOf(quantity: string | undefined): bigint | null {
  return quantity === undefined ? null : BigInt(quantity);
}
