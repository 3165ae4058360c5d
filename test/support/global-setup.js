/** Starts what all test files share, once for a test run. Jest loads this file without its transform, hence tsx. */
import { tsImport } from 'tsx/esm/api';

export default async function setUp() {
  const { takeTemporaryFolder } = await tsImport('./temporary-folder.ts', import.meta.url);
  const { startPostgres, startRedis } = await tsImport('./services.ts', import.meta.url);
  const { chromiumPath } = await tsImport('./chromium.ts', import.meta.url);
  chromiumPath();
  globalThis.coinhoundTemporary = takeTemporaryFolder();
  const postgres = await startPostgres();
  const redis = await startRedis();
  process.env.COINHOUND_TEST_POSTGRES = postgres.url;
  process.env.COINHOUND_TEST_REDIS = redis.url;
  globalThis.coinhoundServices = [postgres, redis];
}
