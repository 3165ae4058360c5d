/**
 * A report document as PDF (A4). The fonts are those that every reader has; characters that they lack are shown as escapes.
 * The same document gives the same bytes.
 */

import PDFDocument from 'pdfkit';
import { escapeOf } from '../plain-text.ts';
import type { Bar, Block, ReportDocument, Section, Table } from './report-document.ts';

const REGULAR = 'Helvetica';
const BOLD = 'Helvetica-Bold';
const MARGIN = { top: 56, bottom: 56, left: 48, right: 48 };
const [BODY, SMALL] = [10, 7.5];
const [PADDING, LINE] = [3, '#c9d1d9'];

type Pdf = PDFKit.PDFDocument;

/** The bytes of the file. */
export async function reportPdf({ title, facts, sections, time }: ReportDocument): Promise<Uint8Array> {
  const date = new Date(time);
  const pdf = new PDFDocument({
    size: 'A4',
    margins: MARGIN,
    bufferPages: true,
    info: { Title: printable(title), Creator: 'Coinhound', CreationDate: date, ModDate: date },
  });
  const chunks: Buffer[] = [];
  const ended = new Promise<void>((resolve, reject) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk));
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  titlePage(pdf, title, facts);
  pdf.addPage();
  for (const section of sections) printSection(pdf, section);
  numberPages(pdf, title);
  pdf.end();
  await ended;
  return Buffer.concat(chunks);
}

const widthOf = ({ page }: Pdf) => page.width - MARGIN.left - MARGIN.right;
const bottomOf = ({ page }: Pdf) => page.height - MARGIN.bottom;

function titlePage(pdf: Pdf, title: string, facts: ReportDocument['facts']): void {
  pdf
    .font(BOLD)
    .fontSize(26)
    .text(printable(title), MARGIN.left, 220, { width: widthOf(pdf) });
  pdf.moveDown(1.5);
  for (const [name, value] of facts) {
    pdf.font(BOLD).fontSize(9).text(name);
    pdf.font(REGULAR).fontSize(BODY).text(printable(value)).moveDown(0.5);
  }
}

function printSection(pdf: Pdf, { title, blocks }: Section): void {
  room(pdf, 90);
  pdf.moveDown(1).font(BOLD).fontSize(15).text(printable(title), MARGIN.left).moveDown(0.4);
  for (const block of blocks) printBlock(pdf, block);
}

function printBlock(pdf: Pdf, block: Block): void {
  pdf.x = MARGIN.left;
  switch (block.kind) {
    case 'text':
      pdf.font(REGULAR).fontSize(BODY).text(printable(block.text)).moveDown(0.5);
      return;
    case 'heading':
      room(pdf, 80);
      pdf.moveDown(0.5).font(BOLD).fontSize(BODY).text(printable(block.text)).moveDown(0.2);
      return;
    case 'list':
      for (const item of block.items) {
        pdf
          .font(REGULAR)
          .fontSize(BODY)
          .text(`•  ${printable(item)}`)
          .moveDown(0.2);
      }
      pdf.moveDown(0.4);
      return;
    case 'bars':
      for (const bar of block.bars) printBar(pdf, bar);
      pdf.moveDown(0.6);
      return;
    case 'table':
      printTable(pdf, block);
  }
}

/** A new page when there is not so much left of this one. */
function room(pdf: Pdf, height: number): void {
  if (pdf.y + height > bottomOf(pdf)) pdf.addPage();
}

function printBar(pdf: Pdf, { label, value, share }: Bar): void {
  room(pdf, 46);
  const words = `${label}, ${value}, ${(share / 100).toFixed(2)} %`;
  pdf.font(REGULAR).fontSize(9).text(printable(words), MARGIN.left).moveDown(0.2);
  const [y, width] = [pdf.y, widthOf(pdf)];
  pdf.rect(MARGIN.left, y, width, 9).fill('#e6eaee');
  pdf.rect(MARGIN.left, y, Math.max((share / 10_000) * width, 1), 9).fill('#1f6feb');
  pdf.fillColor('black');
  pdf.y = y + 15;
}

/** Row by row; a row is never cut, and the head stands on every page. */
function printTable(pdf: Pdf, { head, widths, rows }: Table): void {
  const total = widths.reduce((sum, width) => sum + width, 0);
  const columns = widths.map((width) => (width / total) * widthOf(pdf));
  const heights = (row: readonly string[], font: string) => {
    pdf.font(font).fontSize(SMALL);
    const cells = row.map((cell, index) =>
      pdf.heightOfString(printable(cell), { width: (columns[index] ?? 0) - 2 * PADDING }),
    );
    return Math.max(...cells) + 2 * PADDING;
  };
  const headHeight = heights(head, BOLD);
  const print = (row: readonly string[], font: string, height: number) => {
    const y = pdf.y;
    let x = MARGIN.left;
    if (font === BOLD) pdf.rect(x, y, widthOf(pdf), height).fill('#eef1f4').fillColor('black');
    pdf.font(font).fontSize(SMALL);
    for (const [index, cell] of row.entries()) {
      const width = columns[index] ?? 0;
      pdf.text(printable(cell), x + PADDING, y + PADDING, { width: width - 2 * PADDING });
      x += width;
    }
    pdf
      .moveTo(MARGIN.left, y + height)
      .lineTo(x, y + height)
      .lineWidth(0.5)
      .stroke(LINE);
    pdf.x = MARGIN.left;
    pdf.y = y + height;
  };
  const first = rows[0];
  room(pdf, headHeight + (first === undefined ? 0 : heights(first, REGULAR)));
  print(head, BOLD, headHeight);
  for (const row of rows) {
    const height = heights(row, REGULAR);
    if (pdf.y + height > bottomOf(pdf)) {
      pdf.addPage();
      print(head, BOLD, headHeight);
    }
    print(row, REGULAR, height);
  }
  pdf.moveDown(1);
}

function numberPages(pdf: Pdf, title: string): void {
  const { start, count } = pdf.bufferedPageRange();
  const name = printable(title);
  for (let index = 1; index < count; index += 1) {
    pdf.switchToPage(start + index);
    // Below the margin, where text would otherwise begin a new page.
    pdf.page.margins.bottom = 0;
    const [y, width] = [pdf.page.height - 36, widthOf(pdf)];
    pdf.font(REGULAR).fontSize(8).fillColor('#57606a');
    pdf.text(name.length > 80 ? `${name.slice(0, 79)}…` : name, MARGIN.left, y, {
      width: width - 80,
      lineBreak: false,
    });
    pdf.text(`${index + 1} / ${count}`, MARGIN.left, y, { width, align: 'right', lineBreak: false });
  }
}

/** What Windows-1252, which the fonts are encoded in, has beyond Latin-1 (Unicode Consortium, CP1252.TXT). */
const BEYOND_LATIN = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ';

const printable = (text: string) =>
  text.replace(/[^\u0020-\u007e\u00a0-\u00ff]/gu, (character) =>
    BEYOND_LATIN.includes(character) ? character : escapeOf(character),
  );
