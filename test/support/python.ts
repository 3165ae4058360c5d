/** Python, for tests that hold what we hand on to a program that is not ours. */
import { join } from 'node:path';
import { programFolder } from './programs.ts';

const PYTHON = { name: 'Python', programs: ['python3'], aptPackage: 'python3', brewFormula: 'python' };

/** The path of the program; it is installed when it is missing, which may take minutes. */
export function python3(): string {
  const folder = programFolder(PYTHON);
  if (folder === null) throw new Error('python3 is not on this machine; install it and run the test again');
  return join(folder, 'python3');
}
