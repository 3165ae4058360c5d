/**
 * An alert in words, for people: what changed in which case, line by line.
 */

import type { AlertMessage } from '../cases/alerts/deliveries.ts';
import { formatUtcTime } from '../cases/utc-time.ts';

/** Changes that are written out; the rest is counted. A mail is no report. */
const MAX_CHANGES = 50;

const CLOSING = `Amounts are in the smallest unit. Findings are consistent with the data of the chain and the tags in use;
their confidence and evidence are in the report of the run.`;

/** The subject line: one line, whatever the name of the case holds. */
export function alertSubject({ case: { name }, changes }: AlertMessage): string {
  const count = `${changes.length} ${changes.length === 1 ? 'change' : 'changes'}`;
  return `Coinhound: ${count} in case ${oneLine(name)}`;
}

/** The text. */
export function alertText(message: AlertMessage): string {
  const { case: theCase, run, alert, changes } = message;
  const shown = changes.slice(0, MAX_CHANGES).map(changeText);
  const rest = changes.length - shown.length;
  return [
    `Case: ${oneLine(theCase.name)} (${theCase.id})`,
    `Run: ${run.number} (${run.id})`,
    `Alert: ${alert.id}, ${formatUtcTime(message.at / 1000)}`,
    '',
    ...shown,
    ...(rest > 0 ? [`… and ${rest} more`] : []),
    '',
    CLOSING,
    '',
  ].join('\n');
}

/** `- moved: address bc1…, asset BTC, …`: all that the change says, its kind first. */
function changeText(change: object): string {
  const { kind, ...facts } = Object.fromEntries(Object.entries(change));
  const words = Object.entries(facts)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return oneLine(`- ${String(kind)}: ${words.join(', ')}`);
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
