/**
 * A report document as one HTML file: nothing is loaded from elsewhere, nothing in it runs, and it prints well.
 */

import type { Bar, Block, ReportDocument, Section, Table } from './report-document.ts';

const STYLE = `
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, sans-serif; color: #1b1f24; margin: 0 auto; padding: 1.5rem; max-width: 72rem; }
h1 { font-size: 2rem; overflow-wrap: anywhere; } h2 { margin-top: 2.5rem; border-bottom: 2px solid #1b1f24; }
h3 { font-size: 1rem; margin: 1.5rem 0 0.3rem; overflow-wrap: anywhere; }
p, li, dd { overflow-wrap: anywhere; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.85rem; table-layout: fixed; min-width: 44rem; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.5rem; border-bottom: 1px solid #c9d1d9; overflow-wrap: anywhere; }
thead { background: #eef1f4; } thead th { overflow-wrap: normal; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.3rem 1rem; } dt { font-weight: 600; } dd { margin: 0; }
svg { max-width: 100%; height: auto; }
@page { size: A4; margin: 18mm 15mm; }
@media print {
  body { padding: 0; font-size: 10pt; max-width: none; } .wide { overflow: visible; } table { min-width: 0; font-size: 8pt; }
  header { break-after: page; padding-top: 30vh; } h2, h3 { break-after: avoid; } tr { break-inside: avoid; }
  thead { display: table-header-group; }
}`;

/** The file. */
export function reportHtml({ title, facts, sections }: ReportDocument): string {
  const listed = facts
    .map(([name, value]) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`)
    .join('\n');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<h1>${escaped(title)}</h1>
<dl>
${listed}
</dl>
</header>
<main>
${sections.map(sectionHtml).join('\n')}
</main>
</body>
</html>
`;
}

function sectionHtml({ title, blocks }: Section): string {
  return `<section>\n<h2>${escaped(title)}</h2>\n${blocks.map(blockHtml).join('\n')}\n</section>`;
}

function blockHtml(block: Block): string {
  switch (block.kind) {
    case 'text':
      return `<p>${escaped(block.text)}</p>`;
    case 'heading':
      return `<h3>${escaped(block.text)}</h3>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${escaped(item)}</li>`).join('\n')}\n</ul>`;
    case 'bars':
      return barsSvg(block.bars);
    case 'table':
      return tableHtml(block);
  }
}

function tableHtml({ head, widths, rows }: Table): string {
  const total = widths.reduce((sum, width) => sum + width, 0);
  const columns = widths
    .map((width) => `<col style="width:${((width / total) * 100).toFixed(1)}%">`)
    .join('');
  const cells = (row: readonly string[], tag: string) =>
    row.map((cell) => `<${tag}${tag === 'th' ? ' scope="col"' : ''}>${escaped(cell)}</${tag}>`).join('');
  const body = rows.map((row) => `<tr>${cells(row, 'td')}</tr>`).join('\n');
  return `<div class="wide"><table><colgroup>${columns}</colgroup><thead><tr>${cells(head, 'th')}</tr></thead><tbody>\n${body}\n</tbody></table></div>`;
}

const [ROW, LABEL, WIDTH] = [46, 20, 800];

/** A bar for each outcome, the label above it. */
function barsSvg(bars: readonly Bar[]): string {
  const drawn = bars.map(({ label, value, share }, index) => {
    const y = index * ROW;
    const words = `${label.length > 60 ? `${label.slice(0, 59)}…` : label}, ${value}, ${(share / 100).toFixed(2)} %`;
    const length = Math.max((share / 10_000) * WIDTH, 1).toFixed(1);
    return `<text x="0" y="${y + 15}" font-size="14">${escaped(words)}</text><rect x="0" y="${y + LABEL}" width="${WIDTH}" height="16" fill="#e6eaee"/><rect x="0" y="${y + LABEL}" width="${length}" height="16" fill="#1f6feb"/>`;
  });
  const height = bars.length * ROW;
  return `<svg viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="Shares of the outcomes">${drawn.join('')}</svg>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
