/**
 * The pages that one fills in, in a real browser at a real service: a case is opened from a preset, from pasted lines and from the
 * keyboard; wrong lines and rows are named; keys, tags, alerts and screening.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { BROWSER_TIMEOUT_MS } from '../../support/browser.ts';
import { type Receiver, startReceiver } from '../../support/receiver.ts';
import { type Api, apiAt, until } from '../../support/service-process.ts';
import { startWebDesk, type WebDesk } from '../../support/web-desk.ts';
import { seriousViolations, type WebPage } from '../../support/web-page.ts';

const EXPLOITER = '0x098B716B8Aaf21512996dC57EB0615e2383E2f96';
/** Was paid by the exploiter; no shipped tag names it. */
const PAID = '0xe708f17240732bbfa1baa8513f66b665fbc7ce10';
const PASTE = /^Addresses, transactions and outputs/;

interface CaseJson {
  readonly id: string;
  readonly name: string;
  readonly state: string;
}
interface Cases {
  readonly items: readonly CaseJson[];
}

let desk: WebDesk;
let receiver: Receiver;
let api: Api;
let web: WebPage;
let page: Page;
beforeAll(async () => {
  receiver = await startReceiver();
  desk = await startWebDesk({
    COINHOUND_NOTIFY_ALLOWED_HOSTS: receiver.host,
    COINHOUND_RESCANS_TAG_CHECK_SECONDS: '1',
  });
  api = desk.api;
  web = await desk.open();
  page = web.page;
  page.setDefaultTimeout(15_000);
}, BROWSER_TIMEOUT_MS);
afterAll(async () => {
  await desk?.close();
  await receiver?.close();
});

const go = async (path: string, title: string) => {
  await page.goto(`${desk.url}/app/${path}`);
  await page.getByRole('heading', { name: title, exact: true, level: 1 }).waitFor();
};
const openCases = async () => (await api.get<Cases>('/v1/cases')).items;
const paste = (text: string) => page.getByLabel(PASTE).fill(text);
const submit = () => page.getByRole('button', { name: 'Open the case' }).click();

/** The name of the control that has the focus. */
const focused = async () =>
  String(
    await page.evaluate(
      `(({ labels, ariaLabel, textContent }) => labels?.[0]?.textContent ?? ariaLabel ?? textContent)(document.activeElement)`,
    ),
  ).trim();

/** Goes on with the tabulator until the control with this name has the focus. */
async function tabTo(name: RegExp): Promise<void> {
  for (let presses = 0; presses < 80; presses += 1) {
    await page.keyboard.press('Tab');
    if (name.test(await focused())) return;
  }
  throw new Error(`the tabulator does not lead to ${name}`);
}

test('without a case the list leads to a new one', async () => {
  await page.getByRole('link', { name: 'Open the first one' }).click();
  await page.getByRole('heading', { name: 'New case' }).waitFor();
});

test('wrong lines are named by number, value and reason, and nothing is opened', async () => {
  await go('cases/new', 'New case');
  await page.getByLabel('Name').fill('Wrong');
  await paste(`${EXPLOITER}\n${EXPLOITER.replace('B7', 'b7')}\nhello\n${EXPLOITER.toLowerCase()} Ann`);
  const wrong = page.getByRole('table', { name: /Lines that cannot be read: 2/ });
  await wrong.getByText(/has a wrong EIP-55 checksum; copy it again/).waitFor();
  await wrong.getByText(/"hello" is no address/).waitFor();
  expect(await wrong.getByRole('row').nth(2).getByRole('cell').first().textContent()).toBe('3');
  await page.getByText(/line 4 repeats line 1/).waitFor();
  await page.getByText('2 seeds: 2 addresses').waitFor();
  await submit();
  await page.getByText('2 lines cannot be read: mend or remove them.').waitFor();
  expect(await focused()).toMatch(PASTE);
  expect(await openCases()).toEqual([]);
});

