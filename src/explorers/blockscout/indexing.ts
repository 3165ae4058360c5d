/**
 * Whether a Blockscout has indexed what a look-up asks for. Lists do not tell in full: one of an address says that inner
 * calls are missing only where they are missing between its own rows, and older servers never say so.
 */

import type { Pinned } from '../pinned.ts';
import type { Body } from '../transport/body.ts';
import type { AskOptions } from '../transport/transport.ts';
import { askIfThere, incomplete } from './ask.ts';
import { readIndexing, readInnerCallPage } from './wire.ts';

/**
 * Asks, once for each tip, whether all blocks are indexed, and whether the inner calls of the tip are: blocks are processed
 * as they come, so the newest is the one that may lack them. A server that has no answer to that is believed.
 * @throws IncompleteAnswerError
 */
export async function requireIndexed({ transport, tip }: Pinned): Promise<void> {
  const asked: AskOptions = { tip, validity: () => 'tip' };
  await Promise.all([
    askIfThere(transport, '/main-page/indexing-status', {}, { ...asked, check: checkIndexing }),
    askIfThere(
      transport,
      `/blocks/${tip.height}/internal-transactions`,
      {},
      {
        ...asked,
        check: (body) => void readInnerCallPage(body),
      },
    ),
  ]);
}

function checkIndexing(body: Body): void {
  const { finished_indexing_blocks, finished_indexing } = readIndexing(body);
  if (!finished_indexing_blocks) throw incomplete(body, 'has not indexed all blocks yet');
  if (!finished_indexing) throw incomplete(body, 'has not processed the inner calls of all blocks yet');
}
