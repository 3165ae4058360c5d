/** The graph and the time line of the Ronin case in a real browser: found, opened, filtered, followed, by mouse and by keyboard. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MoneyGraphJson } from '../../../src/web/api/types.ts';
import { BROWSER_TIMEOUT_MS } from '../../support/browser.ts';
import { caseOf } from '../../support/stored-trace.ts';
import { startWebDesk, type WebDesk } from '../../support/web-desk.ts';
import { seriousViolations, type WebPageOptions } from '../../support/web-page.ts';

const POOL = '0xA160cdAB225685dA1d56aa342Ad8841c3b53f291';
let desk: WebDesk;
let caseId: string;
let graph: MoneyGraphJson;
beforeAll(async () => {
  desk = await startWebDesk();
  caseId = await desk.traced(caseOf('ronin-2022'));
  graph = await desk.api.get(`/v1/cases/${caseId}/graph`);
}, BROWSER_TIMEOUT_MS);
afterAll(() => desk?.close());

/** A page of the case. */
async function opened(place: string, options: Partial<WebPageOptions> = {}) {
  const opened = await desk.open(options);
  await opened.page.goto(`${desk.url}/app/cases/${caseId}/${place}`);
  return opened;
}

/** Addresses and movements that are left when links must carry so much, reckoned from the API's answer. */
function linksOfAtLeast(least: bigint): string {
  const byPair = new Map<string, { from: string; to: string; amount: bigint; movements: number }>();
  for (const { from, to, amount } of graph.edges) {
    const pair = byPair.get(`${from} ${to}`) ?? { from: from.join(), to, amount: 0n, movements: 0 };
    const more = { amount: pair.amount + BigInt(amount), movements: pair.movements + 1 };
    byPair.set(`${from} ${to}`, { ...pair, ...more });
  }
  const large = [...byPair.values()].filter(({ amount }) => amount >= least);
  // The pool itself, as the place where all of it rests.
  const addresses = new Set([POOL, ...large.flatMap(({ from, to }) => [from, to])]);
  const movements = large.reduce((sum, pair) => sum + pair.movements, 0);
  return `${addresses.size} addresses and ${movements} movements`;
}

