/**
 * One address at which one explorer after the other answers, as if new blocks had come. Nobody else can take the port in
 * between, as happens when an explorer stops for another to start on its port.
 */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Replay } from '../../src/replay/server.ts';

export interface SwitchedExplorer {
  readonly url: string;
  /** From now on this one answers, or nobody; connections to the one before end. */
  show(explorer: Replay | null): void;
  close(): Promise<void>;
}

/** @param first answers until another is shown; both are closed by who started them */
export async function switchExplorers(first: Replay): Promise<SwitchedExplorer> {
  let shown: Replay | null = first;
  const open = new Set<Socket>();
  const endAll = () => {
    for (const socket of open) socket.destroy();
  };
  const server = createServer((near) => {
    if (shown === null) {
      near.destroy();
      return;
    }
    const far = connect(Number(new URL(shown.url).port), '127.0.0.1');
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    show(explorer) {
      shown = explorer;
      endAll();
    },
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        endAll();
      }),
  };
}
