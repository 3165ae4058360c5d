/**
 * `coinhound explorers check`: which explorers answer, how fast, and at which block they are.
 */

import type { Command } from 'commander';
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
  app: () => Promise<App>,
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
      const [{ parseExplorers }, { renderChecked }] = await Promise.all([
        import('../compose/given-explorers.ts'),
        import('./render-checked.ts'),
      ]);
      const checked = await (await app()).checkExplorers({ explorers: parseExplorers(explorer) });
      output.write(json ? `${JSON.stringify(checked)}\n` : renderChecked(checked, output.colors));
      const good = checked.filter(({ tip }) => tip !== null).length;
      exit(good === checked.length ? EXIT.done : good === 0 ? EXIT.failure : EXIT.gaps);
    });
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}
