/**
 * `coinhound explorers check`: which explorers answer, how fast, and at which block they are.
 */

import Table from 'cli-table3';
import type { Command } from 'commander';
import type { CheckedExplorer } from '../compose/check-explorers.ts';
import { parseExplorers } from '../compose/given-explorers.ts';
import type { App } from '../compose.ts';
import { EXIT } from './exit.ts';
import type { Output } from './output.ts';

interface CheckFlags {
  readonly explorer: readonly string[];
  readonly json: boolean;
}

/** Adds the command with its subcommand. */
export function addExplorers(
  program: Command,
  app: () => App,
  output: Output,
  exit: (code: number) => void,
): void {
  const explorers = program.command('explorers').description('explorers that are asked (docs/explorers.md)');
  explorers
    .command('check')
    .description('ask each of them for its newest block')
    .option('--explorer <url>', 'instead of the configured ones, as for trace (repeatable)', collect, [])
    .option('--json', 'print it as JSON', false)
    .addHelpText('after', '\nExit codes: 0 all answer, 3 some do, 1 none does.')
    .action(async ({ explorer, json }: CheckFlags) => {
      const checked = await app().checkExplorers({ explorers: parseExplorers(explorer) });
      output.write(json ? `${JSON.stringify(checked)}\n` : render(checked, output.colors));
      const good = checked.filter(({ tip }) => tip !== null).length;
      exit(good === checked.length ? EXIT.done : good === 0 ? EXIT.failure : EXIT.gaps);
    });
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}

function render(checked: readonly CheckedExplorer[], colors: Output['colors']): string {
  const table = new Table({
    head: ['explorer', 'chain', 'answer', 'block', 'its time (UTC)'],
    style: { head: [], border: [], compact: true },
    colAligns: ['left', 'left', 'right', 'right', 'left'],
  });
  for (const { name, chain, tip, milliseconds } of checked) {
    const answer = tip === null ? colors.red('none') : `${milliseconds} ms`;
    table.push([name, chain, answer, tip?.height ?? '', tip === null ? '' : timeOf(tip.time)]);
  }
  const problems = checked.flatMap(({ problem, baseUrl }) =>
    problem === null ? [] : [`${problem}\n  asked: ${withoutPassword(baseUrl)}\n`],
  );
  return `${table.toString()}\n${problems.join('')}`;
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

function withoutPassword(url: string): string {
  return url.replace(/\/\/.*@/s, '//…@');
}
