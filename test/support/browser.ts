/** A real Chromium for the tests of the UI: the one of this machine, else it is installed. */
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { programFolder, type Server } from './programs.ts';

const CHROMIUM: Server = {
  name: 'Chromium',
  programs: ['chromium'],
  aptPackage: 'chromium',
  brewFormula: 'chromium',
};

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

/** Installing it may take minutes (ms). */
export const BROWSER_TIMEOUT_MS = 300_000;

/** Starts it without a window. */
export async function startBrowser(): Promise<Browser> {
  const folder = programFolder(CHROMIUM);
  if (folder === null) throw new Error('the tests of the UI need Chromium: install the package chromium');
  return chromium.launch({ executablePath: join(folder, 'chromium'), headless: true, args: ARGS });
}