describe('the graph', () => {
  test('the mixer is found by search, in the picture and in the list, with what reached it', async () => {
    const { page, asked, complaints, close } = await opened('graph');
    await page.getByText('63 addresses and 1804 movements').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByLabel('Search').fill('tornado');
    await page.getByText('1 of 2').waitFor();
    // What was found stands in the middle of the picture.
    await page.getByRole('application').click();
    const panel = page.getByRole('complementary', { name: 'Entity' });
    await panel.getByText('tagged "Tornado Cash: 100 ETH pool"').waitFor();
    await panel.locator('dl').getByText('173,400 ETH').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'As a list' }).click();
    await page.getByRole('button', { name: '0xA160cd…3b53f291', exact: true }).click();
    const address = page.getByRole('complementary', { name: 'Address' });
    await address.getByText('Page 1 of 87').waitFor();
    expect(await address.getByRole('link', { name: 'Paths to it' }).getAttribute('href')).toBe(
      `/app/cases/${caseId}/paths?address=${POOL}`,
    );
    expect(await seriousViolations(page)).toEqual([]);
    await address.getByRole('link', { name: 'Paths to it' }).click();
    await page.waitForURL(`**/cases/${caseId}/paths?address=${POOL}`);
    expect(asked.filter((url) => !/^(blob|data):/.test(url) && !url.startsWith(desk.url))).toEqual([]);
    expect(complaints).toEqual([]);
    await close();
  });

  test('groups open and close, in the list and by keyboard in the picture', async () => {
    const { page, complaints, close } = await opened('graph');
    await page.getByText('shown as 23 nodes').waitFor();
    await page.getByRole('button', { name: 'Expand all' }).click();
    await page.getByText('shown as 64 nodes and 112 links').waitFor();
    await page.getByRole('button', { name: 'Collapse all' }).click();
    await page.getByRole('button', { name: 'As a list' }).click();
    await page.getByRole('button', { name: 'Expand 10 addresses' }).click();
    await page.getByText('shown as 32 nodes').waitFor();
    await page
      .getByRole('button', { name: /^Collapse 0x/ })
      .first()
      .click();
    await page.getByText('shown as 23 nodes').waitFor();
    await page.getByRole('button', { name: 'As a picture' }).click();
    await page.getByRole('application').focus();
    await page.keyboard.press('Escape');
    await page.keyboard.press('ArrowRight');
    await page
      .getByText('0x098B716B8Aaf21512996dC57EB0615e2383E2f96, seed, hop 0, 2 links in')
      .waitFor({ state: 'attached' });
    for (const key of ['ArrowRight', 'ArrowRight', '+', '-', '0']) await page.keyboard.press(key);
    // The largest of what the seed gave went on to eight addresses.
    await page.getByRole('complementary', { name: '8 addresses' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('shown as 30 nodes').waitFor();
    await page.getByRole('complementary', { name: 'Address' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('shown as 23 nodes').waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('complementary').count()).toBe(0);
    expect(complaints).toEqual([]);
    await close();
  });

  test('a least amount leaves the links that reach it', async () => {
    const { page, close } = await opened('graph');
    await page.getByLabel('At least').fill('20000');
    await page.getByText(linksOfAtLeast(20_000n * 10n ** 18n)).waitFor();
    await page.getByLabel('At least').fill('much');
    await page.getByText('“much” is no amount such as 12.5').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'Show everything' }).click();
    await page.getByText('63 addresses and 1804 movements').waitFor();
    await close();
  });

  test('it is kept as an SVG with every node, and as a PNG', async () => {
    const { page, close } = await opened('graph');
    await page.getByText('shown as 23 nodes').waitFor();
    const saved = async (name: string) => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name }).click(),
      ]);
      return { file: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
    };
    const svg = await saved('Save as SVG');
    expect(svg.file).toBe('ronin-2022-graph.svg');
    expect(svg.bytes.toString()).toContain('>Tornado Cash</text>');
    expect(svg.bytes.toString().match(/scale\(0\.75\)/g)).toHaveLength(23);
    expect((await saved('Save as PNG')).bytes.subarray(1, 4).toString()).toBe('PNG');
    await close();
  });
});

describe('the time line', () => {
  test('an address of it leads to the graph, where it is chosen', async () => {
    const { page, complaints, close } = await opened('timeline');
    await page.getByRole('img', { name: 'mixer: 173,400 ETH' }).waitFor();
    await page.getByRole('button', { name: 'hop 2 0xA160cd…3b53f291' }).click();
    await page.getByRole('link', { name: 'In the graph' }).waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'As a table' }).click();
    await page.getByText('1804 of 1804').waitFor();
    await page.getByRole('button', { name: 'Shorter time' }).click();
    await page.getByText('1804 of 1804').waitFor({ state: 'detached' });
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'In the graph' }).click();
    await page.getByText(`${POOL}, mixer, hop 2`).waitFor({ state: 'attached' });
    expect(complaints).toEqual([]);
    await close();
  });
});

test.each(['graph', 'timeline'])('%s fits a narrow and dark screen', async (place) => {
  const { page, complaints, close } = await opened(place, { width: 360, height: 800, theme: 'dark' });
  await page.getByRole('list', { name: 'Kinds' }).getByText('mixer').waitFor();
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(360);
  expect(await seriousViolations(page)).toEqual([]);
  await page.goto(`${desk.url}/app/cases/${caseId}/graph?address=${POOL.toLowerCase()}`);
  await page.getByRole('complementary', { name: 'Address' }).waitFor();
  expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(360);
  expect(await seriousViolations(page)).toEqual([]);
  expect(complaints).toEqual([]);
  await close();
});
