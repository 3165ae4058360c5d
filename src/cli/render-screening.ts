/**
 * A screening on the terminal: tags, where the coins came from, where they went, what is missing. 80 columns.
 */

import Table from 'cli-table3';
import type { Surroundings } from '../cases/look-around.ts';
import type { Output } from './output.ts';
import { exposureTable } from './render-exposure.ts';
import { share, units } from './units.ts';

/** Tags, and gaps of each direction, that are listed. */
const LISTED = 5;
/** Of the columns; with the lines between them 80. */
const WIDTHS = [31, 19, 9, 9, 6];

/** The whole text. */
export function renderScreening(found: Surroundings, colors: Output['colors']): string {
  const { address, chain, hops, tip, tags, cameFrom, wentTo } = found;
  const named = tags.map(
    ({ label, confidence, source }) => `  ${label} (confidence ${confidence}; ${source})`,
  );
  const exposure = { addresses: wentTo.exposure, leftOut: [] };
  const blocks = [
    `${colors.bold(address)}\n${chain}, ${hops} hops each way, up to block ${tip.height}`,
    listed('Tags', named, colors),
    cameFrom.parties.length === 0
      ? 'Came from: no tagged mixer, sanctioned party or exchange'
      : originTable(cameFrom, colors),
    wentTo.exposure.length === 0
      ? 'Went to: no tagged mixer, sanctioned party or exchange'
      : exposureTable(exposure, colors, 'with --json'),
    listed('Gaps, backwards', gapLines(cameFrom), colors),
    listed('Gaps, forwards', gapLines(wentTo), colors),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}

function originTable({ parties, received }: Surroundings['cameFrom'], colors: Output['colors']): string {
  const table = new Table({
    head: ['came from', 'amount', 'share', 'direct', 'hops'],
    colWidths: WIDTHS,
    wordWrap: true,
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { kind, entity, asset, direct, indirect, hops } of parties) {
    const whole = received.find((one) => one.asset === asset)?.amount ?? '0';
    const both = (BigInt(direct.amount) + BigInt(indirect.amount)).toString();
    const name = `${kind} / ${entity}`;
    table.push([
      kind === 'exchange' ? name : colors.red(name),
      units(both, asset),
      share(both, whole),
      direct.amount === '0' ? '' : share(direct.amount, whole),
      hops ?? '',
    ]);
  }
  return table.toString();
}

function gapLines({ gaps }: Pick<Surroundings['cameFrom'], 'gaps'>): string[] {
  return gaps.map(({ address, reason }) => `  ${address}: ${reason}`);
}

function listed(title: string, lines: readonly string[], colors: Output['colors']): string {
  if (lines.length === 0) return '';
  const rest = lines.length > LISTED ? [`  … and ${lines.length - LISTED} more with --json`] : [];
  return [colors.bold(title), ...lines.slice(0, LISTED), ...rest].join('\n');
}
