/**
 * Progress of a running trace: a bar on a terminal, nothing elsewhere. Always on the error stream, so that the
 * output stays a document.
 */

import { Presets, SingleBar } from 'cli-progress';
import type { TraceProgress } from '../cases/trace-case.ts';

export interface Progress {
  update(progress: TraceProgress): void;
  stop(): void;
}

/** @param title what is being traced @param stream null for nowhere */
export function createProgress(title: string, stream: NodeJS.WriteStream | null): Progress {
  if (stream?.isTTY !== true) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar(
    {
      format: `${title.padEnd(16)} {bar} {value}/{total} look-ups · hop {round} · {transactions} transactions · {eta_formatted} left`,
      stream,
      barsize: 24,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(1, 0, { round: 0, transactions: 0 });
  return {
    update({ done, total, round, transactions }) {
      bar.setTotal(total);
      bar.update(done, { round, transactions });
    },
    stop: () => bar.stop(),
  };
}
