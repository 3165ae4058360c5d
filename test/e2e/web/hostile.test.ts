/** Labels made to do harm (markup, turned writing, endless text, formulas) are text on every page, and stay within it. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { type Replay, startReplay } from '../../../src/replay/server.ts';
import { BROWSER_TIMEOUT_MS, startBrowser } from '../../support/browser.ts';
import {
  type Api,
  apiAt,
  explorerSettings,
  type ServiceProcess,
  startService,
  until,
} from '../../support/service-process.ts';
import { openWebPage, type WebPage } from '../../support/web-page.ts';

const DATASET = join(import.meta.dirname, '../../../data/ronin-2022');
/** An address of the case that no tag names; made an exchange here, so that its name stands in outcomes, flags and pictures. */
const ADDRESS = '0x53b6936513e738f44FB50d2b9476730C0Ab3Bfc1';
const MARKUP = '<script>harmed=1</script><img src=x onerror=harmed=1>';
const TURNED = '\u202Egnp.exe';
const FORMULA = '=cmd()|"/c calc"!A1';
/** As long as the API takes one. */
const ENTITY = `${FORMULA}${MARKUP}${TURNED}`.padEnd(500, 'W');

let folder: string;
let replay: Replay;
let service: ServiceProcess;
let browser: Browser;
let api: Api;
let caseId: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coinhound-web-'));
  replay = await startReplay({ dir: DATASET });
  service = await startService(folder, explorerSettings(replay.url));
  browser = await startBrowser();
  api = apiAt(service.url, service.firstKey ?? '');
  expect((await importTag(ENTITY)).status).toBe(200);
  const [body] = JSON.parse(readFileSync(join(DATASET, 'cases.json'), 'utf8'));
  const seeds = body.seeds.map((seed: object) => ({ ...seed, victim: `${FORMULA}${MARKUP}`, note: MARKUP }));
  const name = `${MARKUP}${TURNED}`.padEnd(200, 'W');
  const theCase = { ...body, name, description: `${FORMULA}${MARKUP}${TURNED}`, seeds };
  ({ caseId } = await api.send<{ caseId: string }>('POST', '/v1/cases', theCase));
  const path = `/v1/cases/${caseId}`;
  const done = await until(
    () => api.get<{ state: string }>(path),
    ({ state }) => state !== 'running',
  );
  expect(done.state).toBe('done');
}, BROWSER_TIMEOUT_MS);
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  await replay?.close();
  rmSync(folder, { recursive: true });
});

function importTag(entity: string): Promise<Response> {
  const quoted = `"${entity.replaceAll('"', '""')}"`;
  const header = 'network,address,label,entity,concepts,role,confidence,valid_from,valid_to,source,licence';
  const row = `ethereum,${ADDRESS},${quoted},${quoted},exchange,hot_wallet,authority_data,,,${quoted},MIT`;
  return fetch(`${service.url}/v1/tags/import?source=hostile&format=csv`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service.firstKey}`, 'content-type': 'text/csv' },
    body: `${header}\n${row}\n`,
  });
}

/** What of a page is not as it must be; a script for the browser. */
const HARM = `(() => {
  const found = [];
  if ('harmed' in window) found.push('a script of a label ran');
  if (document.scripts.length !== 1) found.push(document.scripts.length + ' scripts');
  if (document.querySelector('img[src="x"]') !== null) found.push('an element of a label');
  if (document.body.textContent.includes('\\u202E')) found.push('turned writing');
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.push(scrollWidth + ' pixels wide on ' + clientWidth);
  return found;
})()`;

const harmOf = (page: Page): Promise<string[]> => page.evaluate(HARM);

const places = () => [
  ...[
    '',
    '/graph',
    '/timeline',
    '/outcomes',
    '/flags',
    '/paths',
    '/victims',
    '/exposure',
    '/transactions',
  ].map((place) => `cases/${caseId}${place}`),
  'cases',
  'tags',
  `screening?chain=ethereum&address=${ADDRESS}`,
  'audit',
];

test.each([360, 1600])(
  'no page is harmed on %d pixels',
  async (width) => {
    const opened: WebPage = await openWebPage(browser, {
      url: service.url,
      key: service.firstKey ?? '',
      width,
    });
    const { page, complaints, asked } = opened;
    page.on('dialog', () => {
      throw new Error('a label opened a dialog');
    });
    const harm: Record<string, string[]> = {};
    for (const place of places()) {
      await page.goto(`${service.url}/app/${place}`);
      await page.waitForLoadState('networkidle');
      const found = await harmOf(page);
      if (found.length > 0) harm[place] = found;
    }
    expect(harm).toEqual({});
    expect(complaints).toEqual([]);
    expect(asked.filter((url) => !url.startsWith(service.url))).toEqual([]);
    await opened.close();
  },
  120_000,
);

test('what is shown is the label itself, its turning made visible', async () => {
  const { page, close } = await openWebPage(browser, { url: service.url, key: service.firstKey ?? '' });
  await page.goto(`${service.url}/app/cases/${caseId}/outcomes`);
  await page.getByText(FORMULA).first().waitFor();
  const text = await page.locator('body').textContent();
  expect(text).toContain('<script>harmed=1</script>');
  expect(text).toContain('\\u{202e}gnp.exe');
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: /CSV/ }).click();
  const csv = readFileSync(await (await saved).path(), 'utf8');
  expect(csv).toContain(`'${FORMULA.replaceAll('"', '""')}`);
  expect(csv).not.toMatch(/(^|[,"])[=+@-]cmd/m);
  await close();
});

test('a label of 10,000 characters is refused with the reason', async () => {
  const answer = await importTag('W'.repeat(10_000));
  expect(answer.status).toBe(400);
  expect(await answer.text()).toMatch(/500 characters/);
});
