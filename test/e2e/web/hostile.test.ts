/** Labels made to do harm (markup, turned writing, endless text, formulas) are text on every page, and stay within it. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { BROWSER_TIMEOUT_MS } from '../../support/browser.ts';
import { caseOf } from '../../support/stored-trace.ts';
import { startWebDesk, type WebDesk } from '../../support/web-desk.ts';
import type { WebPage } from '../../support/web-page.ts';

/** An address of the case that no tag names; made an exchange here, so that its name stands in outcomes, flags and pictures. */
const ADDRESS = '0x53b6936513e738f44FB50d2b9476730C0Ab3Bfc1';
const MARKUP = '<script>harmed=1</script><img src=x onerror=harmed=1>';
const TURNED = '\u202Egnp.exe';
const FORMULA = '=cmd()|"/c calc"!A1';
/** As long as the API takes one. */
const ENTITY = `${FORMULA}${MARKUP}${TURNED}`.padEnd(500, 'W');

let desk: WebDesk;
let caseId: string;
beforeAll(async () => {
  desk = await startWebDesk();
  expect((await importTag(ENTITY)).status).toBe(200);
  const body = caseOf('ronin-2022') as { readonly seeds: readonly object[] };
  const seeds = body.seeds.map((seed) => ({ ...seed, victim: `${FORMULA}${MARKUP}`, note: MARKUP }));
  const name = `${MARKUP}${TURNED}`.padEnd(200, 'W');
  caseId = await desk.traced({ ...body, name, description: `${FORMULA}${MARKUP}${TURNED}`, seeds });
}, BROWSER_TIMEOUT_MS);
afterAll(() => desk?.close());

function importTag(entity: string): Promise<Response> {
  const quoted = `"${entity.replaceAll('"', '""')}"`;
  const header = 'network,address,label,entity,concepts,role,confidence,valid_from,valid_to,source,licence';
  const row = `ethereum,${ADDRESS},${quoted},${quoted},exchange,hot_wallet,authority_data,,,${quoted},MIT`;
  return fetch(`${desk.url}/v1/tags/import?source=hostile&format=csv`, {
    method: 'POST',
    headers: { authorization: `Bearer ${desk.key}`, 'content-type': 'text/csv' },
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
    const opened: WebPage = await desk.open({ width });
    const { page, complaints, asked } = opened;
    page.on('dialog', () => {
      throw new Error('a label opened a dialog');
    });
    const harm: Record<string, string[]> = {};
    for (const place of places()) {
      await page.goto(`${desk.url}/app/${place}`);
      await page.waitForLoadState('networkidle');
      const found = await harmOf(page);
      if (found.length > 0) harm[place] = found;
    }
    expect(harm).toEqual({});
    expect(complaints).toEqual([]);
    expect(asked.filter((url) => !url.startsWith(desk.url))).toEqual([]);
    await opened.close();
  },
  120_000,
);

test('what is shown is the label itself, its turning made visible', async () => {
  const { page, close } = await desk.open();
  await page.goto(`${desk.url}/app/cases/${caseId}/outcomes`);
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
