/** Replays movements that a test writes down, with marks by holding key. */
import type { Movement } from '../../src/core/movement/movement.ts';
import { Ledger } from '../../src/core/taint/ledger.ts';
import { type Lots, NOTHING } from '../../src/core/taint/lots.ts';
import type { AccountMark } from '../../src/core/taint/marks.ts';
import type { Method } from '../../src/core/taint/method.ts';
import type { LedgerPlan } from '../../src/core/taint/plan.ts';
import { Tape } from '../../src/core/tape/tape.ts';

export interface SketchMark {
  readonly origin: number;
  readonly asset: string;
  readonly receiver: string | null;
}

export interface Sketch {
  readonly outpoints?: Readonly<Record<string, number>>;
  readonly accounts?: Readonly<Record<string, readonly AccountMark[]>>;
  readonly transfers?: Readonly<Record<string, readonly SketchMark[]>>;
  readonly caps?: Readonly<Record<number, bigint>>;
  readonly openings?: Readonly<Record<string, bigint>>;
  readonly seeds?: number;
  /** Everything when not given. */
  readonly follows?: (key: string, height: number) => boolean;
  readonly isMix?: (txid: string) => boolean;
  readonly tipTime?: number;
}

/** The plan of a sketch; what names a holding that no movement touches says nothing. */
function planOf(tape: Tape, sketch: Sketch): LedgerPlan {
  const byHolding = <T>(record: Readonly<Record<string, T>> = {}) =>
    new Map(
      Object.entries(record).flatMap(([key, value]): [number, T][] => {
        const holding = tape.find(key);
        return holding === undefined ? [] : [[holding, value]];
      }),
    );
  const transfers = Object.entries(sketch.transfers ?? {}).map(
    ([txid, marks]) =>
      [
        txid,
        marks.flatMap(({ receiver, ...mark }) => {
          const holding = receiver === null ? null : tape.find(receiver);
          return holding === undefined ? [] : [{ ...mark, receiver: holding }];
        }),
      ] as const,
  );
  return {
    tape,
    seeds: sketch.seeds ?? 3,
    marks: {
      outpoints: new Map([...byHolding(sketch.outpoints)].map(([holding, seed]) => [holding, [seed]])),
      accounts: byHolding(sketch.accounts),
      transfers: new Map(transfers),
      caps: new Map(Object.entries(sketch.caps ?? {}).map(([seed, cap]) => [Number(seed), cap])),
    },
    openings: byHolding(sketch.openings),
    follows: (holding, height) => sketch.follows?.(tape.keyOf(holding), height) ?? true,
    isMix: (movement) => sketch.isMix?.(tape.sourceOf(movement).txid) ?? false,
  };
}

export interface ReplayedSketch {
  readonly tape: Tape;
  readonly ledger: Ledger;
  at(key: string): Lots;
}

export function replaySketch(method: Method, movements: readonly Movement[], sketch: Sketch): ReplayedSketch {
  const tape = new Tape().append(movements);
  const ledger = new Ledger(method, planOf(tape, sketch)).replay(sketch.tipTime ?? 0);
  const at = (key: string) => {
    const holding = tape.find(key);
    return holding === undefined ? NOTHING : ledger.lotsAt(holding);
  };
  return { tape, ledger, at };
}
