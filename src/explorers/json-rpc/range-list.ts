/**
 * Lists of an address that are asked for by a range of blocks: its token logs, its filtered traces.
 */

import { type Blocks, type Pages, readBatches } from '../ethereum/paging.ts';
import { validityUpTo } from '../pinned.ts';
import type { Body } from '../transport/body.ts';
import { TooLargeError } from '../transport/failure.ts';
import type { ListPart } from '../transport/request.ts';
import { badAnswer } from '../wire-form.ts';
import { ask, type Call, originOf } from './call.ts';
import type { Explorer } from './explorer.ts';
import type { RangeReader } from './wire.ts';

/** What the rows of such lists have. */
interface RangeRow {
  readonly blockNumber: string | number;
}

/** A list, and how it is asked for. */
export interface RangeList<R> {
  readonly method: 'eth_getLogs' | 'trace_filter';
  readonly read: RangeReader<R>;
  readonly callFor: (blocks: Blocks, page: number, size: number) => Call;
  /** Whether a page of so many rows may have been cut, by all that is known of the node. */
  readonly mayGoOn: (rows: number) => boolean;
  /** A page of fewer rows was certainly not cut. */
  readonly smallestCut: number;
  /** @throws BadProviderDataError for a row that was not asked for */
  readonly check: (row: R, body: Body) => void;
}

/** The rows of a list in the given blocks. */
export function batchesOf<R extends RangeRow>(explorer: Explorer, list: RangeList<R>, blocks: Blocks) {
  const { transport, limits, tip, settled } = explorer;
  const origin = originOf(transport, list.callFor(blocks, 1, 0));
  const width = limits[list.method].reading(blocks.end, origin);
  const pages: Pages<R> = {
    origin,
    width,
    blockOf,
    mayGoOn: list.mayGoOn,
    read: async (asked, page, size) => {
      const isWide = (body: Body) => !Array.isArray(list.read(body));
      const body = await ask(transport, list.callFor(asked, page, size), {
        tip,
        // A limit may be another one tomorrow.
        validity: (fresh) => (isWide(fresh) ? 'once' : validityUpTo(asked.end, explorer)),
        ...(page === 1 ? { part: partFrom(asked) } : {}),
      }).catch((error: unknown) => {
        if (error instanceof TooLargeError && asked.start < asked.end) return null;
        throw error;
      });
      if (body === null) {
        width.tell(null);
        return 'too-wide';
      }
      const rows = list.read(body);
      if (!Array.isArray(rows)) {
        width.tell(rows.tooWide);
        return 'too-wide';
      }
      const { through } = body;
      const end = through === null ? asked.end : Math.min(through, asked.end);
      const told = through === null ? rows : rows.filter((row) => blockOf(row) <= end);
      checkOrder(told, { start: asked.start, end }, body);
      for (const row of told) list.check(row, body);
      return { rows: told, through: through === null ? null : end };
    },
  };
  return readBatches(pages, blocks);

  /** All first pages of the list that begin at a block, whatever the range was when they were asked for. */
  function partFrom(asked: Blocks): ListPart {
    const [method, ...params] = list.callFor({ start: asked.start, end: 0 }, 1, 0);
    return {
      list: `${transport.provider} ${transport.originOf('', {}).url} ${method} ${JSON.stringify(params)}`,
      from: asked.start,
      through: (body) => {
        const rows = list.read(body);
        if (!Array.isArray(rows)) return -1;
        const last = rows.at(-1);
        // The last block of a page that may have been cut may go on.
        const end = last === undefined || rows.length < list.smallestCut ? asked.end : blockOf(last) - 1;
        return Math.min(end, asked.end, settled);
      },
    };
  }
}

/** Rows that were not asked for, or that are out of order, mean that the rest cannot be trusted. */
function checkOrder(rows: readonly RangeRow[], { start, end }: Blocks, body: Body): void {
  let lowest = start;
  for (const row of rows) {
    const block = blockOf(row);
    if (block < lowest || block > end) {
      const expected = `expected a block from ${lowest} to ${end}, in ascending order`;
      throw badAnswer(body, `gives a row of block ${block}; ${expected}`);
    }
    lowest = block;
  }
}

function blockOf({ blockNumber }: RangeRow): number {
  return Number(blockNumber);
}
