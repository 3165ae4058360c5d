/** An honest Esplora server of made-up Bitcoin transactions, and sources that ask it, or what stands before it. */
import { createEsploraSource } from '../../../src/explorers/esplora/client.ts';
import { createTransport } from '../../../src/explorers/transport/transport.ts';
import { startReplay } from '../../../src/replay/server.ts';
import type { Named } from '../../support/verified-trace.ts';
import { withFolder } from '../world.ts';

export const sourceAt = (provider: string, baseUrl: string) =>
  createEsploraSource(createTransport({ provider, baseUrl, concurrency: 4, retryBaseMs: 1 }), {
    finality: 1,
  });

/** Serves a dataset while it is used. @param files of the dataset */
export const replayedFrom = (
  files: Readonly<Record<string, string>>,
  use: (url: string, honest: Named) => Promise<void>,
) =>
  withFolder(files, async (dir) => {
    const replay = await startReplay({ dir });
    try {
      const url = `${replay.url}/api`;
      await use(url, { name: 'honest', source: sourceAt('honest', url) });
    } finally {
      await replay.close();
    }
  });
