/**
 * `coinhound tags`: imports, lists, shows and removes tags in the database.
 */

import type { Command } from 'commander';
import type { App } from '../compose.ts';
import { dayOf } from './day.ts';
import { EXIT } from './exit.ts';
import type { Output } from './output.ts';
import { importText, packsText, shownText } from './render-tags.ts';

interface ImportOptions {
  readonly format?: string;
  readonly source?: string;
  readonly licence?: string;
  readonly json: boolean;
}

interface JsonOption {
  readonly json: boolean;
}

/** Adds the command with its subcommands. @param exit called with the exit code of an import of many packs */
export function addTags(
  program: Command,
  app: () => Promise<App>,
  output: Output,
  exit: (code: number) => void,
): void {
  const tags = program
    .command('tags')
    .description('tags of addresses beside the shipped ones (docs/tags.md)');
  addImport(tags, app, output, exit);
  tags
    .command('list')
    .description('the imported lists')
    .option('--json', 'print them as JSON', false)
    .action(async ({ json }: JsonOption) => {
      const origins = await (await app()).tags.list();
      const lines = origins.map(({ source, format, tags: count, at }) => {
        return `${source}  ${format}  ${count} ${format === 'actorpack' ? 'actors' : 'tags'}  ${dayOf(at)}\n`;
      });
      if (json) output.write(`${JSON.stringify(origins, null, 2)}\n`);
      else output.write(lines.length === 0 ? 'nothing was imported\n' : lines.join(''));
    });
  tags
    .command('show')
    .description('all that the tags say of an address, or of an entity by its name')
    .argument('<subject>', 'address, or id, label or alias of an actor')
    .option('--json', 'print it as JSON', false)
    .action(async (subject: string, { json }: JsonOption) => {
      const shown = await (await app()).tags.show(subject);
      output.write(json ? `${JSON.stringify(shown, null, 2)}\n` : shownText(shown));
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

function addImport(
  tags: Command,
  app: () => Promise<App>,
  output: Output,
  exit: (code: number) => void,
): void {
  tags
    .command('import')
    .description('import a list, or all packs of a folder; it replaces what was imported under the same name')
    .argument('<path>', 'CSV, GraphSense TagPack or ActorPack, OFAC list or XML; or a folder of packs')
    .option('--format <name>', 'csv, tagpack, actorpack, ofac or ofac-xml; else by the name of the file')
    .option('--source <name>', 'name of the list; else that of the file')
    .option('--licence <id>', 'licence of a TagPack, which cannot say it')
    .option('--json', 'print the summary as JSON', false)
    .action(async (path: string, { json, ...flags }: ImportOptions) => {
      const done = await (await app()).tags.import(path, flags);
      if (json) output.write(`${JSON.stringify(done, null, 2)}\n`);
      else output.write('source' in done ? importText(done) : packsText(done));
      if (!('source' in done) && done.some(({ outcome }) => outcome === 'failed')) exit(EXIT.failure);
    });
}
