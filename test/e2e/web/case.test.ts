/** A case in the browser, from the running trace to the documents: the Ronin theft, on a wide and a narrow screen. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Download, Page } from 'playwright-core';
import { shownAmount } from '../../../src/cases/report/shown-amount.ts';
import { BROWSER_TIMEOUT_MS } from '../../support/browser.ts';
import { caseOf } from '../../support/stored-trace.ts';
import { startWebDesk, type WebDesk } from '../../support/web-desk.ts';
import { seriousViolations, type WebPage } from '../../support/web-page.ts';

const [THIEF, FIRST_STOP] = [
  '0x098B716B8Aaf21512996dC57EB0615e2383E2f96',
  '0x53b6936513e738f44FB50d2b9476730C0Ab3Bfc1',
];
/** One of those who paid into the mixer: 87 deposits. */
const DEPOSITOR = '0x002c93452d54B6d64bfA9879fCaB14a74f1BDD44';
/** Each with what stands there when all of it is loaded. */
const PLACES = [
  ['', 'Digests'],
  ['outcomes', 'Over all methods'],
  ['flags', 'First seen'],
  ['paths', 'Show the way'],
  [`paths?address=${DEPOSITOR}`, 'From seed 1, 2 steps'],
  ['victims', 'Ended at'],
  ['exposure', 'Still there'],
  ['transactions', '1 to 50 of 2,170'],
] as const;

let desk: WebDesk;
let wide: WebPage;
let caseId: string;
beforeAll(async () => {
  desk = await startWebDesk();
  wide = await opened(1600, 'light');
}, BROWSER_TIMEOUT_MS);
afterAll(() => desk?.close());

const opened = (width: number, theme: 'light' | 'dark') => desk.open({ width, theme });
const show = (page: Page, place: string) => page.goto(`${desk.url}/app/cases/${caseId}/${place}`);
const mixer = (page: Page) => page.getByRole('link', { name: /^Tornado Cash \(mixer\)/ });

test('a run is followed live until it shows where the coins went', async () => {
  const { page } = wide;
  const body = caseOf('ronin-2022');
  ({ caseId } = await desk.api.send<{ caseId: string }>('POST', '/v1/cases', body));
  await show(page, '');
  await page.getByRole('progressbar').waitFor();
  expect(await seriousViolations(page)).toEqual([]);
  await page.getByText('173,400 ETH of 182,161.95614 ETH, 95.19 %, reached Tornado Cash, a mixer').waitFor();
  expect(await page.getByRole('progressbar').count()).toBe(0);
  expect(await page.getByText('done', { exact: true }).isVisible()).toBe(true);
});

test('the mixer stands in the Sankey with its amount, and leads to its deposits', async () => {
  const { page } = wide;
  await mixer(page).waitFor();
  expect(await mixer(page).locator('title').textContent()).toBe(
    'Tornado Cash (mixer): 173,400 ETH, 95.19 % of what was stolen',
  );
  await page.getByText('The flow as a table').click();
  const [seed] = await page
    .getByRole('row')
    .filter({ hasText: `${FIRST_STOP}21,629.48215 ETH` })
    .all();
  expect(await seed?.getByRole('cell').first().textContent()).toBe(THIEF);
  await mixer(page).click();
  await page.getByText('1,734 deposits of 100 ETH into the pool').waitFor();
  expect(page.url()).toContain('/outcomes?kind=mixer&entity=Tornado+Cash');
});

test('a flag leads to the way that the coins took to its deposits', async () => {
  const { page } = wide;
  await show(page, 'flags?kind=mixer-depositor');
  await page.getByLabel('Filter').fill(DEPOSITOR.toLowerCase());
  await page.getByRole('button', { name: 'Show more of this row' }).click();
  await page.getByRole('link', { name: 'Path to it' }).click();
  const way = page.getByRole('region', { name: `Way from seed 1 to ${DEPOSITOR}` });
  await way.waitFor();
  const steps = await way.getByRole('listitem').allTextContents();
  expect(steps.slice(0, 5).map((text) => /0x\w{6}…\w{8}/.exec(text)?.[0])).toEqual([
    '0x098B71…383E2f96',
    '0x000000…00000162',
    '0x53b693…0Ab3Bfc1',
    '0x000000…0000017f',
    '0x002c93…4f1BDD44',
  ]);
  expect(steps[3]).toMatch(/^8,721\.2914 ETH4\.78 % of what was stolen40\.32 % of the step before/);
  expect(steps[3]).toContain('2022-05-03 07:15:20 UTC11 d 23 h later');
  expect(await way.getByText('87 deposits of 100 ETH into the pool').isVisible()).toBe(true);
});

