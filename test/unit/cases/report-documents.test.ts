/** HTML, PDF, GraphML and CSV of a report with hostile words in it: all of it is there, and none of it does harm. */
import { inflateSync } from 'node:zlib';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { moneyGraphJson } from '../../../src/cases/report/money-graph-json.ts';
import { moneyGraphXml } from '../../../src/cases/report/money-graph-xml.ts';
import { reportCsv } from '../../../src/cases/report/report-csv.ts';
import { explorersAt } from '../../../src/compose/given-explorers.ts';
import type { Traced } from '../../../src/compose/trace.ts';
import { writtenHtml, writtenPdf } from '../../../src/compose/written-report.ts';
import { compose } from '../../../src/compose.ts';

const SCRIPT = '<script>alert(1)</script>"\'&';
const OVERRIDE = 'good \u202Eevil\u0007';
const LONG = `start ${'x'.repeat(10_000)} end`;
const FORMULA = '=cmd|"/c calc"!A1';

const app = compose({ env: {} });
let traced: Traced;
beforeAll(async () => {
  const [dataset] = (await app.datasets()).filter(({ manifest }) => manifest.name === 'crypto-com-2022');
  const replay = await app.replay({ dir: dataset?.dir ?? '' });
  const options = { explorers: explorersAt(replay.url), onProgress: () => {} };
  traced = await app.traceInFull(dataset?.cases[0], options).finally(replay.close);
});

/** The same with hostile words wherever strangers may put some. */
function hostile(): Parameters<typeof writtenHtml>[0] {
  const report = structuredClone(traced.report);
  report.case.name = SCRIPT;
  for (const outcome of report.outcomes) Object.assign(outcome, { entity: OVERRIDE });
  for (const flag of report.flags) Object.assign(flag, { entity: SCRIPT, basis: LONG });
  Object.assign(report, {
    gaps: [{ reason: FORMULA, chain: 'ethereum', address: SCRIPT, asset: 'ETH', amount: null, range: null }],
  });
  const graph = structuredClone(traced.graph);
  for (const node of graph.nodes) Object.assign(node, { entity: `${SCRIPT}${OVERRIDE}` });
  const labels = traced.labels.map((tag) => ({ ...tag, label: SCRIPT, source: LONG, entity: OVERRIDE }));
  return { report, graph, labels, version: '1.2.3' };
}

