/** The Chromium of this machine; it is installed for the tests of the pages when it is missing. */
import { join } from 'node:path';
import { programFolder, type Server } from './programs.ts';

const CHROMIUM: Server = {
  name: 'Chromium',
  programs: ['chromium'],
  aptPackage: 'chromium',
  brewFormula: 'chromium',
};

/** Its program. Asked for once before all tests: package managers do not work side by side. */
export function chromiumPath(): string {
  const folder = programFolder(CHROMIUM);
  if (folder !== null) return join(folder, 'chromium');
  throw new Error('the tests of the pages need Chromium: install the package chromium');
}
