/**
 * The pictures of the pages: the Ronin theft in a real browser, as an investigator sees it.
 */

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startReplay } from '../../src/replay/server.ts';
import { startBrowser } from '../../test/support/browser.ts';
import { apiAt, explorerSettings, startService, until } from '../../test/support/service-process.ts';
import { openWebPage } from '../../test/support/web-page.ts';

const DEPOSITOR = '0x002c93452d54B6d64bfA9879fCaB14a74f1BDD44';

interface Picture {
  readonly name: string;
  /** Below the case; from the root of the pages when it begins with a slash. */
  readonly place: string;
  readonly theme?: 'light' | 'dark';
  readonly width?: number;
  readonly height: number;
  /** Longer than the window, and shown whole. */
  readonly isWhole?: boolean;
}

const PICTURES: readonly Picture[] = [
  { name: 'page-overview', place: '', height: 1000 },
  { name: 'page-graph', place: 'graph', theme: 'dark', height: 1000, isWhole: true },
  { name: 'page-timeline', place: 'timeline', height: 1000 },
  { name: 'page-path', place: `paths?address=${DEPOSITOR}`, height: 1100 },
  { name: 'page-flags', place: 'flags', height: 1000 },
  { name: 'page-new-case', place: '/cases/new', height: 1000 },
  { name: 'page-overview-phone', place: '', theme: 'dark', width: 360, height: 1100 },
  { name: 'page-graph-phone', place: 'graph', width: 360, height: 740, isWhole: true },
];

/** Takes all of them. @param root of the package, which is built; @param folder that they are written to */
export async function takePagePictures(root: string, folder: string): Promise<void> {
  const dataset = join(root, 'data/ronin-2022');
  const data = mkdtempSync(join(tmpdir(), 'coinhound-pages-'));
  const replay = await startReplay({ dir: dataset });
  const service = await startService(data, explorerSettings(replay.url));
  const browser = await startBrowser();
  try {
    const [url, key] = [service.url, service.firstKey ?? ''];
    const [body] = JSON.parse(readFileSync(join(dataset, 'cases.json'), 'utf8'));
    const caseId = await traced(apiAt(url, key), { ...body, name: 'Ronin bridge, 23 March 2022' });
    for (const { name, place, theme = 'light', width = 1600, height, isWhole = false } of PICTURES) {
      const { page, close } = await openWebPage(browser, { url, key, width, height, theme });
      await page.goto(`${url}/app${place.startsWith('/') ? place : `/cases/${caseId}/${place}`}`);
      await settled(page);
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: isWhole });
      await close();
    }
  } finally {
    await browser.close();
    await service.stop();
    await replay.close();
    rmSync(data, { recursive: true });
  }
}

async function traced(api: ReturnType<typeof apiAt>, body: object): Promise<string> {
  const { caseId } = await api.send<{ caseId: string }>('POST', '/v1/cases', body);
  await until(
    () => api.get<{ state: string }>(`/v1/cases/${caseId}`),
    ({ state }) => state === 'done',
  );
  return caseId;
}

/** Drawn, not only loaded (ms). */
const DRAWN_MS = 1000;

async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(DRAWN_MS);
}
