/** Puts the tables between the marks of the page of documentation. */
import { readFileSync, writeFileSync } from 'node:fs';

const BEGIN = '<!-- bench: begin -->';
const END = '<!-- bench: end -->';

/** The page with the tables in it. @throws Error when it lacks the marks */
export function withTables(page: string, tables: string): string {
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`the page lacks the marks ${BEGIN} and ${END}`);
  return `${page.slice(0, begin)}${BEGIN}\n\n${tables}\n${page.slice(end)}`;
}

export function writePage(path: string, tables: string): void {
  writeFileSync(path, withTables(readFileSync(path, 'utf8'), tables));
}