test('what the service refuses stands at its field', async () => {
  await paste(EXPLOITER);
  await page.getByLabel('Webhook', { exact: true }).fill('https://127.0.0.1/hook');
  await submit();
  const webhook = page.getByLabel('Webhook', { exact: true });
  await until(
    () => webhook.getAttribute('aria-invalid'),
    (is) => is === 'true',
  );
  const said = page.locator(`[id="${await webhook.getAttribute('aria-describedby')}"]`);
  expect(await said.getByRole('alert').textContent()).toMatch(/public/);
  await webhook.fill('');
  await page.getByText('Limits and scope').click();
  await page.getByLabel('Hops').fill('-1');
  await submit();
  await page.getByText(/limits\.maxHops/).waitFor();
  expect(await openCases()).toEqual([]);
});

test('a table shows its wrong row with line, column and reason', async () => {
  await go('cases/new', 'New case');
  const csv = `victim,chain,address,amount\nuser 1,ethereum,${EXPLOITER},4.2\nuser 2,ethereum,0x12,1\n`;
  const file = { name: 'seeds.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) };
  await page.getByLabel('Or a table (CSV)').setInputFiles(file);
  await page.getByText('1 row read, 1 wrong').waitFor();
  const row = page
    .getByRole('table', { name: /Rows that cannot be read: 1/ })
    .getByRole('row')
    .last();
  expect(await row.textContent()).toMatch(/^3.*address.*0x12.*is not 0x followed by 40 hex digits/);
  await page
    .getByRole('table', { name: 'Seeds of the case' })
    .getByText('4.2 ETH', { exact: true })
    .waitFor();
  await page.getByLabel('Name').fill('A table');
  await submit();
  await page.getByText(/1 row of the table cannot be read/).waitFor();
});

test('a preset fills the form, and a double click opens one case', async () => {
  await go('cases/new', 'New case');
  const preset = page.getByLabel('Begin with a known case');
  const ronin = await preset.getByRole('option').filter({ hasText: /ronin/i }).getAttribute('value');
  await preset.selectOption(ronin);
  expect(await page.getByLabel('Name').inputValue()).toBe('ronin-2022');
  await page.getByText('1 seed: 1 address').waitFor();
  await page.getByRole('button', { name: 'Open the case' }).dblclick();
  await page.getByRole('heading', { name: 'ronin-2022' }).waitFor();
  expect(await openCases()).toHaveLength(1);
  await go('cases', 'Cases');
  await page.getByText(/\d+ of \d+ look-ups/).waitFor();
});

test('the keyboard alone opens a case from pasted lines, and leads to it', async () => {
  await go('cases', 'Cases');
  await tabTo(/^New case$/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'New case' }).waitFor();
  await tabTo(/^Name$/);
  await page.keyboard.type('By keyboard');
  await tabTo(PASTE);
  await page.keyboard.type(EXPLOITER);
  await tabTo(/^Addresses count from$/);
  await page.keyboard.type('2022-03-23');
  await tabTo(/fifo/);
  await page.keyboard.press('ArrowDown');
  await tabTo(/^Limits and scope$/);
  await page.keyboard.press('Enter');
  await tabTo(/^Hops$/);
  await page.keyboard.type('0');
  await tabTo(/^Scan again$/);
  await page.keyboard.press('ArrowDown');
  await tabTo(/^Webhook$/);
  await page.keyboard.type(`http://${receiver.host}/hook`);
  await tabTo(/^Open the case$/);
  await page.keyboard.press('Enter');
  expect(await page.getByLabel('The secret', { exact: true }).inputValue()).toMatch(/^whsec_/);
  await tabTo(/^Go to the case$/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'By keyboard' }).waitFor();
  const [opened] = await openCases();
  expect(opened).toMatchObject({
    name: 'By keyboard',
    watch: { everySeconds: 3600 },
    run: { method: 'lifo', limits: { maxHops: 0 } },
  });
  expect(await api.get(`/v1/cases/${opened?.id}/seeds`)).toMatchObject({
    items: [{ address: EXPLOITER, since: '2022-03-23' }],
  });
});

