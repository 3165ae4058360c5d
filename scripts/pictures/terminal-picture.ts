/**
 * Lines of a terminal, with their colours, as an SVG.
 */

const LINE_HEIGHT = 18;
const CHARACTER_WIDTH = 8.43;
const MARGIN = 20;
const COLUMNS = 80;
const BACKGROUND = '#16181d';
const FOREGROUND = '#d7dae0';

/** SGR codes that the command line uses, as SVG attributes; others reset. */
const STYLES: Readonly<Record<string, string>> = {
  '1': 'font-weight="bold" fill="#ffffff"',
  '2': 'fill="#7f8694"',
  '31': 'fill="#ff6b6b"',
};

/** @param lines text with ANSI colour codes, at most 80 characters wide */
export function terminalPicture(lines: readonly string[]): string {
  const width = Math.ceil(COLUMNS * CHARACTER_WIDTH + 2 * MARGIN);
  const height = lines.length * LINE_HEIGHT + 2 * MARGIN;
  const texts = lines.map((line, index) => {
    const y = MARGIN + (index + 1) * LINE_HEIGHT - 5;
    return `<text x="${MARGIN}" y="${y}" xml:space="preserve">${spans(line)}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="100%" height="100%" rx="8" fill="${BACKGROUND}"/>`,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" fill="${FOREGROUND}">`,
    ...texts,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

/** One `tspan` for each run of characters of one style, placed by column so that no font can shift it. */
function spans(line: string): string {
  let style = '';
  let column = 0;
  let result = '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins every colour code
  for (const part of line.split(/(\u001b\[\d+m)/)) {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character begins every colour code
    const [, code] = /^\u001b\[(\d+)m$/.exec(part) ?? [];
    if (code !== undefined) {
      style = STYLES[code] ?? '';
    } else if (part !== '') {
      const length = [...part].length;
      const x = (MARGIN + column * CHARACTER_WIDTH).toFixed(2);
      const textLength = (length * CHARACTER_WIDTH).toFixed(2);
      result += `<tspan x="${x}" textLength="${textLength}" lengthAdjust="spacingAndGlyphs" ${style}>${escaped(part)}</tspan>`;
      column += length;
    }
  }
  return result;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
