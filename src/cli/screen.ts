/**
 * `coinhound screen`: what is known of an address, and what its coins have to do with mixers, sanctioned parties and exchanges
 * within a few hops in both directions.
 */

import type { Command } from 'commander';
import type { Surroundings } from '../cases/look-around.ts';
import type { App } from '../compose.ts';
import { guessChain } from '../core/address.ts';
import { InvalidInputError } from '../core/errors.ts';
import { EXIT } from './exit.ts';
import type { Output } from './output.ts';
import { numberIn } from './trace.ts';

interface ScreenFlags {
  readonly hops: string;
  readonly maxLookups: string;
  readonly maxTransactions: string;
  readonly explorer: readonly string[];
  readonly rate?: string;
  readonly json: boolean;
}

/** Adds the command. */
export function addScreen(
  program: Command,
  app: () => Promise<App>,
  output: Output,
  exit: (code: number) => void,
): void {
  program
    .command('screen')
    .description('where the coins of an address came from and went to (docs/exposure.md)')
    .argument('<address>', 'a Bitcoin or Ethereum address')
    .option('--hops <n>', 'movements to look in each direction, 1 to 5', '2')
    .option('--max-lookups <n>', 'look-ups in each direction', '50')
    .option('--max-transactions <n>', 'an address with more is taken for a service', '2000')
    .option('--explorer <url>', 'instead of the configured ones, as for trace (repeatable)', collect, [])
    .option('--rate <n>', 'requests per second to each explorer, as for trace')
    .option('--json', 'print it as JSON', false)
    .addHelpText('after', '\nExit codes: 0 done, 1 failure, 2 bad usage or input, 3 finished with gaps.')
    .action(async (address: string, flags: ScreenFlags) => {
      const [{ parseExplorers }, { renderScreening }] = await Promise.all([
        import('../compose/given-explorers.ts'),
        import('./render-screening.ts'),
      ]);
      const rate =
        flags.rate === undefined
          ? {}
          : { requestsPerSecond: numberIn('--rate', flags.rate, /^\d+(\.\d+)?$/) };
      const explorers = { explorers: parseExplorers(flags.explorer), ...rate };
      const found = await (await app()).screen(requestOf(address, flags), explorers);
      output.write(flags.json ? `${JSON.stringify(found)}\n` : renderScreening(found, output.colors));
      exit(hasGaps(found) ? EXIT.gaps : EXIT.done);
    });
}

function requestOf(address: string, { hops, maxLookups, maxTransactions }: ScreenFlags) {
  const chain = guessChain(address);
  if (chain === null) {
    throw new InvalidInputError(`"${address.slice(0, 100)}" is no Ethereum or Bitcoin address`, {
      field: 'address',
      value: address.slice(0, 100),
    });
  }
  return {
    chain,
    address,
    hops: numberIn('--hops', hops, /^[1-5]$/),
    maxLookups: numberIn('--max-lookups', maxLookups, /^[1-9]\d{0,3}$/),
    maxTransactions: numberIn('--max-transactions', maxTransactions, /^[1-9]\d{0,5}$/),
  };
}

const hasGaps = ({ cameFrom, wentTo }: Surroundings) => cameFrom.gaps.length + wentTo.gaps.length > 0;

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}
