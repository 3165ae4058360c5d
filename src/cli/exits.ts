/**
 * `coinhound exits`: where coins that went into Tornado Cash may have come out. Leads, no facts.
 */

import type { Command } from 'commander';
import type { LeadsJson } from '../cases/exit-leads.ts';
import type { App } from '../compose.ts';
import type { Output } from './output.ts';
import { numberIn } from './trace.ts';

interface ExitFlags {
  readonly events: readonly string[];
  readonly depositor: readonly string[];
  readonly report?: string;
  readonly days?: string;
  readonly json?: true;
}

/** Leads that are listed for people. */
const MAX_LISTED = 20;

/** Adds the command. */
export function addExits(program: Command, app: () => Promise<App>, output: Output): void {
  const collect = (value: string, previous: string[]) => [...previous, value];
  program
    .command('exits')
    .description('look for withdrawals from mixers that may be those of a case (docs/exits.md)')
    .requiredOption('--events <file>', 'events of pools, CSV or logs as JSON (repeatable)', collect, [])
    .option('--depositor <address>', 'an address that deposited (repeatable)', collect, [])
    .option('--report <file>', 'a report whose flags name the depositors')
    .option('--days <n>', 'look this long after the last deposit (7)')
    .option('--json', 'print JSON')
    .action(async (flags: ExitFlags) => {
      const { events, depositor, report, days, json } = flags;
      const leads = await (await app()).exits({
        events,
        depositors: depositor,
        ...(report === undefined ? {} : { report }),
        ...(days === undefined ? {} : { days: numberIn('--days', days, /^\d{1,4}$/) }),
      });
      output.write(json ? `${JSON.stringify(leads)}\n` : rendered(leads));
    });
}

function rendered({ note, found, recipients, horizonDays }: LeadsJson): string {
  const lines = found
    .slice(0, MAX_LISTED)
    .map(
      (lead) =>
        `${lead.recipient} by ${lead.rule}, score ${lead.score}\n  ${lead.basis}\n  one of ${lead.rivals} that pass; anonymity set ${lead.anonymitySet}`,
    );
  const more = found.length > MAX_LISTED ? [`… and ${found.length - MAX_LISTED} more with --json`] : [];
  const head = `${found.length} leads, ${recipients.length} recipients ranked, within ${horizonDays} days of the last deposit`;
  return `${[note, head, ...lines, ...more].join('\n')}\n`;
}
