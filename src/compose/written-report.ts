/**
 * A finished run in the forms that are handed to people and to other programs.
 */

import { type Described, describeReport } from '../cases/report/describe-report.ts';
import type { MoneyGraphJson } from '../cases/report/money-graph-json.ts';
import { moneyGraphXml } from '../cases/report/money-graph-xml.ts';
import { reportHtml } from '../cases/report/report-html.ts';
import { tagsOf } from '../cases/tags/used-tags.ts';
import type { Tag, TagLookup } from '../core/tags/tag.ts';
import { software } from './software.ts';

/** The tags of the addresses of a graph; those of Ethereum are printed in another form than tags have. */
export function labelsOf({ nodes }: MoneyGraphJson, lookup: TagLookup): readonly Tag[] {
  const places = nodes.map(
    ({ chain, address }) => [chain, chain === 'ethereum' ? address.toLowerCase() : address] as const,
  );
  return tagsOf(places, lookup);
}

/** The report as one HTML file. */
export function writtenHtml(described: Described): string {
  return reportHtml(describeReport(described));
}

/** The report as PDF; its library is loaded when the first one is made. */
export async function writtenPdf(described: Described): Promise<Uint8Array> {
  const { reportPdf } = await import('../cases/report/report-pdf.ts');
  return reportPdf(describeReport(described));
}

/** A finished trace as a file. */
export async function writtenTrace(
  traced: Omit<Described, 'version'>,
  kind: 'html' | 'pdf' | 'graphml',
): Promise<Uint8Array | string> {
  if (kind === 'graphml') return moneyGraphXml(traced.graph);
  const described = { ...traced, version: software().version };
  return kind === 'html' ? writtenHtml(described) : writtenPdf(described);
}
