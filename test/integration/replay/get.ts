/**
 * Requests of the tests: any status is an answer, bodies come as text and are parsed where a test wants JSON.
 */

import axios, { type AxiosResponse } from 'axios';
import { type Replay, type ReplayOptions, startReplay } from '../../../src/replay/server.ts';

/** GET `url`, whatever the status, body as text. */
export function get(url: string, timeout = 10_000): Promise<AxiosResponse<string>> {
  return axios.get<string>(url, {
    timeout,
    validateStatus: () => true,
    responseType: 'text',
    transformResponse: [(body: string) => body],
  });
}

/** The JSON body of GET `url`. */
export async function getJson(url: string): Promise<unknown> {
  return JSON.parse((await get(url)).data);
}

/** Starts a replay, hands it to `use`, and closes it. */
export async function withReplay<T>(options: ReplayOptions, use: (replay: Replay) => Promise<T>): Promise<T> {
  const replay = await startReplay(options);
  try {
    return await use(replay);
  } finally {
    await replay.close();
  }
}
