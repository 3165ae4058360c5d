/**
 * The pictures of the pages: the Ronin theft in a real browser, as an investigator sees it.
 */

import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { caseOf } from '../../test/support/stored-trace.ts';
import { startWebDesk } from '../../test/support/web-desk.ts';

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

/** Takes all of them, of the built package. @param folder that they are written to */
export async function takePagePictures(folder: string): Promise<void> {
  const desk = await startWebDesk();
  try {
    const body = caseOf('ronin-2022') as object;
    const caseId = await desk.traced({ ...body, name: 'Ronin bridge, 23 March 2022' });
    for (const { name, place, isWhole = false, ...form } of PICTURES) {
      const { page, close } = await desk.open(form);
      await page.goto(`${desk.url}/app${place.startsWith('/') ? place : `/cases/${caseId}/${place}`}`);
      await settled(page);
      await page.screenshot({ path: join(folder, `${name}.png`), fullPage: isWhole });
      await close();
    }
  } finally {
    await desk.close();
  }
}

/** Drawn, not only loaded (ms). */
const DRAWN_MS = 1000;

async function settled(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(DRAWN_MS);
}
