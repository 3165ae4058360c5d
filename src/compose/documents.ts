/**
 * What may be handed on of a run in the database: its evidence, and its report for people.
 */

import { layeredTags } from '../cases/tags/tag-layers.ts';
import type { DigestedTags } from '../cases/tags/tag-store.ts';
import type { Config } from '../config.ts';
import type { Documents } from '../http/deps.ts';
import { createArchiveStore } from '../storage/archive-store.ts';
import type { Database } from '../storage/database.ts';
import { createRunResults } from '../storage/run-results.ts';
import { createRunStore } from '../storage/run-store.ts';
import { createTagStore } from '../storage/tag-store.ts';
import { documentTurns } from './document-turns.ts';
import { bundleOfRun } from './make-bundle.ts';
import { software } from './software.ts';
import { labelsOf, writtenHtml, writtenPdf } from './written-report.ts';

/** Two, so that a large one does not hold up a small one. */
const LIMITS = { atOnce: 2, waiting: 20 };

/** The documents of the runs in a database. */
export function documentsOf(database: Database, config: Config, shippedTags: DigestedTags): Documents {
  const deps = {
    config,
    archive: createArchiveStore(database),
    results: createRunResults(database),
    tags: layeredTags(shippedTags, createTagStore(database)),
  };
  const runs = createRunStore(database);
  const described = async (runId: string) => {
    const [report, graph] = [await deps.results.report(runId), await deps.results.graph(runId, null)];
    const { pins } = await runs.bounds(runId);
    const { lookup } = await deps.tags.at(pins?.tagsRevision ?? 0);
    return { report, graph, labels: labelsOf(graph, lookup), version: software().version };
  };
  const inTurn = documentTurns(LIMITS);
  return {
    bundle: (runId) => inTurn(() => bundleOfRun(database, runId, deps)),
    html: (runId) => inTurn(async () => writtenHtml(await described(runId))),
    pdf: (runId) => inTurn(async () => writtenPdf(await described(runId))),
  };
}
