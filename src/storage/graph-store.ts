/**
 * The graph of a run in SQL: every look-up as it answered, and each form of a transaction once. Ethereum look-ups see
 * parts of a transaction; the parts are kept, and joined when the graph is read, in the order of the frontier. So the
 * graph does not depend on the order in which workers answered, and evidence stays with the look-up that gave it.
 */

import type { Kysely } from 'kysely';
import { growGraph } from '../cases/grow-graph.ts';
import type { GraphStore } from '../cases/ports.ts';
import { Graph } from '../core/graph/graph.ts';
import { tipsWithin, withoutLost } from '../core/trace/fork.ts';
import type { Database } from './database.ts';
import { insertFound, readExpansions, readTellers, readVersions } from './expansion-rows.ts';
import { GraphMemory, type RememberedGraph } from './graph-memory.ts';
import { completeJob } from './job-rows.ts';
import { readBlocks, readLine } from './run-line.ts';
import type { Tables } from './tables.ts';

/** The graphs of a database. */
export function createGraphStore(database: Database): GraphStore {
  const memory = new GraphMemory();
  return {
    async read(runId, round) {
      const known = memory.take(runId);
      const graph =
        known === undefined || known.round > round
          ? await readAll(database.sql, runId, round)
          : await readOn(database.sql, runId, known, round);
      memory.keep(runId, { graph, round });
      return graph;
    },
    versionsOf: (runId, txid) => readVersions(database.sql, runId, txid),
    tellersOf: (runId, txids) => readTellers(database.sql, runId, txids),
    blocksAbove: (runId, chain, height) => readBlocks(database.sql, runId, chain, height),
    forget: (runId) => {
      memory.take(runId);
    },
    add: (job, expansion, traffic) =>
      database.transaction(async (sql) => {
        if (await completeJob(sql, job)) await insertFound(sql, job, expansion, traffic);
      }),
  };
}

const BEFORE_ALL = -1;
const LAST = 0x7fffffff;

async function readAll(sql: Kysely<Tables>, runId: string, round: number): Promise<Graph> {
  const graph = new Graph();
  const { runs, distrusted } = await readLine(sql, runId);
  for (const { id, tips, lost } of runs) {
    const isBase = id !== runId;
    const rounds = { after: BEFORE_ALL, upTo: isBase ? LAST : round };
    const found = await readExpansions(sql, id, rounds, distrusted);
    growGraph(
      graph,
      found.flatMap((expansion) => withoutLost(expansion, lost) ?? []),
    );
    if (isBase) graph.endRun(tipsWithin(tips ?? {}, lost));
  }
  return graph;
}

/** Lets a graph grow that was read since the last time that an explorer was found to be wrong. */
async function readOn(
  sql: Kysely<Tables>,
  runId: string,
  known: RememberedGraph,
  round: number,
): Promise<Graph> {
  const { distrusted } = await readLine(sql, runId);
  const rounds = { after: known.round, upTo: round };
  growGraph(known.graph, await readExpansions(sql, runId, rounds, distrusted));
  return known.graph;
}
