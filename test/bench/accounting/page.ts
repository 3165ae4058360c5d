/** Puts the results into the page of documentation: the tables between its marks, the plot beside it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { growthPlot } from '../../../scripts/pictures/growth-plot.ts';
import type { Result } from './result.ts';
import { allTables } from './tables.ts';

const BEGIN = '<!-- bench: begin -->';
const END = '<!-- bench: end -->';

/** @param path of a page with both marks; the plots go to `images/` beside it */
export function writePage(path: string, results: readonly Result[]): void {
  const page = readFileSync(path, 'utf8');
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${path} lacks the marks ${BEGIN} and ${END}`);
  const text = `${BEGIN}\n\n${machine()}\n\n${allTables(results)}\n`;
  writeFileSync(path, page.slice(0, begin) + text + page.slice(end));
  for (const chain of ['bitcoin', 'ethereum']) {
    const points = results
      .filter(({ name }) => new RegExp(`^${chain}-\\d+$`).test(name))
      .map(({ method, movements, seconds }) => ({ line: method, x: movements, y: seconds }));
    const title = `One replay: seconds against movements, ${chain === 'bitcoin' ? 'Bitcoin' : 'Ethereum'}`;
    writeFileSync(join(dirname(path), `images/performance-${chain}.svg`), growthPlot(title, points));
  }
}

function machine(): string {
  const [processor] = cpus();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} processors (${processor?.model.trim()}), ${memory} GiB, Node ${process.versions.node}.`;
}
