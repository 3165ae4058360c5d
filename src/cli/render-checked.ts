/**
 * Checked explorers on the terminal: a table, and below it what is wrong.
 */

import Table from 'cli-table3';
import type { CheckedExplorer } from '../compose/check-explorers.ts';
import type { Output } from './output.ts';

/** The whole text. */
export function renderChecked(checked: readonly CheckedExplorer[], colors: Output['colors']): string {
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
    problem === null ? [] : [`${problem}\n  asked: ${baseUrl}\n`],
  );
  return `${table.toString()}\n${problems.join('')}`;
}

function timeOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');
}
