/** A real Chromium for the tests of the pages. */
import { type Browser, chromium } from 'playwright-core';
import { chromiumPath } from './chromium.ts';

/** Nothing of the browser's own goes out: tests load from this machine alone. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Until it, a service and a first trace are there, on a busy machine (ms). */
export const BROWSER_TIMEOUT_MS = 180_000;

/** Starts it without a window. */
export async function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), headless: true, args: ARGS });
}
