/**
 * The order of the test files where Jest has not yet timed them, as in CI: first those that wait for processes, browsers and
 * servers, so that none of them runs alone at the end; among the others the larger ones first, as Jest does.
 */
import { relative } from 'node:path';
import JestSequencer from '@jest/test-sequencer';

const FOLDERS = [
  ...['integration/queue/', 'e2e/', 'chaos/', 'integration/storage/', 'contract/'],
  ...['integration/', 'property/', ''],
];
/** More than any file takes, or has bytes. */
const APART_MS = 10_000_000;

export default class LongestFirst extends JestSequencer {
  /** Milliseconds: what it took the last time, else a guess. */
  time(test) {
    return super.time(test) ?? guessMs(test);
  }
}

function guessMs({ path, context }) {
  const place = relative(`${context.config.rootDir}/test`, path);
  const rank = FOLDERS.findIndex((folder) => place.startsWith(folder));
  return (FOLDERS.length - rank) * APART_MS + (context.hasteFS.getSize(path) ?? 0);
}