test('the list is filtered by state and name', async () => {
  await until(openCases, (cases) => cases.every(({ state }) => state === 'done'));
  await go('cases', 'Cases');
  await page.getByRole('row', { name: /ronin-2022 done 1 56 / }).waitFor();
  await page.getByLabel('Name').fill('KEYB');
  await page.getByText('1 of 2').waitFor();
  await page.getByLabel('State').selectOption('failed');
  await page.getByText('No case fits.').waitFor();
  expect(page.url()).toMatch(/name=KEYB&state=failed$/);
});

test('an imported list is used, and its wrong row refused; what it changes is an alert', async () => {
  await go('tags', 'Tags');
  const header = 'network,address,label,entity,concepts,role,confidence,valid_from,valid_to,source,licence';
  const row = (address: string) =>
    `ethereum,${address},A mixer,Made-up Mixer,mixing_service,,forensic,,,test,CC0-1.0`;
  const file = {
    name: 'own list.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(`${header}\n${row(PAID)}\n${row('0x12')}\n`),
  };
  await page.getByLabel('File').setInputFiles(file);
  expect(await page.getByLabel('Name of the list').inputValue()).toBe('own-list');
  receiver.answer((response) => response.writeHead(410).end());
  await page.getByRole('button', { name: 'Import' }).click();
  await page.getByText(/own-list: 1 taken, 1 refused; 1 added/).waitFor();
  await page
    .getByRole('table', { name: /Refused rows: 1/ })
    .getByText(/40 hex digits/)
    .waitFor();
  await page.getByLabel('Addresses, one on each line').fill(`${PAID}\n${EXPLOITER}\nnothing`);
  await page.getByText('Lines that are no addresses: 1').waitFor();
  await page.getByRole('button', { name: 'Look up' }).click();
  await page.getByText('Tags name 2 of them.').waitFor();
  await page.getByRole('link', { name: 'Made-up Mixer' }).click();
  await page.getByText('1 tagged with it').waitFor();
});

test('an alert shows what is new and its attempts, and is sent again', async () => {
  const [watched] = await openCases();
  await until(
    () => api.get<{ items: object[] }>(`/v1/cases/${watched?.id}/alerts`),
    ({ items }) => items.length === 1,
  );
  await go(`cases/${watched?.id}/alerts`, 'By keyboard');
  await page.getByText(/Scanned every hour; next at/).waitFor();
  await page.getByText(/: 2 new flags/).waitFor();
  const changes = page.getByRole('table', { name: /What was new/ });
  await changes.getByRole('row', { name: /mixer-depositor .*Made-up Mixer/ }).waitFor();
  await page.getByText('failed', { exact: true }).waitFor();
  await page.getByText(/answer 410/).waitFor();
  receiver.answer((response) => response.writeHead(204).end());
  await page.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('delivered', { exact: true }).waitFor();
  expect(receiver.received).toHaveLength(2);
});

test('the schedule takes seconds of one’s own, within its limits', async () => {
  await page.getByLabel('Scan again').selectOption('own');
  await page.getByLabel('Seconds between scans').fill('59');
  await page.getByRole('button', { name: 'Save the schedule' }).click();
  await page.getByText(/everySeconds/).waitFor();
  await page.getByLabel('Seconds between scans').fill('5400');
  await page.getByRole('button', { name: 'Save the schedule' }).click();
  await page.getByText(/Scanned every 90 minutes/).waitFor();
  await page.getByLabel('Scan again').selectOption('never');
  await page.getByRole('button', { name: 'Save the schedule' }).click();
  await page.getByText('The case is not watched.').waitFor();
});