describe('HTML', () => {
  test('says all of it: outcomes, findings with evidence, every transaction, labels, digests, version', () => {
    const html = writtenHtml({ ...traced, version: '1.2.3' });
    const { run, flags } = traced.report;
    for (const { txid } of traced.graph.edges) expect(html).toContain(txid);
    for (const { address } of flags) expect(html).toContain(address);
    for (const { source } of traced.labels) expect(html).toContain(source);
    for (const words of [run.inputDigest, run.resultDigest, 'Coinhound 1.2.3', '4,830 ETH', '100.00 %'])
      expect(html).toContain(words);
    const titles = [...html.matchAll(/<h2>([^<]+)<\/h2>/g)].map(([, title]) => title);
    expect(titles).toEqual([
      'Summary',
      'Method and its limits',
      'Outcomes',
      'Findings',
      'Paths and evidence',
      'Verification',
      'Gaps and assumptions',
      'Sources of labels',
      'Transactions',
      'Digests and version',
    ]);
  });

  test('loads nothing and runs nothing', () => {
    const html = writtenHtml(hostile());
    expect(html).not.toMatch(/<script|<img|<link|<iframe|javascript:|\son\w+=|@import|url\(/i);
    expect(html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;');
  });

  test('shows what turns the direction as an escape, and cuts what is long, with the full text at the end', () => {
    const html = writtenHtml(hostile());
    expect(html).not.toMatch(/[\p{Cf}]|[^\P{Cc}\n]/u);
    expect(html).toContain('good \\u{202e}evil\\u{7}');
    expect(html.split(LONG)).toHaveLength(2);
    expect(html.indexOf('Full texts')).toBeLessThan(html.indexOf(LONG));
    expect(html).toMatch(/start x{200,240}… \(full text: note 1\)/);
  });
});

test('PDF: the same bytes each time, also of hostile words', async () => {
  const [first, second] = [await writtenPdf(hostile()), await writtenPdf(hostile())];
  expect(Buffer.from(first).subarray(0, 5).toString()).toBe('%PDF-');
  expect(Buffer.compare(first, second)).toBe(0);
  expect(Buffer.from(first).toString('latin1')).not.toMatch(/\/JavaScript|\/URI|\/Launch/);
});

/** The words that the pages of a PDF print, in their order, without blanks: lines are broken anywhere. */
function wordsIn(pdf: Uint8Array): string {
  const raw = Buffer.from(pdf).toString('latin1');
  const streams = [...raw.matchAll(/stream\n([\s\S]*?)\nendstream/g)].map(([, data = '']) => data);
  const pages = streams.flatMap((data) => {
    try {
      return [inflateSync(Buffer.from(data, 'latin1')).toString('latin1')];
    } catch {
      return [];
    }
  });
  const printed = [...pages.join('\n').matchAll(/\[([^\]]*)\] TJ/g)].map(([, line = '']) =>
    [...line.matchAll(/<([0-9a-f]*)>/g)]
      .map(([, hex = '']) => Buffer.from(hex, 'hex').toString('latin1'))
      .join(''),
  );
  return printed.join('').replace(/\s/g, '');
}

test('PDF: everything that the HTML says stands on its pages', async () => {
  const words = wordsIn(await writtenPdf({ ...traced, version: '1.2.3' }));
  for (const { txid } of traced.graph.edges) expect(words).toContain(txid);
  for (const { address } of traced.report.flags) expect(words).toContain(address);
  for (const { source } of traced.labels) expect(words).toContain(source.replace(/\s/g, ''));
  for (const text of ['Coinhound1.2.3', traced.report.run.resultDigest, 'Gapsandassumptions', '4,830ETH'])
    expect(words).toContain(text);
  const harmed = wordsIn(await writtenPdf(hostile()));
  expect(harmed).toContain('good\\u{202e}evil\\u{7}');
  expect(harmed.match(/x/g)?.length).toBeGreaterThan(10_000);
});

describe('GraphML', () => {
  test('has every node and an edge from each source, with the amounts as they are', () => {
    const xml = moneyGraphXml(traced.graph);
    const { nodes, edges } = traced.graph;
    expect(xml.match(/<node /g)).toHaveLength(nodes.length);
    expect(xml.match(/<edge /g)).toHaveLength(edges.reduce((sum, { from }) => sum + from.length, 0));
    for (const { amount } of edges) expect(xml).toContain(`<data key="amount">${amount}</data>`);
  });

  test('a movement out of two addresses says so', () => {
    const node = {
      chain: 'bitcoin',
      hops: 1,
      received: new Map([['BTC', 5n]]),
      sent: new Map(),
      kind: null,
      entity: null,
    } as const;
    const nodes = ['a', 'b', 'c'].map((address) => ({ ...node, address }));
    const edge = {
      txid: 't',
      time: 0,
      chain: 'bitcoin',
      from: ['a', 'b'],
      to: 'c',
      asset: 'BTC',
      amount: 5n,
    } as const;
    const xml = moneyGraphXml(moneyGraphJson({ method: 'fifo', nodes, edges: [edge] }));
    expect(xml).toContain('<edge source="bitcoin:a" target="bitcoin:c">');
    expect(xml).toContain('<edge source="bitcoin:b" target="bitcoin:c">');
    expect(xml.match(/<data key="sources">2<\/data>/g)).toHaveLength(2);
  });

  test('hostile words stay words', () => {
    const xml = moneyGraphXml(hostile().graph);
    expect(xml).not.toMatch(/<script|[\p{Cf}]|[^\P{Cc}\n]/u);
    expect(xml).toContain('&lt;script&gt;');
  });
});

test('CSV: no cell is a formula, or hides what it says', () => {
  const csv = reportCsv(hostile().report);
  expect(csv).toContain(`"'=cmd|""/c calc""!A1"`);
  expect(csv).not.toMatch(/(^|,)"?[=+@\t]/m);
  expect(csv).not.toMatch(/\u202E/);
  expect(csv).toContain(LONG);
});