test('another method shows its own amounts, on every page', async () => {
  const { page } = wide;
  await show(page, 'outcomes');
  await page.getByLabel('Method').selectOption('haircut');
  const path = `/v1/cases/${caseId}/outcomes?method=haircut`;
  const { items } = await desk.api.get<{ items: { amount: string }[] }>(path);
  const shown = items.map(({ amount }) => shownAmount(amount, 'ETH'));
  expect(shown[0]).not.toBe('173,400 ETH');
  for (const amount of shown) await page.getByText(amount, { exact: true }).first().waitFor();
  await page.getByRole('link', { name: 'Overview' }).click();
  await page.getByText(`${shown[0]} of 182,161.95614 ETH`).waitFor();
  expect(await mixer(page).locator('title').textContent()).toContain(`Tornado Cash (mixer): ${shown[0]}`);
});

describe('documents', () => {
  const content = async (download: Download) => readFileSync(await download.path());
  const save = async (name: RegExp) => {
    const { page } = wide;
    await page.locator('summary', { hasText: 'Documents' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name }).click(),
    ]);
    return download;
  };

  test.each([
    [/^PDF/, 'pdf', '%PDF'],
    [/^Evidence bundle/, 'zip', 'PK'],
  ])('%s is saved', async (name, ending, begin) => {
    const download = await save(name);
    const run = ending === 'zip' ? '-run-1' : '';
    expect(download.suggestedFilename()).toBe(`case-${caseId}${run}.${ending}`);
    expect((await content(download)).subarray(0, begin.length).toString()).toBe(begin);
  });

  test('a table is saved as it is filtered', async () => {
    const { page } = wide;
    await show(page, 'flags');
    await page.getByLabel('Filter').fill('Lazarus');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'CSV of these rows' }).click(),
    ]);
    const [head, ...rows] = (await content(download)).toString().trim().split('\r\n');
    expect(head).toMatch(/^kind,entity,confidence,chain,address,asset,amount,/);
    expect(rows.map((row) => row.split(',')[0])).toEqual(Array(8).fill('sanctioned'));
  });
});

test('transactions come page by page, and open to their transfers', async () => {
  const { page } = wide;
  await show(page, 'transactions');
  await page.getByText('1 to 50 of 2,170').waitFor();
  await page.getByRole('button', { name: 'Next' }).first().click();
  await page.getByText('51 to 100 of 2,170').waitFor();
  await page.getByRole('button', { name: 'Show more of this row' }).first().click();
  await page.getByRole('region', { name: /^Transfers of 0x/ }).waitFor();
});

test('a scan begins a new run; the one before stays readable at its own address', async () => {
  const { page } = wide;
  await show(page, '');
  await page.getByRole('button', { name: 'Scan now' }).click();
  await page.getByText(/^Results of run 2, ended/).waitFor();
  await page.getByLabel('Run', { exact: true }).selectOption({ index: 1 });
  await page.getByText(/^Results of run 1, ended/).waitFor();
  await page.getByRole('link', { name: 'Outcomes' }).click();
  await page.reload();
  await page.getByText(/^Results of run 1, ended/).waitFor();
  await page.getByText('173,400 ETH', { exact: true }).first().waitFor();
});

test.each([
  ['wide and light', 1600, 'light'],
  ['narrow and dark', 360, 'dark'],
] as const)('every page is whole and accessible, %s', async (_, width, theme) => {
  const { page, asked, complaints, close } = await opened(width, theme);
  for (const [place, sign] of PLACES) {
    await show(page, place);
    await page.getByText(sign).first().waitFor();
    const over = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect([place, over]).toEqual([place, 0]);
    // The check takes long for many rows, and they are all alike.
    const [filter] = await page.getByLabel('Filter').all();
    await filter?.fill(THIEF);
    expect([place, await seriousViolations(page)]).toEqual([place, []]);
  }
  expect(asked.filter((url) => !url.startsWith(desk.url))).toEqual([]);
  expect([...complaints, ...wide.complaints]).toEqual([]);
  await close();
});