test('screening tells what decides, why, and in which cases stolen value arrived', async () => {
  await go('screening', 'Screening');
  const field = page.getByLabel('Address');
  await field.fill(EXPLOITER.replace('B7', 'b7'));
  await page.keyboard.press('Enter');
  await page.getByText(/wrong EIP-55 checksum/).waitFor();
  await field.fill(EXPLOITER);
  await page.getByRole('button', { name: 'Screen' }).click();
  await page.getByText('decides: the sanction in force').waitFor();
  await page.getByRole('link', { name: 'Lazarus Group' }).first().waitFor();
  await page
    .getByRole('table', { name: /^Cases/ })
    .getByText('ronin-2022')
    .waitFor();
  await go(`screening?address=${PAID}`, 'Screening');
  await page.getByRole('definition').getByText('mixer', { exact: true }).waitFor();
});

test('a list is removed after a question', async () => {
  await go('tags', 'Tags');
  await page.getByRole('button', { name: 'Remove own-list' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('button', { name: 'Remove own-list' }).click();
  await page.getByRole('button', { name: 'Take it out of use' }).click();
  await page.getByText('No list has been imported.').waitFor();
  expect(await api.get('/v1/tags')).toEqual({ items: [] });
});

test('a key is shown once, works, and is refused once revoked', async () => {
  await go('keys', 'Keys');
  await page.getByLabel('Owner').fill('fraud-desk');
  await page.getByRole('button', { name: 'Make the key' }).click();
  await page.getByText(/^name .*see docs/).waitFor();
  await page.getByLabel('Name', { exact: true }).fill('dashboard');
  await page.getByLabel('Role').selectOption('viewer');
  await page.getByRole('button', { name: 'Make the key' }).click();
  const key = await page.getByLabel('The key', { exact: true }).inputValue();
  const made = apiAt(desk.url, key);
  expect(await made.get('/v1/me')).toMatchObject({ owner: 'fraud-desk', name: 'dashboard', role: 'viewer' });

  const other = await desk.open({ key });
  await other.page.getByText('No case has been opened yet.').waitFor();
  expect(await other.page.getByRole('link', { name: /New case|Keys|Audit/ }).count()).toBe(0);
  await other.close();

  await page.getByRole('button', { name: 'Revoke dashboard of fraud-desk' }).click();
  await page.keyboard.press('Escape');
  expect(await made.get('/v1/me')).toMatchObject({ name: 'dashboard' });
  await page.getByRole('button', { name: 'Revoke dashboard of fraud-desk' }).click();
  await page.getByRole('button', { name: 'Revoke for good' }).click();
  await page.getByRole('cell', { name: /^revoked/ }).waitFor();
  await expect(made.get('/v1/me')).rejects.toThrow('401');
});

test('the audit log has all of it, the newest first', async () => {
  await go('audit', 'Audit');
  const first = page.getByRole('row').nth(1);
  await first.getByText('key.revoke').waitFor();
  await page.getByLabel('Action').selectOption('tags.import');
  await first.getByText('own-list').waitFor();
  expect(await page.getByRole('row').count()).toBe(2);
});

test.each([
  [1600, 'light'],
  [360, 'dark'],
] as const)('no page breaks at %d pixels, %s', async (width, theme) => {
  await page.setViewportSize({ width, height: 800 });
  await page.emulateMedia({ colorScheme: theme });
  const [watched] = await openCases();
  const pages = [
    ['cases', 'Cases'],
    ['cases/new', 'New case'],
    [`cases/${watched?.id}/alerts`, 'By keyboard'],
    [`screening?address=${EXPLOITER}`, 'Screening'],
    ['tags?actor=Lazarus+Group', 'Tags'],
    ['keys', 'Keys'],
    ['audit', 'Audit'],
  ] as const;
  for (const [path, title] of pages) {
    await go(path, title);
    await until(
      () => page.getByText('Loading …').count(),
      (count) => count === 0,
    );
    expect([path, await seriousViolations(page)]).toEqual([path, []]);
    expect([path, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([path, width]);
  }
});

test('nothing was asked of other hosts, and the pages raised no error of their own', () => {
  expect(web.asked.filter((url) => !url.startsWith(desk.url))).toEqual([]);
  const refused = /Failed to load resource.* 400 /;
  expect(web.complaints.filter((text) => !refused.test(text))).toEqual([]);
});
