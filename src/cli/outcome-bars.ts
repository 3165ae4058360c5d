/**
 * Where the stolen value ended as bars of text, 80 columns wide: one for each outcome, as long as its share.
 */

import type pico from 'picocolors';
import type { ReportJson } from '../cases/report/report-json.ts';

const COLUMNS = 80;
/** Columns of the name and of the share; the bar has the rest. */
const [NAME, SHARE] = [30, 9];
const BAR = COLUMNS - 2 - NAME - 1 - 1 - SHARE;

/** Eighths of a block, from none to seven. */
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

type Shown = Pick<ReportJson['outcomes'][number], 'kind' | 'entity' | 'asset' | 'amount'>;

/** A line for each outcome of the assets; nothing for one alone, which is all of it. */
export function outcomeBars(
  outcomes: readonly Shown[],
  stolen: readonly Pick<ReportJson['stolen'][number], 'asset' | 'amount'>[],
  colors: ReturnType<typeof pico.createColors>,
): string {
  const totals = new Map(stolen.map(({ asset, amount }) => [asset, BigInt(amount)]));
  const shown = outcomes.filter(({ amount, asset }) => amount !== '0' && (totals.get(asset) ?? 0n) > 0n);
  if (shown.length < 2) return '';
  return shown
    .map(({ kind, entity, asset, amount }) => {
      const total = totals.get(asset) ?? 1n;
      const name = fitted(`${entity ?? kind}${totals.size > 1 ? ` (${asset})` : ''}`, NAME);
      const bar = barOf(BigInt(amount), total);
      const hundredths = (BigInt(amount) * 10_000n) / total;
      const share =
        hundredths === 0n ? '< 0.01 %' : `${hundredths / 100n}.${`${hundredths % 100n}`.padStart(2, '0')} %`;
      const painted = kind === 'mixer' ? colors.red(bar) : bar;
      return `  ${name} ${painted}${' '.repeat(BAR - bar.length)} ${share.padStart(SHARE)}`;
    })
    .join('\n');
}

/** At least a sliver: a bar of nothing would say that there is nothing. */
function barOf(amount: bigint, total: bigint): string {
  const eighths = Number((amount * BigInt(BAR) * 8n) / total);
  const bar = `${'█'.repeat(eighths >> 3)}${EIGHTHS[eighths & 7]}`;
  return bar === '' ? (EIGHTHS[1] ?? '') : bar;
}

/** Cut or filled up to a width. Labels come from strangers: what cannot be seen is not printed. */
function fitted(text: string, width: number): string {
  const characters = [...text.replace(/[\p{Cc}\p{Cf}]/gu, '')];
  const cut = characters.length > width ? [...characters.slice(0, width - 1), '…'] : characters;
  return cut.join('') + ' '.repeat(width - cut.length);
}
