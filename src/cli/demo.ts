/**
 * `coinhound demo`: replays the bundled datasets one after another and traces their cases over HTTP.
 */

import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReportJson } from '../cases/report/report-json.ts';
import type { BundledDataset } from '../compose/case-files.ts';
import { explorersAt } from '../compose/given-explorers.ts';
import type { App } from '../compose.ts';
import { InvalidInputError } from '../core/errors.ts';
import type { Output } from './output.ts';
import { createProgress } from './progress.ts';
import { renderCase } from './render.ts';

export interface DemoOptions {
  readonly json: boolean;
  /** Neither progress nor cases: the reports in their folder alone, or the JSON. */
  readonly quiet?: true;
  /** Only this dataset. */
  readonly case?: string;
  /** Folder for the reports, one sub-folder for each case. */
  readonly out: string;
}

/** A case of a dataset, with what the dataset says about itself. */
type DemoReport = ReportJson & {
  readonly dataset: {
    readonly name: string;
    readonly syntheticIds: boolean;
    readonly provenance: string;
    readonly notes: readonly string[];
  };
};

/** Runs the demo. @returns the reports, in the order of the datasets */
export async function runDemo(app: App, options: DemoOptions, output: Output): Promise<DemoReport[]> {
  const reports: DemoReport[] = [];
  createFolder(options.out);
  for (const dataset of await chosenDatasets(app, options.case)) {
    for (const report of await traceDataset(app, dataset, options.quiet ? null : output.errorStream)) {
      const folder = join(options.out, report.case.name);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
      if (!options.json && !options.quiet)
        output.write(`${renderCase(report, output.colors, report.dataset.notes, 'in report.json')}\n`);
      reports.push(report);
    }
  }
  if (options.json) output.write(`${JSON.stringify({ cases: reports })}\n`);
  else if (!options.quiet) output.write(`Full reports: ${join(options.out, '<case>', 'report.json')}\n`);
  return reports;
}

/** Before anything is traced: a folder that cannot be written would lose the reports. */
function createFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.W_OK);
  } catch (cause) {
    throw new InvalidInputError(
      `--out "${path}" is no folder that can be written; choose another`,
      {
        field: 'out',
        value: path,
      },
      cause,
    );
  }
}

async function chosenDatasets(app: App, name: string | undefined): Promise<BundledDataset[]> {
  const all = await app.datasets();
  const chosen = all.filter(({ manifest }) => name === undefined || manifest.name === name);
  if (chosen.length > 0) return chosen;
  const names = all.map(({ manifest }) => manifest.name).join(', ');
  throw new InvalidInputError(`case "${name}" does not exist; there are: ${names}`, {
    field: 'case',
    value: name ?? '',
  });
}

async function traceDataset(
  app: App,
  { dir, manifest, cases }: BundledDataset,
  stream: Output['errorStream'] | null,
): Promise<DemoReport[]> {
  const replay = await app.replay({ dir });
  try {
    const reports: DemoReport[] = [];
    for (const body of cases) {
      const progress = createProgress(manifest.name, stream);
      const report = await app
        .trace(body, {
          explorers: explorersAt(replay.url),
          requestsPerSecond: 0,
          onProgress: progress.update,
        })
        .finally(progress.stop);
      const { name, syntheticIds, provenance, notes = [] } = manifest;
      reports.push({ ...report, dataset: { name, syntheticIds, provenance, notes } });
    }
    return reports;
  } finally {
    await replay.close();
  }
}
