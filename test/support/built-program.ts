/**
 * A program of the sources as a few files with all its packages: it starts in a fraction of the time that a thousand modules
 * take, for tests that start it again and again. Built by each test file that needs it, so it is never older than the sources.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll } from '@jest/globals';
import { build, type Plugin, stop } from 'esbuild';
import { ROOT } from './cli.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** They find files of their own beside them, or are asked for only when they are there. */
const NOT_BUILT_IN = ['@electric-sql/pglite', 'pino', '@bull-board/*', 'pdfkit', 'pg-native'];

/** Packages that are no ES modules ask for others by `require`. */
const REQUIRE = `import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);`;

/** The sources find the files of the package from where they stand. */
const WHERE_THEY_STAND: Plugin = {
  name: 'where-they-stand',
  setup({ onLoad }) {
    onLoad({ filter: /[/\\](src[/\\].*|test[/\\]support[/\\]cli)\.ts$/ }, async ({ path }) => {
      const url = JSON.stringify(pathToFileURL(path).href);
      return { loader: 'ts', contents: (await readFile(path, 'utf8')).replaceAll('import.meta.url', url) };
    });
  },
};

/**
 * Builds it.
 * @param entry below the root
 * @returns what `node` runs; it goes at the end of the test file
 */
export async function buildProgram(entry: string): Promise<string> {
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  const folder = mkdtempSync(join(ROOT, 'out/program-'));
  folders.push(folder);
  await build({
    ...{ entryPoints: [join(ROOT, entry)], outdir: folder, bundle: true, platform: 'node', format: 'esm' },
    // What the sources import only when they need it stays apart.
    ...{ splitting: true, outExtension: { '.js': '.mjs' } },
    ...{ external: NOT_BUILT_IN, banner: { js: REQUIRE }, plugins: [WHERE_THEY_STAND], logLevel: 'warning' },
  });
  await stop();
  return join(folder, `${basename(entry, '.ts')}.mjs`);
}
