/** Pages of the UI in a real browser, at a service whose key they have entered. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';

export interface WebPage {
  readonly page: Page;
  /** Addresses of everything that the page asked for. */
  readonly asked: readonly string[];
  /** Errors that the page raised or wrote to its console. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export interface WebPageOptions {
  readonly url: string;
  readonly key: string;
  readonly width?: number;
  readonly height?: number;
  readonly theme?: 'light' | 'dark';
}

/** Opens the UI and enters the key. */
export async function openWebPage(browser: Browser, options: WebPageOptions): Promise<WebPage> {
  const { url, key, width = 1600, height = 1000, theme = 'light' } = options;
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme });
  const page = await context.newPage();
  const [asked, complaints]: [string[], string[]] = [[], []];
  page.on('request', (request) => asked.push(request.url()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url);
  await page.getByLabel('Your API key').fill(key);
  await page.getByRole('button', { name: 'Open' }).click();
  await page.getByRole('heading', { name: 'Cases', exact: true }).waitFor();
  return { page, asked, complaints, close: () => context.close() };
}

interface AxeViolation {
  readonly id: string;
  readonly impact: string | null;
  readonly nodes: readonly { readonly target: readonly string[]; readonly failureSummary?: string }[];
}

const axeSource = () => readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What of the page breaks a rule of accessibility seriously, one line each. */
export async function seriousViolations(page: Page): Promise<string[]> {
  // Evaluated and not put in as an element: the policy of the pages takes no scripts but their own.
  await page.evaluate(axeSource());
  // All rules are checked; what passes is not described, which would take longer than the check itself.
  const violations: readonly AxeViolation[] = await page.evaluate(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary = '' }) => `${id} at ${target.join(' ')}: ${failureSummary}`),
    );
}
