/**
 * `coinhound tags`: imports, lists and removes tags in the database.
 */

import type { Command } from 'commander';
import type { ImportSummary } from '../cases/import-tags.ts';
import type { App } from '../compose.ts';
import { dayOf } from './day.ts';
import type { Output } from './output.ts';

/** Refused rows that are printed; --json has more. */
const SHOWN_REFUSALS = 10;

interface ImportOptions {
  readonly format?: string;
  readonly source?: string;
  readonly json: boolean;
}

/** Adds the command with its three subcommands. */
export function addTags(program: Command, app: () => Promise<App>, output: Output): void {
  const tags = program
    .command('tags')
    .description('tags of addresses beside the shipped ones (docs/tags.md)');
  tags
    .command('import')
    .description('import a list; it replaces what was imported under the same name')
    .argument('<path>', 'CSV, GraphSense TagPack or OFAC list')
    .option('--format <name>', 'csv, tagpack or ofac; else by the name of the file')
    .option('--source <name>', 'name of the list; else that of the file')
    .option('--json', 'print the summary as JSON', false)
    .action(async (path: string, { json, ...flags }: ImportOptions) => {
      const summary = await (await app()).tags.import(path, flags);
      output.write(json ? `${JSON.stringify(summary, null, 2)}\n` : importText(summary));
    });
  tags
    .command('list')
    .description('the imported lists')
    .option('--json', 'print them as JSON', false)
    .action(async ({ json }: { readonly json: boolean }) => {
      const origins = await (await app()).tags.list();
      const lines = origins.map(({ source, format, tags: count, at }) => {
        return `${source}  ${format}  ${count} tags  ${dayOf(at)}\n`;
      });
      if (json) output.write(`${JSON.stringify(origins, null, 2)}\n`);
      else output.write(lines.length === 0 ? 'nothing was imported\n' : lines.join(''));
    });
  tags
    .command('remove')
    .description('take an imported list out of use')
    .argument('<source>', 'its name')
    .action(async (source: string) => {
      const { removed } = await (await app()).tags.remove(source);
      output.write(`removed ${source}: ${removed} tags\n`);
    });
}

function importText(summary: ImportSummary): string {
  const { source, format, accepted, added, removed, unchanged, refused, refusals, notes } = summary;
  const shown = refusals.slice(0, SHOWN_REFUSALS).map(({ line, reason }) => `  line ${line}: ${reason}`);
  const rest = refused - shown.length;
  return [
    `imported ${source} (${format}): ${accepted} tags, of which ${added} new and ${unchanged} unchanged; ${removed} removed`,
    ...notes.map((note) => `  ${note}`),
    ...(refused > 0 ? [`refused ${refused} rows:`, ...shown] : []),
    ...(rest > 0 ? [`  and ${rest} more`] : []),
    '',
  ].join('\n');
}
