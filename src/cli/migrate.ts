/**
 * `coinhound migrate`: brings the database to the schema of this version.
 */

import type { App } from '../compose.ts';
import type { Output } from './output.ts';

/** Migrates and says what was done. */
export async function runMigrate(app: App, output: Output): Promise<void> {
  const { place, migrations } = await app.migrate();
  const lines = migrations.map((name) => `  ${name}\n`).join('');
  output.write(lines === '' ? `${place} is up to date\n` : `migrated ${place}\n${lines}`);
}
