/** The way in: the page asks for a key, takes a good one, and forgets it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { BROWSER_TIMEOUT_MS, startBrowser } from '../../support/browser.ts';
import { fillDataFolder } from '../../support/pglite-template.ts';
import { type ServiceProcess, startService } from '../../support/service-process.ts';
import { openWebPage, seriousViolations } from '../../support/web-page.ts';

let folder: string;
let service: ServiceProcess;
let browser: Browser;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'coinhound-web-'));
  await fillDataFolder(join(folder, 'coinhound-data'));
  service = await startService(folder, {});
  browser = await startBrowser();
}, BROWSER_TIMEOUT_MS);
afterAll(async () => {
  await browser?.close();
  await service?.stop();
  rmSync(folder, { recursive: true });
});

test('a good key opens the cases; nothing is asked of other hosts, and nothing complains', async () => {
  const { page, asked, complaints, close } = await openWebPage(browser, {
    url: service.url,
    key: service.firstKey ?? '',
  });
  // The list is asked for when its page is there.
  await page.getByText('No case has been opened yet.').waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  expect(asked.filter((url) => !url.startsWith(service.url))).toEqual([]);
  expect(complaints).toEqual([]);
  await page.getByRole('button', { name: /^Leave/ }).click();
  expect(await page.getByLabel('Your API key').isVisible()).toBe(true);
  await page.reload();
  expect(await page.getByLabel('Your API key').isVisible()).toBe(true);
  await close();
});

test.each([
  ['an unknown page', 'nothing/here', 'Nothing here'],
  ['an unknown case', 'cases/00000000-0000-4000-8000-000000000000/graph', 'No such case'],
])('%s is said to be none, with a way back', async (_, path, title) => {
  const { page, close } = await openWebPage(browser, { url: service.url, key: service.firstKey ?? '' });
  await page.goto(`${service.url}/app/${path}`);
  await page.getByRole('heading', { name: title, level: 1 }).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await page.getByRole('main').getByRole('link', { name: 'cases' }).click();
  await page.getByRole('heading', { name: 'Cases', exact: true }).waitFor();
  await close();
});

test('on a narrow screen the entry of the open page is in sight', async () => {
  const { page, close } = await openWebPage(browser, {
    url: service.url,
    key: service.firstKey ?? '',
    width: 360,
  });
  await page.goto(`${service.url}/app/audit`);
  await page.getByRole('heading', { name: 'Audit' }).waitFor();
  const box = await page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('link', { name: 'Audit' })
    .boundingBox();
  expect(box?.x).toBeGreaterThan(0);
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
  await close();
});

test.each([
  ['no key at all', 'hello', 'A key is “ch_” and 43 further characters; copy it whole.'],
  ['an unknown key', `ch_${'A'.repeat(43)}`, 'The service does not know this key, or it was revoked.'],
])('%s is refused with the reason', async (_, key, reason) => {
  const page = await browser.newPage();
  await page.goto(service.url);
  await page.getByLabel('Your API key').fill(key);
  await page.keyboard.press('Enter');
  await page.getByText(reason).waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await page.close();
});
