/** All that a test of the pages needs: a replay of the Ronin case, the built service before it, and a browser. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startReplay } from '../../src/replay/server.ts';
import { startBrowser } from './browser.ts';
import { ROOT } from './cli.ts';
import { fillDataFolder } from './pglite-template.ts';
import { type Api, apiAt, explorerSettings, startService, until } from './service-process.ts';
import { openWebPage, type WebPage, type WebPageOptions } from './web-page.ts';

export interface WebDesk {
  /** Of the service. */
  readonly url: string;
  /** Of an admin. */
  readonly key: string;
  readonly api: Api;
  /** Opens the pages, by default with its key. */
  open(options?: Partial<WebPageOptions>): Promise<WebPage>;
  /** Opens a case and waits until its run has ended well. @returns its id */
  traced(body: unknown): Promise<string>;
  close(): Promise<void>;
}

/** @param settings of the service, beside those that send its look-ups to the replay */
export async function startWebDesk(settings: Record<string, string> = {}): Promise<WebDesk> {
  const closing: (() => unknown)[] = [];
  const close = async () => {
    for (const one of closing.splice(0).reverse()) await one();
  };
  try {
    return { ...(await begun(settings, closing)), close };
  } catch (error) {
    // What is left open would keep the tests from ending.
    await close();
    throw error;
  }
}

/** @param closing is told how to end what was begun, the first to be ended last */
async function begun(
  settings: Record<string, string>,
  closing: (() => unknown)[],
): Promise<Omit<WebDesk, 'close'>> {
  const folder = mkdtempSync(join(tmpdir(), 'coinhound-web-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  await fillDataFolder(join(folder, 'coinhound-data'));
  const replay = await startReplay({ dir: join(ROOT, 'data/ronin-2022') });
  closing.push(() => replay.close());
  const service = await startService(folder, { ...explorerSettings(replay.url), ...settings });
  closing.push(() => service.stop());
  const browser = await startBrowser();
  closing.push(() => browser.close());
  const [{ url }, key] = [service, service.firstKey ?? ''];
  const api = apiAt(url, key);
  return {
    url,
    key,
    api,
    open: (options = {}) => openWebPage(browser, { url, key, ...options }),
    async traced(body) {
      const { caseId } = await api.send<{ caseId: string }>('POST', '/v1/cases', body);
      const { state } = await until(
        () => api.get<{ state: string }>(`/v1/cases/${caseId}`),
        (one) => one.state !== 'running',
      );
      if (state !== 'done') throw new Error(`the run of the case is ${state}`);
      return caseId;
    },
  };
}
