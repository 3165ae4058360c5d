/**
 * The command line program: commands, options, help. What a command does is loaded when it is run, so that help and wrong
 * usage answer at once.
 */

import { Command } from 'commander';
import type { ReportJson } from '../cases/report/report-json.ts';
import type { App } from '../compose.ts';
import { METHOD_NAMES } from '../core/taint/method.ts';
import { addCompletion } from './completion.ts';
import { exitCodeOfReports } from './exit.ts';
import { addExits } from './exits.ts';
import { addExplorers } from './explorers.ts';
import { addKeys } from './keys.ts';
import type { Output } from './output.ts';
import type { ReplayFlags } from './replay.ts';
import { addScreen } from './screen.ts';
import type { ServeFlags } from './serve.ts';
import { addTags } from './tags.ts';
import type { TraceFlags } from './trace.ts';
import { addVerify } from './verify.ts';

const EXIT_HELP = `
Exit codes: 0 done, 1 failure, 2 bad usage or input, 3 finished with gaps.`;

const TRACE_HELP = `
A seed is an address (with --since, --until), a transaction id, or <txid>:<vout>; a chain may be named
before it, as in ethereum:0x….

Examples:
  $ coinhound trace 0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d --since 2022-01-17
  $ coinhound trace --preset crypto-com-2022 --json > report.json
  $ coinhound trace --case case.yaml --explorer http://127.0.0.1:8332
  $ coinhound trace --preset ronin-2022 --quiet --pdf report.pdf --bundle evidence.zip
  $ coinhound trace --preset ronin-2022 --archive evidence --offline
${EXIT_HELP}`;

const examples = (...lines: readonly string[]) =>
  `\nExamples:\n${lines.map((line) => `  $ coinhound ${line}`).join('\n')}`;

/**
 * Builds the program.
 * @param exit called with the exit code of a command that finished
 */
export function createProgram(
  version: string,
  env: Readonly<Record<string, string | undefined>>,
  output: Output,
  exit: (code: number) => void,
): Command {
  const program = new Command('coinhound')
    .description('Follows stolen coins to the mixer: exact, reproducible, evidenced.')
    .version(version)
    .option('--config <file>', 'configuration on top of the defaults')
    .configureOutput({
      writeOut: (text) => output.write(text),
      writeErr: (text) => output.errorStream.write(text),
    })
    .addHelpText(
      'after',
      `${examples('demo', 'trace --preset crypto-com-2022 --html report.html', 'serve')}\n${EXIT_HELP}`,
    );
  const app = async (): Promise<App> => {
    const { compose } = await import('../compose.ts');
    const { config } = program.opts<{ config?: string }>();
    return compose({ env, ...(config === undefined ? {} : { configPath: config }) });
  };
  const finish = (reports: readonly ReportJson[]) => {
    exit(exitCodeOfReports(reports));
  };
  addDemo(program, app, output, finish);
  addTrace(program, app, output, finish);
  addScreen(program, app, output, exit);
  addReplay(program, app, output);
  addMigrate(program, app, output);
  addTags(program, app, output, exit);
  addKeys(program, app, output);
  addExplorers(program, app, output, exit);
  addExits(program, app, output);
  addVerify(program, app, output, exit);
  addServe(program, app, output);
  addWorker(program, app);
  addCompletion(program, output);
  return program;
}

function addServe(program: Command, app: () => Promise<App>, output: Output): void {
  program
    .command('serve')
    .description('start the service: the API, and without REDIS_URL the work beside it (docs/operations.md)')
    .option('--host <address>', 'address to listen on')
    .option('--port <n>', 'port, 0 for a free one')
    .addHelpText('after', examples('serve', 'serve --host 0.0.0.0 --port 8080', '--config own.yaml serve'))
    .action(async (flags: ServeFlags) => {
      const { runServe } = await import('./serve.ts');
      await runServe(await app(), flags, output);
    });
}

function addWorker(program: Command, app: () => Promise<App>): void {
  program
    .command('worker')
    .description('work on the jobs of the service; needs DATABASE_URL and REDIS_URL (docs/operations.md)')
    .argument('[kinds...]', 'trace, rescan, notify; all of them when none is named')
    .addHelpText('after', examples('worker', 'worker trace', 'worker rescan notify'))
    .action(async (kinds: string[]) => {
      const { runWorker } = await import('./worker.ts');
      await runWorker(await app(), kinds);
    });
}

type Finish = (reports: readonly ReportJson[]) => void;

function addDemo(program: Command, app: () => Promise<App>, output: Output, finish: Finish): void {
  program
    .command('demo')
    .description('trace the bundled cases against a local replay of recorded data')
    .option('--json', 'print one JSON document {"cases": [...]}', false)
    .option('--case <name>', 'only this case')
    .option('--out <folder>', 'where the reports go', 'out')
    .option('--quiet', 'print no progress and no cases')
    .addHelpText('after', examples('demo', 'demo --case ronin-2022', 'demo --json > cases.json'))
    .action(async (flags: { json: boolean; quiet?: true; case?: string; out: string }) => {
      const { runDemo } = await import('./demo.ts');
      finish(await runDemo(await app(), flags, output));
    });
}

