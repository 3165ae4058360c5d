/**
 * `npm run bench:web`: how fast the pages show large graphs, in a real Chromium at a real service; only the answers about the
 * graph are made up. Time to open is from the navigation to the frame after the picture was drawn; frames while the picture is
 * dragged are those that the browser's own tracing says it showed. `--json` prints one line for programs.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { startReplay } from '../../src/replay/server.ts';
import { startBrowser } from '../support/browser.ts';
import { ROOT } from '../support/cli.ts';
import { apiAt, explorerSettings, startService, until } from '../support/service-process.ts';
import { openWebPage } from '../support/web-page.ts';
import { type MadeUpSize, madeUpMoney } from './web/made-up-graph.ts';
import { framesWhile, type Shown } from './web/shown-frames.ts';

const SIZES: readonly MadeUpSize[] = [
  { nodes: 2000, edges: 5000, hops: 12 },
  { nodes: 5000, edges: 20_000, hops: 15 },
];
const RUNS = 3;
/** Steps of a drag, one a frame of a usual screen. */
const STEPS = 120;
const STEP_MS = 16;

interface Place {
  readonly url: string;
  readonly key: string;
  readonly caseId: string;
}

interface Measured {
  readonly nodes: number;
  readonly edges: number;
  /** The median. */
  readonly openMs: number;
  readonly drags: readonly (Shown & { readonly view: string })[];
}

const { values } = parseArgs({ options: { json: { type: 'boolean' } } });

async function measure(browser: Browser, place: Place, size: MadeUpSize): Promise<Measured> {
  const opens: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const { page, close } = await withGraph(browser, place, size);
    opens.push(await open(page, place));
    await close();
  }
  const { page, close } = await withGraph(browser, place, size);
  await open(page, place);
  const drags = [{ view: 'as it opens, grouped', ...(await drag(browser, page)) }];
  await page.getByRole('button', { name: 'Expand all' }).click();
  await page.getByText(`shown as ${size.nodes + 3} nodes`).waitFor();
  await page.getByRole('button', { name: 'Fit' }).click();
  drags.push({ view: 'every node, all in sight', ...(await drag(browser, page)) });
  for (const view of ['every node, half as near', 'every node, to be read']) {
    for (let step = 0; step < 4; step += 1) await page.getByRole('button', { name: 'Zoom in' }).click();
    drags.push({ view, ...(await drag(browser, page)) });
  }
  await close();
  opens.sort((a, b) => a - b);
  return {
    nodes: size.nodes,
    edges: size.edges,
    openMs: Math.round(opens[Math.floor(RUNS / 2)] ?? 0),
    drags,
  };
}

/** A page that has the key; what it asks about the graph is answered by made-up results. */
async function withGraph(browser: Browser, { url, key }: Place, size: MadeUpSize) {
  const opened = await openWebPage(browser, { url, key });
  const { graph, outcomes } = madeUpMoney(size);
  const bodies = { graph, outcomes: { items: outcomes, next: null }, flags: { items: [], next: null } };
  for (const [name, body] of Object.entries(bodies)) {
    const json = JSON.stringify(body);
    await opened.page.route(new RegExp(`/v1/cases/[^/]+/${name}(\\?|$)`), (route) =>
      route.fulfill({ contentType: 'application/json', body: json }),
    );
  }
  return opened;
}

/** @returns ms from the navigation, the page's code and the case included, to the frame after the picture was drawn */
async function open(page: Page, { url, caseId }: Place): Promise<number> {
  await page.goto(`${url}/app/cases/${caseId}/graph`, { waitUntil: 'commit' });
  await page.locator('canvas').waitFor();
  const ms = await page.evaluate<number>(
    'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))',
  );
  const isDrawn = await page.evaluate<boolean>(
    `(() => {
      const canvas = document.querySelector('canvas');
      return canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data.some((part) => part !== 0);
    })()`,
  );
  if (!isDrawn) throw new Error('there is no picture');
  return ms;
}

/** Round in a circle, so that what is in sight stays about the same. */
async function drag(browser: Browser, page: Page): Promise<Shown> {
  const box = await page.getByRole('application').boundingBox();
  if (box === null) throw new Error('there is no picture');
  const [x, y, radius] = [box.x + box.width / 2, box.y + box.height / 2, box.height / 4];
  await page.mouse.move(x + radius, y);
  await page.mouse.down();
  const shown = await framesWhile(browser, page, async () => {
    const begin = performance.now();
    for (let step = 1; step <= STEPS; step += 1) {
      const angle = (2 * Math.PI * step) / STEPS;
      await page.mouse.move(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
      await page.waitForTimeout(Math.max(0, begin + step * STEP_MS - performance.now()));
    }
  });
  await page.mouse.up();
  return shown;
}

/** A service with a finished case. */
async function withCase<T>(use: (place: Place) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'coinhound-bench-web-'));
  const replay = await startReplay({ dir: join(ROOT, 'data/crypto-com-2022') });
  const service = await startService(folder, explorerSettings(replay.url));
  const key = service.firstKey ?? '';
  const api = apiAt(service.url, key);
  const address = '0x6e1218c55f1aCb588Fc5E55B721f1183D7D29D3d';
  const seeds = [{ kind: 'address', chain: 'ethereum', address, since: '2022-01-17' }];
  try {
    const { caseId } = await api.send<{ caseId: string }>('POST', '/v1/cases', { name: 'bench', seeds });
    await until(
      () => api.get<{ state: string }>(`/v1/cases/${caseId}`),
      ({ state }) => state === 'done',
    );
    return await use({ url: service.url, key, caseId });
  } finally {
    await service.stop();
    await replay.close();
    rmSync(folder, { recursive: true });
  }
}

function table(results: readonly Measured[]): string {
  const lines = results.flatMap(({ nodes, edges, openMs, drags }) => [
    `${nodes} nodes, ${edges} edges: opens in ${(openMs / 1000).toFixed(2)} s`,
    ...drags.map(
      ({ view, framesPerSecond, longestMs }) =>
        `  dragged, ${view.padEnd(28)} ${framesPerSecond.toFixed(1).padStart(5)} frames a second, the longest ${longestMs} ms`,
    ),
  ]);
  return `${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), 1600 by 1000 px\n${lines.join('\n')}\n`;
}

const browser = await startBrowser();
try {
  const results = await withCase(async (place) => {
    const measured: Measured[] = [];
    for (const size of SIZES) measured.push(await measure(browser, place, size));
    return measured;
  });
  process.stdout.write(values.json === true ? `${JSON.stringify({ results })}\n` : table(results));
} finally {
  await browser.close();
}
