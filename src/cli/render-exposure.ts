/**
 * Exposure on the terminal: the addresses from which most came to mixers, sanctioned parties and exchanges. 80 columns.
 */

import Table from 'cli-table3';
import type { ReportJson } from '../cases/report/report-json.ts';
import type { Output } from './output.ts';
import { share, units } from './units.ts';

type Row = ReportJson['exposure']['addresses'][number];
type Exposed = Pick<Row, 'address' | 'asset' | 'outflow'> & {
  readonly parties: readonly Omit<Row['parties'][number], 'path'>[];
};

interface Shown {
  readonly addresses: readonly Exposed[];
  readonly leftOut: readonly unknown[];
}

/** Addresses that are shown; all stand in the JSON. */
const SHOWN = 5;

/** Of the columns; with the lines between them 80. */
const WIDTHS = [31, 19, 9, 9, 6];

/** A table of addresses; empty for none. Those that only another method knows are not in it. */
export function exposureTable(
  { addresses, leftOut }: Shown,
  colors: Output['colors'],
  where: string,
): string {
  const known = addresses.filter(({ outflow }) => outflow !== '0');
  if (known.length === 0 && leftOut.length === 0) return '';
  const table = new Table({
    head: ['exposure of', 'amount', 'share', 'direct', 'hops'],
    colWidths: WIDTHS,
    wordWrap: true,
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const exposed of known.slice(0, SHOWN)) {
    table.push([{ colSpan: 5, content: exposed.address }], ...partyRows(exposed, colors));
  }
  const rest = known.length > SHOWN ? [`  … and ${known.length - SHOWN} more addresses ${where}`] : [];
  const left =
    leftOut.length > 0 ? [`  not worked out for ${leftOut.length}, to which coins come round`] : [];
  return [...(known.length > 0 ? [table.toString()] : []), ...rest, ...left].join('\n');
}

function partyRows({ parties, asset, outflow }: Exposed, colors: Output['colors']): string[][] {
  return parties
    .filter(({ direct, indirect }) => direct.amount !== '0' || indirect.amount !== '0')
    .map(({ kind, entity, wentOn, direct, indirect, hops }) => {
      const name = `  ${kind} / ${entity}${wentOn ? ', went on' : ''}`;
      const both = (BigInt(direct.amount) + BigInt(indirect.amount)).toString();
      return [
        kind === 'exchange' ? name : colors.red(name),
        units(both, asset),
        share(both, outflow),
        direct.amount === '0' ? '' : share(direct.amount, outflow),
        String(hops),
      ];
    });
}