function addTrace(program: Command, app: () => Promise<App>, output: Output, finish: Finish): void {
  program
    .command('trace')
    .description('trace seeds against live explorers, or any base URL given')
    .argument('[seeds...]', 'what was stolen')
    .option('--json', 'print the report as JSON')
    .option('--quiet', 'print no progress, and no report but with --json')
    .option('--case <file>', 'case file, JSON or YAML (docs/cases.md)')
    .option('--preset <name>', 'a case that comes with the package')
    .option('--name <text>', 'name of the case')
    .option('--method <name>', `main accounting method: ${METHOD_NAMES.join(', ')} (docs/methods.md)`)
    .option('--since <time>', 'address seeds: stolen from here on, e.g. 2022-01-17T12:46:00Z')
    .option('--until <time>', 'address seeds: stolen up to here')
    .option('--asset <asset>', 'address and Ethereum seeds: ETH, BTC or a token contract')
    .option('--assets <scope>', 'what is looked at on Ethereum: all (default), or native for ether alone')
    .option(
      '--explorer <url>',
      'base URL of a replay, or API=URL: esplora, etherscan, json-rpc (repeatable; the first is asked first)',
      collect,
      [],
    )
    .option(
      '--rate <n>',
      'requests per second to each explorer, 0 for no limit (the default on this machine)',
    )
    .option('--concurrency <n>', 'look-ups under way at once')
    .option('--max-hops <n>', 'stop this many hops from the seeds')
    .option(
      '--archive <dir>',
      'keep every answer that is used there, and use settled ones again (docs/archive.md)',
    )
    .option('--verify <n>', 'prove so many of the transactions that the report relies on; 0 for none')
    .option('--offline', 'ask nobody: what is not in the archive is a gap')
    .option('--price-file <file>', 'your own prices in US dollars, CSV time,asset,usd (docs/prices.md)')
    .option('--freezes', 'ask the contracts of USDT and USDC whether flagged addresses are frozen')
    .option(
      '--pool-events <file>',
      'events of mixers’ pools, to look for exits in: CSV or logs (docs/exits.md; repeatable)',
      collect,
      [],
    )
    .option('--prices', 'ask for prices elsewhere also when an explorer is on this machine')
    .option('--no-prices', 'value nothing')
    .option('--bundle <file>', 'write the signed evidence there, for `coinhound verify` (docs/bundle.md)')
    .option('--html <file>', 'write the report for people there, one HTML file')
    .option('--pdf <file>', 'the same as PDF')
    .option('--graphml <file>', 'write the graph of the money there, for Gephi or yEd')
    .addHelpText('after', TRACE_HELP)
    .action(async (seeds: string[], flags: TraceFlags) => {
      const { runTrace } = await import('./trace.ts');
      finish([await runTrace(await app(), seeds, flags, output)]);
    });
}

function addReplay(program: Command, app: () => Promise<App>, output: Output): void {
  program
    .command('replay')
    .description('serve a dataset, or an archive of recorded answers, as a local explorer')
    .argument('<dir>', 'folder of the dataset (docs/datasets.md) or of the archive (docs/archive.md)')
    .option('--port <n>', 'port, 0 for a free one', '0')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--latency <ms>', 'time before every answer', '0')
    .option('--limit <n>', 'requests answered in any second; what comes above gets 429')
    .option('--short-pages', 'pages of Esplora and Blockscout may be short before the end')
    .option('--rows <n>', 'rows of an Etherscan call at most')
    .option('--fault-rate <share>', 'share of calls that fail, 0 to 1')
    .option('--faults <kinds>', 'kinds of failures, comma-separated')
    .option('--fault-seed <text>', 'which calls fail follows from this', 'coinhound')
    .option('--reorg-depth <n>', 'replace so many blocks at the tip by others')
    .option('--reorg-after <n>', 'after so many requests', '0')
    .option('--reorg-drop', 'without the transactions of the blocks that are replaced')
    .addHelpText(
      'after',
      examples(
        'replay data/ronin-2022 --port 8332',
        'replay evidence',
        'replay data/ronin-2022 --fault-rate 0.1 --faults 429,500',
      ),
    )
    .action(async (dir: string, flags: ReplayFlags) => {
      const { runReplay } = await import('./replay.ts');
      await runReplay(await app(), dir, flags, output);
    });
}

function addMigrate(program: Command, app: () => Promise<App>, output: Output): void {
  program
    .command('migrate')
    .description('bring the database to this version: that of DATABASE_URL, else the one in the data folder')
    .action(async () => {
      const { runMigrate } = await import('./migrate.ts');
      await runMigrate(await app(), output);
    });
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}
